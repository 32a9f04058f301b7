/// The real `helm` and `kubectl` that tests compare with, fetched by `scripts/oracles.sh` on first use.
///
/// A test that cannot have its oracle fails: one that is skipped says nothing.
public struct Oracles: Sendable {
  /// The path of `helm`, version 4.3.
  public let helm: String
  /// The path of `kubectl`, version 1.37, with kustomize 5.8 in it.
  public let kubectl: String

  private static let located = Task { try await locate() }

  /// The oracles of this machine.
  ///
  /// - Throws: ``OracleError`` if the script is not there or could not fetch them.
  public static func shared() async throws -> Oracles { try await located.value }

  private static func locate() async throws -> Oracles {
    guard let script = RepositoryScript.find("scripts/oracles.sh") else {
      throw OracleError(reason: "scripts/oracles.sh is not above \(RepositoryScript.starts.joined(separator: " or "))")
    }
    var configuration = ProcessConfiguration(script)
    configuration.errorOutput = .inherited
    let result = try await ChildProcess.run(configuration, timeout: .seconds(600))
    return Oracles(helm: "\(result.text)/helm", kubectl: "\(result.text)/kubectl")
  }
}

/// Why the programs that tests compare with are not there.
public struct OracleError: Error, CustomStringConvertible {
  public let reason: String

  public var description: String { "no helm and kubectl to compare with: \(reason)" }
}
