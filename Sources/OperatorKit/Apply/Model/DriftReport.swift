public import JSON

/// The first differences between a live object and what it should be, for messages. Holds no Secret values.
public struct DriftReport: Sendable, Hashable {
  /// How many differences a report holds unless told otherwise.
  public static let defaultLimit = 10
  public static let none = DriftReport(differences: [], isComplete: true)

  public let differences: [Difference]
  /// Whether there are no more than these.
  public let isComplete: Bool

  public var isEmpty: Bool { differences.isEmpty }

  public init(differences: [Difference], isComplete: Bool) {
    self.differences = differences
    self.isComplete = isComplete
  }

  /// One place where the two differ.
  public struct Difference: Sendable, Hashable {
    public let path: JSONPointer
    /// What was found; `nil` when there was nothing.
    public let live: JSONValue?
    /// What it became; `nil` when it was removed.
    public let desired: JSONValue?

    public init(path: JSONPointer, live: JSONValue?, desired: JSONValue?) {
      self.path = path
      self.live = DriftReport.shortened(live)
      self.desired = DriftReport.shortened(desired)
    }
  }

  /// A value that is too long for a message becomes its beginning as text, so that a report stays small.
  private static func shortened(_ value: JSONValue?) -> JSONValue? {
    guard let value else { return nil }
    let bytes = value.serialized()
    guard bytes.count > 160 else { return value }
    return .string(String(decoding: bytes.prefix(120), as: UTF8.self) + "… (\(bytes.count) bytes)")
  }
}

extension DriftReport.Difference: CustomStringConvertible {
  /// `/spec/replicas: 3 → 1`, `/data/key: absent → "value"`.
  public var description: String { "\(path): \(text(live)) → \(text(desired))" }

  private func text(_ value: JSONValue?) -> String {
    value.map { String(decoding: $0.serialized(), as: UTF8.self) } ?? "absent"
  }
}

extension DriftReport: CustomStringConvertible {
  /// A line for each difference.
  public var description: String {
    var lines = differences.map(\.description)
    if !isComplete { lines.append("…") }
    return lines.joined(separator: "\n")
  }
}
