import JSON
import Kustomize
import OperatorKit

/// The change that brings an object from what a former manifest said to what the new one says, and leaves alone what
/// others have set (H-26-05).
enum ThreeWayPatch {
  /// `nil` when there is nothing to change.
  static func make(_ target: DynamicObject, original: DynamicObject, live: DynamicObject) -> Patch? {
    let isBuiltin = MergeLists.knows(apiVersion: target.apiVersion, kind: target.kind)
    let lists = isBuiltin ? MergeLists(apiVersion: target.apiVersion, kind: target.kind) : nil
    guard let patch = difference(live.json, target.json, original.json, lists), patch != [:] else { return nil }
    return isBuiltin ? .strategicMerge(patch) : .merge(patch)
  }

  /// What is to be sent for a mapping: what the target has and the object has not, and nulls for what only the former
  /// manifest had.
  private static func difference(
    _ live: JSONValue, _ target: JSONValue, _ original: JSONValue, _ lists: MergeLists?
  ) -> JSONValue? {
    var patch: JSONObject = [:]
    for (key, wanted) in target.objectValue ?? [:] {
      let found = live[key]
      if found == wanted { continue }
      switch wanted {
      case .object where found?.objectValue != nil:
        let child = difference(found ?? [:], wanted, original[key] ?? [:], lists?.child(key))
        if let child, child != [:] { patch[key] = child }
      case .array(let elements):
        if let keys = lists?.keys(of: key) {
          let merged = keyed(elements, original[key]?.arrayValue ?? [], keys)
          if !isSatisfied(found?.arrayValue ?? [], merged, keys) { patch[key] = .array(merged) }
        } else {
          patch[key] = wanted
        }
      case .null where found == nil: continue
      default: patch[key] = wanted
      }
    }
    for key in (original.objectValue ?? [:]).keys where target[key] == nil && live[key] != nil { patch[key] = .null }
    return .object(patch)
  }

  /// Elements with keys are merged by the server; those that the former manifest had and the new one has not are
  /// removed by name.
  private static func keyed(_ wanted: [JSONValue], _ original: [JSONValue], _ keys: [String]) -> [JSONValue] {
    let removed = original.filter { old in !wanted.contains { same($0, old, keys) } }
    return wanted
      + removed.map { old in
        var deletion: JSONObject = ["$patch": "delete"]
        for key in keys { deletion[key] = old[key] }
        return .object(deletion)
      }
  }

  private static func isSatisfied(_ live: [JSONValue], _ patch: [JSONValue], _ keys: [String]) -> Bool {
    patch.allSatisfy { element in
      let found = live.first { same($0, element, keys) }
      if element["$patch"] != nil { return found == nil }
      return found.map { covers($0, element) } ?? false
    }
  }

  /// Whether a value has everything that another one has.
  private static func covers(_ live: JSONValue, _ wanted: JSONValue) -> Bool {
    switch (live, wanted) {
    case (.object(let found), .object(let members)):
      members.allSatisfy { member in found[member.key].map { covers($0, member.value) } ?? false }
    case (.array(let found), .array(let elements)):
      found.count == elements.count && zip(found, elements).allSatisfy { covers($0, $1) }
    default: live == wanted
    }
  }

  private static func same(_ left: JSONValue, _ right: JSONValue, _ keys: [String]) -> Bool {
    keys.allSatisfy { left[$0] == right[$0] }
  }
}
