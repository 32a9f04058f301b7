import GitOpsAPI
import OperatorKit

/// What a GitRepository may ask for that is not there yet. It is refused by name instead of being passed over.
enum GitSupport {
  /// Throws ``SourceFailure``.
  static func check(_ object: GitRepository) throws {
    let spec = object.spec
    if spec.url.hasPrefix("ssh://") { throw refusal("ssh:// URLs", "use the repository's https:// URL") }
    if spec.effectiveProvider != .generic {
      throw refusal(
        "spec.provider '\(spec.effectiveProvider.rawValue)'", "use a Secret with username and password, or bearerToken")
    }
    if spec.verify != nil { throw refusal("spec.verify", "remove it") }
    if spec.recurseSubmodules { throw refusal("spec.recurseSubmodules", "remove it") }
    if !spec.include.isEmpty { throw refusal("spec.include", "remove it") }
  }

  private static func refusal(_ what: String, _ wayOut: String) -> SourceFailure {
    SourceFailure(
      ConditionType.fetchFailed, reason: "NotSupported", "\(what) is not supported by this version; \(wayOut)",
      remedy: .stall)
  }
}
