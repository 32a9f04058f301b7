import JSON
import OperatorKit

/// The JSON patch from one object to another, without status and with no metadata but labels and annotations.
enum JSONDifference {
  static func operations(live: DynamicObject, wanted: DynamicObject, ignoring: [JSONPointer]) -> [JSONValue] {
    let ignored = Set(ignoring)
    var result: [JSONValue] = []
    compare(comparable(live.json, ignored), comparable(wanted.json, ignored), [], &result)
    guard !result.isEmpty else { return [] }
    for field in ["labels", "annotations"] where live.json[path: "metadata", field] == nil {
      // A member cannot be added to a mapping that is not there.
      let prefix = "/metadata/\(field)/"
      if result.contains(where: { $0["path"]?.stringValue?.hasPrefix(prefix) == true }) {
        result.insert(["op": "add", "path": .string("/metadata/\(field)"), "value": [:]], at: 0)
      }
    }
    return result
  }

  private static func comparable(_ json: JSONValue, _ ignored: Set<JSONPointer>) -> JSONValue {
    var json = json
    json["status"] = nil
    var metadata: JSONObject = [:]
    for field in ["labels", "annotations"] { metadata[field] = json[path: "metadata", field] ?? [:] }
    json["metadata"] = .object(metadata)
    json.removeAll(at: ignored)
    return json
  }

  private static func compare(_ live: JSONValue, _ wanted: JSONValue, _ path: [String], _ result: inout [JSONValue]) {
    if live == wanted { return }
    switch (live, wanted) {
    case (.object(let old), .object(let new)):
      for key in Set(old.keys).union(new.keys).sorted() {
        switch (old[key], new[key]) {
        case (let before?, let after?): compare(before, after, path + [key], &result)
        case (nil, let after?): result.append(operation("add", path + [key], after))
        case (.some, nil): result.append(operation("remove", path + [key], nil))
        case (nil, nil): break
        }
      }
    case (.array(let old), .array(let new)) where old.count == new.count:
      for index in old.indices { compare(old[index], new[index], path + [String(index)], &result) }
    default: result.append(operation("replace", path, wanted))
    }
  }

  private static func operation(_ name: String, _ path: [String], _ value: JSONValue?) -> JSONValue {
    var operation: JSONObject = ["op": .string(name), "path": .string(JSONPointer(tokens: path).description)]
    operation["value"] = value
    return .object(operation)
  }
}
