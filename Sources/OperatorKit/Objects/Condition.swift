/// One observation about an object, as `status.conditions` lists them (`metav1.Condition`).
public struct Condition: Codable, Hashable, Sendable {
  public enum Status: String, Codable, Sendable {
    case `true` = "True"
    case `false` = "False"
    case unknown = "Unknown"
  }

  public var type: String
  public var status: Status
  public var reason: String
  public var message: String
  /// Changes when status, reason or message change; whole seconds.
  public var lastTransitionTime: Timestamp
  public var observedGeneration: Int64?

  /// The API server refuses longer messages.
  public static let maximumMessageBytes = 32_768

  /// A condition as of now; a message that is too long ends in `...`.
  public init(type: String, status: Status, reason: String, message: String, observedGeneration: Int64? = nil) {
    self.type = type
    self.status = status
    self.reason = reason
    self.message = Condition.trimmed(message)
    self.observedGeneration = observedGeneration
    lastTransitionTime = Timestamp.now().truncatedToSeconds
  }

  private static func trimmed(_ message: String) -> String {
    guard message.utf8.count > maximumMessageBytes else { return message }
    var kept = message.utf8.prefix(maximumMessageBytes - 3)
    while !kept.isEmpty, String(kept) == nil { kept = kept.dropLast() }
    return (String(kept) ?? "") + "..."
  }
}

/// The well-known condition types of kstatus, and the order in which lists of conditions are written.
public enum ConditionType {
  public static let ready = "Ready"
  public static let reconciling = "Reconciling"
  public static let stalled = "Stalled"
}

extension [Condition] {
  public func condition(_ type: String) -> Condition? { first { $0.type == type } }
  public func isTrue(_ type: String) -> Bool { condition(type)?.status == .true }
  public func isFalse(_ type: String) -> Bool { condition(type)?.status == .false }

  /// Adds a condition or replaces the one of its type, keeping the time of transition when only the generation moved.
  public mutating func set(_ condition: Condition) {
    guard let index = firstIndex(where: { $0.type == condition.type }) else {
      append(condition)
      sortAsKstatus()
      return
    }
    var updated = condition
    let old = self[index]
    if (old.status, old.reason, old.message) == (condition.status, condition.reason, condition.message) {
      updated.lastTransitionTime = old.lastTransitionTime
    }
    self[index] = updated
    sortAsKstatus()
  }

  public mutating func remove(_ type: String) { removeAll { $0.type == type } }

  /// Stalled, Reconciling and Ready first, the rest by name, so that equal sets are equal lists.
  private mutating func sortAsKstatus() {
    let first = [ConditionType.stalled: 0, ConditionType.reconciling: 1, ConditionType.ready: 2]
    sort { (first[$0.type] ?? 3, $0.type) < (first[$1.type] ?? 3, $1.type) }
  }
}
