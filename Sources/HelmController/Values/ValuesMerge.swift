import JSON

/// Puts values over values: mappings are merged, everything else is replaced; nulls are kept, because they remove what
/// the chart has (H-13-01).
enum ValuesMerge {
  static func merge(_ base: JSONValue, _ over: JSONValue) -> JSONValue {
    guard case .object(var result) = base, case .object(let members) = over else { return over }
    for (key, value) in members {
      if value.objectValue != nil, let present = result[key], present.objectValue != nil {
        result[key] = merge(present, value)
      } else {
        result[key] = value
      }
    }
    return .object(result)
  }
}
