import GitOpsAPI

/// What a GitRepository may ask for that is not there yet. It is refused by name instead of being passed over.
enum GitSupport {
  static func check(_ object: GitRepository) throws {
    let spec = object.spec
    if spec.url.hasPrefix("ssh://") { throw refusal("ssh:// URLs", "use the repository's https:// URL") }
    if let provider = spec.provider?.rawValue, provider != "generic" {
      throw refusal("spec.provider '\(provider)'", "use a Secret with username and password, or bearerToken")
    }
    if spec.verify != nil { throw refusal("spec.verify", "remove it") }
    if spec.recurseSubmodules { throw refusal("spec.recurseSubmodules", "remove it") }
    if !spec.include.isEmpty { throw refusal("spec.include", "remove it") }
    if !spec.sparseCheckout.isEmpty { throw refusal("spec.sparseCheckout", "use spec.ignore") }
  }

  private static func refusal(_ what: String, _ wayOut: String) -> SourceFailure {
    SourceFailure(
      ConditionType.fetchFailed, reason: "NotSupported", "\(what) is not supported by this version; \(wayOut)",
      remedy: .stall)
  }
}
