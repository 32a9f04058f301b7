import GitOpsAPI

/// Puts together what an event's metadata, its object's annotations and its Alert say, under names without prefix.
///
/// From the weakest to the strongest: annotations of the object, `spec.eventMetadata` of the Alert, its `spec.summary`,
/// and what the object's controller gave.
struct MetadataMerge {
  /// The metadata as providers see it.
  private(set) var metadata: [String: String] = [:]
  private var sources: [String: [String]] = [:]

  init(_ event: ControllerEvent, _ alert: Alert) {
    take(event.metadata, under: "\(APIGroup.event)/", from: "involved object annotations")
    for (key, value) in alert.spec.eventMetadata { put(key, value, "Alert object .spec.eventMetadata") }
    if let summary = alert.spec.summary { put(EventMetadata.summary, summary, "Alert object .spec.summary") }
    take(event.metadata, under: "\(event.involvedObject.group)/", from: "involved object controller metadata")
    if metadata.isEmpty { metadata = event.metadata }
  }

  /// Names that more than one source has given, with the sources.
  var conflicts: [String: String] {
    sources.filter { $0.value.count > 1 }.mapValues { $0.joined(separator: ", ") }
  }

  private mutating func take(_ given: [String: String], under prefix: String, from source: String) {
    for (key, value) in given where key.hasPrefix(prefix) { put(String(key.dropFirst(prefix.count)), value, source) }
  }

  private mutating func put(_ key: String, _ value: String, _ source: String) {
    metadata[key] = value
    sources[key, default: []].append(source)
  }
}
