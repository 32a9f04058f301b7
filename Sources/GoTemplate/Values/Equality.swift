/// Go's `reflect.DeepEqual`: same types, same contents.
enum Equality {
  static func deep(_ left: TemplateValue, _ right: TemplateValue, depth: Int = TemplateLimits.valueDepth) -> Bool {
    guard depth > 0 else { return false }
    switch (left, right) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.int(let a), .int(let b)): return a == b
    case (.int64(let a), .int64(let b)): return a == b
    case (.uint8(let a), .uint8(let b)): return a == b
    case (.uint64(let a), .uint64(let b)): return a == b
    case (.float64(let a), .float64(let b)): return a == b
    case (.string, .string), (.rawString, .rawString): return sameString(left, right)
    case (.bytes(let a), .bytes(let b)): return a == b
    case (.list(let a), .list(let b)):
      return a.elementType == b.elementType && a.isNil == b.isNil && a.elements.count == b.elements.count
        && zip(a.elements, b.elements).allSatisfy { deep($0, $1, depth: depth - 1) }
    case (.map(let a), .map(let b)):
      if a === b { return true }
      return a.elementType == b.elementType && a.type === b.type && a.isNil == b.isNil && a.count == b.count
        && zip(a.members, b.members).allSatisfy {
          sameBytes($0.key, $1.key) && deep($0.value, $1.value, depth: depth - 1)
        }
    case (.object(let a), .object(let b)): return a === b || (a.typeName == b.typeName && a.text == b.text)
    default: return false
    }
  }

  static func sameString(_ left: TemplateValue, _ right: TemplateValue) -> Bool { order(left, right) == 0 }

  /// The order of two strings, byte by byte.
  static func order(_ left: TemplateValue, _ right: TemplateValue) -> Int {
    if case .string(let a) = left, case .string(let b) = right { return byteOrder(a, b) }
    let a = left.stringBytes ?? []
    let b = right.stringBytes ?? []
    if a == b { return 0 }
    return a.lexicographicallyPrecedes(b) ? -1 : 1
  }
}
