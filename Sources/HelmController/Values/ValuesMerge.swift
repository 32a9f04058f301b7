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

  /// The same, where nulls have removed what they stand for.
  static func coalesce(_ base: JSONValue, _ over: JSONValue) -> JSONValue { withoutNulls(merge(base, over)) }

  private static func withoutNulls(_ value: JSONValue) -> JSONValue {
    guard case .object(let members) = value else { return value }
    var result: JSONObject = [:]
    for (key, value) in members where value != .null { result[key] = withoutNulls(value) }
    return .object(result)
  }
}
