public import JSON

/// Compares a live object with what an apply would make of it.
public enum Drift {
  /// Whether an apply would change the object: labels, annotations, or anything outside `metadata` and `status`
  /// (K-12-16).
  ///
  /// - Parameter ignoring: Paths that are left out of the comparison.
  public static func hasDrifted(live: DynamicObject, desired: DynamicObject, ignoring: [JSONPointer] = []) -> Bool {
    let ignored = Set(ignoring)
    return comparable(live, ignored) != comparable(desired, ignored)
  }

  /// What an apply would change, at most `limit` paths of it. Values of Secrets are masked.
  public static func report(
    live: DynamicObject, desired: DynamicObject, ignoring: [JSONPointer] = [], limit: Int = DriftReport.defaultLimit
  ) -> DriftReport {
    let ignored = Set(ignoring)
    var finder = DifferenceFinder(limit: limit)
    finder.compare(comparable(live, ignored), comparable(desired, ignored), at: [])
    let mask = SecretMask(kind: desired.groupVersionKind.groupKind)
    return DriftReport(differences: finder.found.map(mask.masked), isComplete: !finder.isFull)
  }

  /// The part of an object that counts. Missing labels and no labels are the same.
  private static func comparable(_ object: DynamicObject, _ ignored: Set<JSONPointer>) -> JSONValue {
    var metadata: JSONObject = [:]
    for field in ["labels", "annotations"] {
      if let map = object.json[path: "metadata", field]?.objectValue, !map.isEmpty { metadata[field] = .object(map) }
    }
    var json = object.json
    json["metadata"] = .object(metadata)
    json["status"] = nil
    if object.kind == "HorizontalPodAutoscaler" { json.modify(at: ["spec", "metrics"], dropRepeatedMetrics) }
    json.removeAll(at: ignored)
    return json
  }

  /// API servers before 1.27 answer a dry run with the first metric twice and an empty one at the end.
  private static func dropRepeatedMetrics(_ metrics: inout JSONValue) {
    guard let elements = metrics.arrayValue else { return }
    var kept: [JSONValue] = []
    for metric in elements where !(metric["type"]?.stringValue ?? "").isEmpty && !kept.contains(metric) {
      kept.append(metric)
    }
    metrics = .array(kept)
  }
}

/// Walks two values side by side and notes where they differ.
private struct DifferenceFinder {
  let limit: Int
  var found: [DriftReport.Difference] = []
  var isFull = false

  init(limit: Int) { self.limit = limit }

  mutating func compare(_ live: JSONValue?, _ desired: JSONValue?, at path: [String]) {
    guard !isFull, live != desired else { return }
    switch (live, desired) {
    case (.object(let old), .object(let new)):
      for key in Set(old.keys).union(new.keys).sorted() { compare(old[key], new[key], at: path + [key]) }
    case (.array(let old), .array(let new)):
      for index in 0..<max(old.count, new.count) {
        compare(
          index < old.count ? old[index] : nil, index < new.count ? new[index] : nil, at: path + [String(index)])
      }
    default: note(live, desired, at: path)
    }
  }

  private mutating func note(_ live: JSONValue?, _ desired: JSONValue?, at path: [String]) {
    guard found.count < limit else {
      isFull = true
      return
    }
    found.append(.init(path: JSONPointer(tokens: path), live: live, desired: desired))
  }
}

/// Hides what must not be shown of a Secret.
private struct SecretMask {
  let isSecret: Bool

  init(kind: GroupKind) { isSecret = kind == GroupKind(group: "", kind: "Secret") }

  func masked(_ difference: DriftReport.Difference) -> DriftReport.Difference {
    guard isSecret, let first = difference.path.tokens.first, hides(first, difference.path) else { return difference }
    return .init(
      path: difference.path, live: difference.live.map { _ in "*** (before)" },
      desired: difference.desired.map { _ in "*** (after)" })
  }

  /// Data of either spelling, and annotations: kubectl keeps a copy of the whole Secret in one.
  private func hides(_ first: String, _ path: JSONPointer) -> Bool {
    first == "data" || first == "stringData" || path.tokens.starts(with: ["metadata", "annotations"])
  }
}
