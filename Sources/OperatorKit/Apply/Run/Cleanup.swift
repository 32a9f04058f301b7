import JSON

/// What is taken off a live object before it is applied: traces of other tools, and their ownership of fields
/// (K-12-21, K-12-22).
struct Cleanup: Sendable {
  private let options: ApplyOptions

  init(_ options: ApplyOptions) { self.options = options }

  /// The JSON patch for an object as it was read; empty when there is nothing to clean.
  func operations(for live: DynamicObject) -> [JSONValue] {
    var operations = options.removedAnnotations.filter { live.annotation($0) != nil }.map { removal("annotations", $0) }
    operations += options.removedLabels.filter { live.label($0) != nil }.map { removal("labels", $0) }
    let fields = ManagedFields(live)
    let taken = fields.takenOver(
      from: options.takesOverFrom, exempt: options.exemptManagers, by: options.fieldManager)
    guard taken != nil || !operations.isEmpty else { return [] }
    return operations + (taken ?? fields).patch(for: live)
  }

  private func removal(_ field: String, _ key: String) -> JSONValue {
    ["op": "remove", "path": .string(JSONPointer(tokens: ["metadata", field, key]).description)]
  }
}
