import JSON

/// Why one object could not be applied: which object, from which file, which field, and what to do.
public struct ApplyError: Error, Sendable {
  /// What was being done.
  public enum Step: Sendable, Hashable {
    case read
    case dryRun
    case cleanUp
    case apply
    case recreate
  }

  public let reference: ObjectReference
  public let step: Step
  public let origin: ObjectOrigin?
  /// The API server's answer.
  public let cause: KubernetesError
  /// What would help, when that is known.
  public let advice: String?
  private let detail: String

  init(_ packed: PackedObject, _ step: Step, _ cause: KubernetesError, advice: String? = nil) {
    reference = packed.reference
    origin = packed.origin
    self.step = step
    self.cause = cause
    self.advice = advice
    detail = MessageSanitizer(packed).sanitized(ApplyError.detail(cause))
  }

  /// Whether trying again may help without anything being changed.
  public var isRetryable: Bool { cause.isRetryable || cause.kind == .conflict }

  /// The server's words, with the fields it names beside its message.
  private static func detail(_ cause: KubernetesError) -> String {
    let named = cause.causes.filter { !$0.field.isEmpty && !cause.message.contains($0.field) }
    guard !named.isEmpty else { return cause.message }
    return cause.message + " [" + named.map { "\($0.field): \($0.message)" }.joined(separator: ", ") + "]"
  }
}

extension ApplyError: CustomStringConvertible {
  /// `Deployment/prod/web dry-run failed (Invalid): …` (K-12-18), followed by the place in the source.
  public var description: String {
    var text = reference.subject + " " + summary + ": " + detail
    if let advice { text += "; " + advice }
    if let origin { text += " (\(origin))" }
    return text
  }

  private var summary: String {
    switch step {
    case .read: "query failed"
    case .dryRun: dryRunSummary
    case .cleanUp: "metadata.managedFields cleanup failed"
    case .apply: "apply failed"
    case .recreate: "immutable field detected, failed to recreate object"
    }
  }

  private var dryRunSummary: String {
    let isUnknownKind = cause.message.hasPrefix("no matches for kind")
    if cause.kind == .notFound, !isUnknownKind {
      return reference.namespace.isEmpty ? "namespace not specified" : "not found"
    }
    let reason = isUnknownKind || cause.reason.isEmpty ? "" : " (\(cause.reason))"
    return "dry-run failed\(reason)"
  }
}

/// Takes the values of Secrets out of the API server's answers: it quotes what it cannot read.
private struct MessageSanitizer {
  private var secrets: [String] = []
  private let isSecret: Bool

  init(_ packed: PackedObject) {
    isSecret = packed.reference.groupKind == GroupKind(group: "", kind: "Secret")
    guard isSecret, let object = packed.unpacked() else { return }
    for field in ["data", "stringData"] {
      for (_, value) in object.json[field]?.objectValue ?? [:] {
        if let text = value.stringValue, !text.isEmpty { secrets.append(text) }
      }
    }
    secrets.sort { $0.utf8.count > $1.utf8.count }
  }

  func sanitized(_ message: String) -> String {
    guard isSecret else { return message }
    var text = message
    for quote in [", error found in #", "error decoding from json:"] {
      if let range = text.firstRange(of: quote) { text = String(text[..<range.lowerBound]) }
    }
    for secret in secrets where secret.utf8.count > 3 { text = text.replacing(secret, with: "***") }
    return text
  }
}

/// Why a set was not applied as a whole, and what was done all the same.
public struct ApplyFailure: Error, Sendable {
  /// Why: at least one, in apply order; no more than a few of many.
  public enum Reason: Sendable {
    /// Objects were refused, or the server failed.
    case objects([ApplyError])
    /// Objects that later stages need did not become ready.
    case notReady(HealthReport)
  }

  public let reason: Reason
  /// What was done before, in earlier stages or before the object that failed.
  public let changes: ChangeSet
  public let requests: RequestCounts

  /// Whether trying again may help without anything being changed.
  public var isRetryable: Bool {
    switch reason {
    case .objects(let errors): errors.allSatisfy(\.isRetryable)
    case .notReady: true
    }
  }
}

extension ApplyFailure: CustomStringConvertible {
  /// A line for each error, then one for each object that was changed before.
  public var description: String {
    let errors =
      switch reason {
      case .objects(let errors): errors.map(\.description).joined(separator: "\n")
      case .notReady(let report): report.description
      }
    return changes.hasChanges ? errors + "\n" + changes.changeText : errors
  }
}
