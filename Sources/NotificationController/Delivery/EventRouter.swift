import GitOpsAPI
import Logging
import OperatorKit

/// Takes events off the line, finds their Alerts, and hands what is to be told to the providers' lanes.
struct EventRouter: Sendable {
  let line: EventLine
  let alerts: Informer<AlertRule>
  let providers: Informer<Provider>
  let labels: ObjectLabels
  let dispatcher: Dispatcher
  let reports: AlertReports
  let forbidsOtherNamespaces: Bool
  let allowsServiceAccounts: Bool
  let logger: Logger

  /// Routes until the line is closed and empty, or the task is cancelled.
  func run() async throws {
    try await alerts.waitUntilSynced()
    try await providers.waitUntilSynced()
    while let entry = await line.next() {
      await route(entry)
      await dispatcher.waitForRoom()
    }
  }

  /// Hands one event to the lanes of the Alerts that want it.
  func route(_ entry: EventLine.Entry) async {
    let event = entry.event
    let matching = await matches(event)
    guard !matching.isEmpty else {
      logger.debug("discarding event, no alerts found for the involved object", metadata: EventServer.metadata(event))
      return
    }
    logger.debug("dispatching event", metadata: EventServer.metadata(event))
    var withheld: [DeliveryGate.Withheld: [String]] = [:]
    for rule in matching {
      do {
        if let reason = try dispatch(entry, rule.alert, rule.provider) {
          withheld[reason, default: []].append("\(rule.key)")
        }
      } catch {
        reports.warn(
          rule.alert, .dispatchFailed, "failed to dispatch notification for \(event.subject): \(error)")
      }
    }
    for (reason, names) in withheld {
      logger.info("\(reason.rawValue)", metadata: ["alerts": "\(names.sorted().joined(separator: ", "))"])
    }
  }

  /// The Alerts that the event is for.
  private func matches(_ event: ControllerEvent) async -> [AlertRule] {
    let object = event.involvedObject
    let place = AlertRule.place(object.kind ?? "", object.namespace ?? "")
    var result: [AlertRule] = []
    for key in alerts.store.keys(index: AlertRule.placeIndex, value: place).sorted() {
      guard let rule = alerts.store[key]?.object else { continue }
      switch AlertMatch.sources(rule, event) {
      case .no: continue
      case .yes: break
      case .ifLabelled(let choices): guard await isLabelled(event, choices, rule.alert) else { continue }
      }
      reportBrokenExpressions(rule)
      if AlertMatch.message(rule, event.message) { result.append(rule) }
    }
    return result
  }

  private func isLabelled(_ event: ControllerEvent, _ choices: [[String: String]], _ alert: Alert) async -> Bool {
    let usable = choices.filter { choice in
      guard let problem = LabelChoice.problem(choice) else { return true }
      reports.warn(alert, .invalidConfig, "error using matchLabels from an event source: \(problem)")
      return false
    }
    guard !usable.isEmpty else { return false }
    do {
      let labels = try await labels.read(event.involvedObject)
      return usable.contains { choice in choice.allSatisfy { labels[$0.key] == $0.value } }
    } catch {
      reports.warn(alert, .sourceFetchFailed, "error getting source object \(event.subject): \(error)")
      return false
    }
  }

  private func reportBrokenExpressions(_ rule: AlertRule) {
    for text in rule.brokenInclusions {
      reports.warn(rule.alert, .invalidConfig, "failed to compile inclusion regex: \(text)")
    }
    for text in rule.brokenExclusions {
      reports.warn(rule.alert, .invalidConfig, "failed to compile exclusion regex: \(text)")
    }
  }

  /// Puts the event into the lane of an Alert's Provider; the reason if that kind of Provider is not told of it.
  private func dispatch(
    _ entry: EventLine.Entry, _ alert: Alert, _ key: ObjectKey
  ) throws -> DeliveryGate.Withheld? {
    let event = entry.event
    if forbidsOtherNamespaces, event.involvedObject.namespace != alert.key.namespace {
      throw DispatchError.otherNamespace(alert: alert.key, subject: event.subject)
    }
    let provider: Provider
    switch providers.store[key] {
    case .object(let known): provider = known
    case .unreadable(let object): throw DispatchError.unreadableProvider(key, object.problem)
    case nil: throw DispatchError.noProvider(key)
    }
    if provider.spec.suspend { return nil }
    switch DeliveryGate.decide(event, provider.spec.type) {
    case .silent: return nil
    case .withheld(let reason): return reason
    case .open: break
    }
    if provider.spec.serviceAccountName != nil, !allowsServiceAccounts { throw DispatchError.gateClosed }
    var told = event
    let merge = MetadataMerge(event, alert)
    told.metadata = merge.metadata
    report(merge, alert)
    dispatcher.add(Notification(event: told, alert: alert, count: 1 + entry.repetitions), for: key)
    return nil
  }

  private func report(_ merge: MetadataMerge, _ alert: Alert) {
    if alert.spec.summary != nil {
      logger.info(
        "spec.summary is deprecated, use spec.eventMetadata.summary instead", metadata: ["alert": "\(alert.key)"])
    }
    let conflicts = merge.conflicts
    guard !conflicts.isEmpty else { return }
    let keys = conflicts.keys.sorted()
    logger.info(
      "metadata keys are given by more than one source",
      metadata: [
        "alert": "\(alert.key)",
        "conflictingKeys": "\(keys.map { "\($0): \(conflicts[$0] ?? "")" }.joined(separator: "; "))",
      ])
    reports.warn(
      alert, .metadataAppendFailed, "metadata keys are given by more than one source: \(keys.joined(separator: ", "))",
      annotations: conflicts)
  }
}

/// Why an event does not get as far as its Provider's lane.
enum DispatchError: Error, CustomStringConvertible {
  case otherNamespace(alert: ObjectKey, subject: String)
  case noProvider(ObjectKey)
  case unreadableProvider(ObjectKey, String)
  case gateClosed

  var description: String {
    switch self {
    case .otherNamespace(let alert, let subject):
      "discarding event, access denied to cross-namespace sources: alert '\(alert)' can't process event from"
        + " '\(subject)', cross-namespace references have been blocked"
    case .noProvider(let key): "failed to read provider: Provider '\(key)' not found"
    case .unreadableProvider(let key, let problem): "failed to read provider: Provider '\(key)': \(problem)"
    case .gateClosed:
      "to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity"
        + " feature gate in the controller"
    }
  }
}
