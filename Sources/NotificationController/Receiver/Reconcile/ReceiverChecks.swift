import CEL
import GitOpsAPI
import OperatorKit

/// What is wrong with a Receiver's spec; only a change of it can help.
struct ReceiverFault: Error, Hashable {
  let reason: String
  let message: String

  static func invalid(_ message: String) -> ReceiverFault {
    ReceiverFault(reason: Reason.validationFailed, message: message)
  }

  static func expression(_ message: String) -> ReceiverFault {
    ReceiverFault(reason: Reason.invalidCELExpression, message: message)
  }
}

/// Checks a Receiver's spec, in the order in which users are told: filters, which fields go together, issuers, and the
/// expressions of issuers.
enum ReceiverChecks {
  /// Throws ``ReceiverFault``.
  static func check(_ spec: Receiver.Spec) throws {
    try checkFilters(spec)
    try checkFields(spec)
    try checkIssuers(spec.oidcProviders)
    for (index, provider) in spec.oidcProviders.enumerated() {
      do { _ = try ClaimRules(provider) } catch let error as ClaimRules.Broken {
        throw ReceiverFault.expression("oidcProviders[\(index)] (issuerURL=\"\(provider.issuerURL)\"): \(error)")
      }
    }
  }

  private static func checkFilters(_ spec: Receiver.Spec) throws {
    let hasClaims = spec.type == .genericOIDC
    if let filter = spec.resourceFilter {
      do { _ = try ResourceFilter(filter, hasClaims: hasClaims) } catch let error as CELCompileError {
        throw ReceiverFault.expression("invalid resourceFilter expression: \(error)")
      }
    }
    for (index, resource) in spec.resources.enumerated() {
      guard let filter = resource.filter else { continue }
      do { _ = try ResourceFilter(filter, hasClaims: hasClaims) } catch let error as CELCompileError {
        throw ReceiverFault.expression(
          "invalid filter expression for resources[\(index)] (kind=\"\(resource.kind.rawValue)\", "
            + "name=\"\(resource.name)\"): \(error)")
      }
    }
  }

  /// What the definition's rules say, for API servers that do not know rules.
  private static func checkFields(_ spec: Receiver.Spec) throws {
    switch (spec.type == .genericOIDC, spec.oidcProviders.isEmpty, spec.secretRef == nil) {
    case (true, true, _): throw ReceiverFault.invalid("generic-oidc receiver requires at least one oidcProvider")
    case (false, false, _): throw ReceiverFault.invalid("oidcProviders can only be set when type is generic-oidc")
    case (true, _, false): throw ReceiverFault.invalid("secretRef cannot be set when type is generic-oidc")
    case (false, _, true): throw ReceiverFault.invalid("secretRef is required when type is not generic-oidc")
    case (true, false, true), (false, true, false): break
    }
  }

  private static func checkIssuers(_ providers: [Receiver.OIDCProvider]) throws {
    var seen: Set<String> = []
    for (index, provider) in providers.enumerated() {
      let issuer = provider.issuerURL
      guard !issuer.isEmpty else { throw ReceiverFault.invalid("oidcProviders[\(index)]: issuerURL is required") }
      guard issuer.hasPrefix("https://") || issuer.hasPrefix("http://") else {
        throw ReceiverFault.invalid(
          "oidcProviders[\(index)]: issuerURL \"\(issuer)\" must start with http:// or https://")
      }
      guard seen.insert(issuer).inserted else {
        throw ReceiverFault.invalid("oidcProviders[\(index)]: duplicate issuerURL \"\(issuer)\"")
      }
      try checkRules(provider, "oidcProviders[\(index)] (issuerURL=\"\(issuer)\")")
    }
  }

  private static func checkRules(_ provider: Receiver.OIDCProvider, _ place: String) throws {
    guard !provider.validations.isEmpty else {
      throw ReceiverFault.invalid(
        "\(place): at least one validation is required; without one everybody with a token of this issuer could call")
    }
    for (index, variable) in provider.variables.enumerated() {
      if variable.name.isEmpty { throw ReceiverFault.invalid("\(place): variables[\(index)]: name is required") }
      if variable.expression.isEmpty {
        throw ReceiverFault.invalid(
          "\(place): variables[\(index)] (name=\"\(variable.name)\"): expression is required")
      }
    }
    for (index, validation) in provider.validations.enumerated() {
      if validation.expression.isEmpty {
        throw ReceiverFault.invalid("\(place): validations[\(index)]: expression is required")
      }
      if validation.message.isEmpty {
        throw ReceiverFault.invalid("\(place): validations[\(index)]: message is required")
      }
    }
  }
}
