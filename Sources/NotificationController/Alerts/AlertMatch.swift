import GitOpsAPI

/// Whether an event is for an Alert, as far as the two alone can say.
enum AlertMatch {
  enum Answer: Equatable {
    case no
    case yes
    /// Only if the object has one of these sets of labels.
    case ifLabelled([[String: String]])
  }

  /// Sources first, with severity and name.
  static func sources(_ rule: AlertRule, _ event: ControllerEvent) -> Answer {
    guard !rule.alert.spec.suspend, passes(rule.alert.spec.effectiveSeverity, event.severity) else { return .no }
    var labels: [[String: String]] = []
    for source in rule.alert.spec.eventSources where fits(source, rule, event) {
      guard let wanted = source.matchLabels else { return .yes }
      labels.append(wanted)
    }
    return labels.isEmpty ? .no : .ifLabelled(labels)
  }

  /// Then the message: one of the inclusions, if there are any, and none of the exclusions.
  static func message(_ rule: AlertRule, _ message: String) -> Bool {
    let bytes = Array(message.utf8)
    let included =
      rule.alert.spec.inclusionList.isEmpty || MessagePattern.anyIsFound(rule.inclusions, in: bytes)
    return included && !MessagePattern.anyIsFound(rule.exclusions, in: bytes)
  }

  /// `info` lets everything pass, `error` failures alone.
  private static func passes(_ wanted: AlertSeverity, _ severity: ControllerEvent.Severity) -> Bool {
    wanted == .info || wanted.rawValue == severity.rawValue
  }

  private static func fits(_ source: EventSource, _ rule: AlertRule, _ event: ControllerEvent) -> Bool {
    let object = event.involvedObject
    return source.kind.rawValue == object.kind && rule.namespace(of: source) == (object.namespace ?? "")
      && (source.name == EventSource.anyName || source.name == object.name)
  }
}
