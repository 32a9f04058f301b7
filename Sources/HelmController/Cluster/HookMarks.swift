import GitOpsAPI
import Helm

/// Which hooks that run both before and after an action were begun at which of the two: their record holds the last run
/// alone, and does not say which it was. Noted beside the record, as annotations of its Secret.
struct HookMarks: Sendable {
  private let annotations: [String: String]

  init(_ annotations: [String: String]) { self.annotations = annotations }

  /// The mark of a hook that is about to begin.
  static func begun(_ event: RecordedHook.Event, at index: Int) -> [String: String] { [name(event, index): "true"] }

  /// Whether the hook has begun at a later event of the action: then it has succeeded at this one.
  func isOver(_ event: RecordedHook.Event, _ hook: RecordedHook, at index: Int) -> Bool {
    event.isBefore && hook.runsAgain(after: event) && event.counterparts.contains { has($0, index) }
  }

  /// Whether what the record says of the hook's last run is about this event.
  func areAbout(_ event: RecordedHook.Event, _ hook: RecordedHook, at index: Int) -> Bool {
    !hook.runsAgain(after: event) || has(event, index)
  }

  private func has(_ event: RecordedHook.Event, _ index: Int) -> Bool {
    annotations[HookMarks.name(event, index)] != nil
  }

  private static func name(_ event: RecordedHook.Event, _ index: Int) -> String {
    "\(APIGroup.helm)/begun-\(event.rawValue)-\(index)"
  }
}

extension RecordedHook {
  /// Whether it runs at another event of the same action as well.
  func runsAgain(after event: Event) -> Bool { event.counterparts.contains(where: runs(at:)) }
}

extension RecordedHook.Event {
  fileprivate var isBefore: Bool { rawValue.hasPrefix("pre-") }

  /// The other events of the same action.
  fileprivate var counterparts: [Self] {
    guard let action = rawValue.split(separator: "-").last, rawValue.contains("-") else { return [] }
    return Self.allCases.filter { $0 != self && $0.rawValue.hasSuffix("-\(action)") }
  }
}
