import CEL
import GitOpsAPI
import JSON

/// What a Receiver demands of the claims of an issuer's tokens: variables in order, then conditions that must all hold.
struct ClaimRules: Sendable {
  private let variables: [(name: String, program: CELProgram)]
  private let validations: [(program: CELProgram, message: String)]

  /// An expression that can never be evaluated.
  struct Broken: Error, CustomStringConvertible {
    let description: String
  }

  private static let names = CELVariables.only(["claims", "vars"])

  /// Throws ``Broken``.
  init(_ provider: Receiver.OIDCProvider) throws {
    variables = try provider.variables.map { variable in
      do {
        return (variable.name, try CELProgram(compiling: variable.expression, variables: ClaimRules.names))
      } catch {
        throw Broken(description: "invalid expression for variable \"\(variable.name)\": \(error)")
      }
    }
    validations = try provider.validations.map { validation in
      do {
        let program = try CELProgram(
          compiling: validation.expression, variables: ClaimRules.names, result: .exactly(.bool))
        return (program, validation.message)
      } catch {
        throw Broken(description: "invalid expression for validation \"\(validation.message)\": \(error)")
      }
    }
  }

  /// Throws ``TokenError``.
  func check(_ claims: JSONObject) throws {
    var values: [String: CELValue] = [:]
    let claims = CELValue.map(CELMap(claims))
    for (name, program) in variables {
      do {
        values[name] = try program.evaluate(values: ["claims": claims, "vars": .map(CELMap(values))])
      } catch {
        throw TokenError.claims("failed to evaluate variable '\(name)': \(error)")
      }
    }
    var failures: [String] = []
    for (program, message) in validations {
      do {
        let holds = try program.evaluateBool(values: ["claims": claims, "vars": .map(CELMap(values))])
        if !holds { failures.append(message) }
      } catch {
        throw TokenError.claims("failed to evaluate validation: \(error)")
      }
    }
    guard failures.isEmpty else {
      throw TokenError.claims("token validation failed: \(failures.joined(separator: "; "))")
    }
  }
}
