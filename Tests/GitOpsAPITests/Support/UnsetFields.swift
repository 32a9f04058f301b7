import JSON

/// The stored properties, however deep, that are `nil`, empty or false: in a model that was decoded from a full sample
/// these are the fields that the schema does not have.
func unsetFields(of value: Any, at path: String = "") -> [String] {
  if value is JSONValue { return [] }
  let mirror = Mirror(reflecting: value)
  switch mirror.displayStyle {
  case .optional:
    guard let child = mirror.children.first else { return [path] }
    return unsetFields(of: child.value, at: path)
  case .collection, .dictionary:
    guard !mirror.children.isEmpty else { return [path] }
    return mirror.children.flatMap { unsetFields(of: $0.value, at: path) }
  case .struct, .tuple:
    return mirror.children.flatMap { child in
      unsetFields(of: child.value, at: child.label.map { path.isEmpty ? $0 : "\(path).\($0)" } ?? path)
    }
  default: return (value as? Bool) == false ? [path] : []
  }
}
