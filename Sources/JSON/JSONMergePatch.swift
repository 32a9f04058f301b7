extension JSONValue {
  /// The merge patch (RFC 7386) that turns `self` into `target`; `nil` when nothing differs.
  public func mergePatch(to target: JSONValue) -> JSONValue? {
    guard case .object(let old) = self, case .object(let new) = target else {
      return self == target ? nil : target
    }
    var patch = JSONObject()
    for (key, value) in new {
      guard let before = old[key] else {
        patch[key] = value
        continue
      }
      if let change = before.mergePatch(to: value) { patch[key] = change }
    }
    for (key, _) in old where new[key] == nil { patch[key] = .null }
    return patch.isEmpty ? nil : .object(patch)
  }

  /// The value after a merge patch (RFC 7386).
  public func applying(mergePatch patch: JSONValue) -> JSONValue {
    guard case .object(let changes) = patch else { return patch }
    var result = objectValue ?? [:]
    for (key, change) in changes {
      result[key] = change.isNull ? nil : (result[key] ?? .null).applying(mergePatch: change)
    }
    return .object(result)
  }
}
