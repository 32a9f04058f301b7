public import JSON

/// Release records as JSON, member by member in the order in which Go writes them: digests are made of these bytes.
extension Release {
  /// The record without its labels, which stand on the Secret.
  public var json: JSONValue {
    var json: JSONObject = [:]
    json.add("name", name)
    json["info"] = info.json
    json["chart"] = chart
    if !config.isEmpty { json["config"] = .object(config) }
    json.add("manifest", manifest)
    if !hooks.isEmpty { json["hooks"] = .array(hooks.map(\.json)) }
    json.add("version", version)
    json.add("namespace", namespace)
    json.add("apply_method", applyMethod?.rawValue ?? "")
    return .object(json)
  }

  /// Reads a record; throws ``ReleaseRecordError``.
  public init(_ json: JSONValue, labels: [String: String] = [:]) throws {
    guard json.objectValue != nil, let info = json["info"], info.objectValue != nil else {
      throw ReleaseRecordError.malformed("it has no info")
    }
    self.init(
      name: json["name"]?.stringValue ?? "", namespace: json["namespace"]?.stringValue ?? "",
      version: json["version"]?.intValue ?? 0, info: Info(info), chart: json["chart"] ?? [:],
      config: json["config"]?.objectValue ?? [:], manifest: json["manifest"]?.stringValue ?? "",
      hooks: (json["hooks"]?.arrayValue ?? []).map(RecordedHook.init),
      applyMethod: json["apply_method"]?.stringValue.flatMap(ApplyMethod.init), labels: labels)
  }
}

extension Release.Info {
  var json: JSONValue {
    var json: JSONObject = [:]
    json.add("first_deployed", firstDeployed?.text ?? "")
    json.add("last_deployed", lastDeployed?.text ?? "")
    json.add("deleted", deleted?.text ?? "")
    json.add("description", description)
    json.add("status", status.rawValue)
    json.add("rollback_revision", rollbackRevision)
    json.add("notes", notes)
    return .object(json)
  }

  init(_ json: JSONValue) {
    self.init(
      status: ReleaseStatus(rawValue: json["status"]?.stringValue ?? "unknown"),
      description: json["description"]?.stringValue ?? "")
    firstDeployed = json.time("first_deployed")
    lastDeployed = json.time("last_deployed")
    deleted = json.time("deleted")
    rollbackRevision = json["rollback_revision"]?.intValue ?? 0
    notes = json["notes"]?.stringValue ?? ""
  }
}

extension RecordedHook {
  var json: JSONValue {
    var json: JSONObject = [:]
    json.add("name", name)
    json.add("kind", kind)
    json.add("path", path)
    json.add("manifest", manifest)
    json.add("events", events)
    json["last_run"] = lastRun.json
    json.add("weight", weight)
    json.add("delete_policies", deletePolicies)
    json.add("output_log_policies", outputLogPolicies)
    return .object(json)
  }

  init(_ json: JSONValue) {
    let run = json["last_run"] ?? [:]
    self.init(
      name: json["name"]?.stringValue ?? "", kind: json["kind"]?.stringValue ?? "",
      path: json["path"]?.stringValue ?? "", manifest: json["manifest"]?.stringValue ?? "",
      events: json.strings("events"),
      lastRun: Execution(
        startedAt: run.time("started_at"), completedAt: run.time("completed_at"),
        phase: run["phase"]?.stringValue ?? ""),
      weight: json["weight"]?.intValue ?? 0, deletePolicies: json.strings("delete_policies"),
      outputLogPolicies: json.strings("output_log_policies"))
  }
}

extension RecordedHook.Execution {
  var json: JSONValue {
    var json: JSONObject = [:]
    json.add("started_at", startedAt?.text ?? "")
    json.add("completed_at", completedAt?.text ?? "")
    json["phase"] = .string(phase)
    return .object(json)
  }
}

/// Members that Go leaves out when they are empty.
extension JSONObject {
  fileprivate mutating func add(_ name: String, _ value: String) { if !value.isEmpty { self[name] = .string(value) } }
  fileprivate mutating func add(_ name: String, _ value: Int) { if value != 0 { self[name] = JSONValue(value) } }

  fileprivate mutating func add(_ name: String, _ value: [String]) {
    if !value.isEmpty { self[name] = JSONValue(value) }
  }
}

extension JSONValue {
  fileprivate func strings(_ name: String) -> [String] { (self[name]?.arrayValue ?? []).compactMap(\.stringValue) }

  /// An empty text is no time.
  fileprivate func time(_ name: String) -> ReleaseTime? {
    self[name]?.stringValue.flatMap { $0.isEmpty ? nil : ReleaseTime(text: $0) }
  }
}
