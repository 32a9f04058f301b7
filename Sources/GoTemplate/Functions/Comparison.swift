/// Go's comparisons in templates: only values of the same basic kind compare, and whole numbers whatever their sign.
enum Comparison {
  private enum Basic {
    case bool(Bool)
    case signed(Int64)
    case unsigned(UInt64)
    case float(Double)
    case string(TemplateValue)
    case none

    init(_ value: TemplateValue) {
      switch value {
      case .bool(let value): self = .bool(value)
      case .int(let value): self = .signed(Int64(value))
      case .int64(let value): self = .signed(value)
      case .uint8(let value): self = .unsigned(UInt64(value))
      case .uint64(let value): self = .unsigned(value)
      case .float64(let value): self = .float(value)
      case .string, .rawString: self = .string(value)
      case .object(let object) where object.kind == .int || object.kind == .int64:
        self = object.contents.map(Basic.init) ?? .none
      default: self = .none
      }
    }
  }

  /// `eq`: whether the first equals one of the others.
  static func equal(
    _ first: TemplateValue, _ others: some Collection<TemplateValue>
  ) throws(TemplateError) -> Bool {
    if others.isEmpty { throw TemplateError("missing argument for comparison") }
    for other in others where try equal(first, other) { return true }
    return false
  }

  private static func equal(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
    switch (Basic(left), Basic(right)) {
    case (.bool(let a), .bool(let b)): return a == b
    case (.signed(let a), .signed(let b)): return a == b
    case (.unsigned(let a), .unsigned(let b)): return a == b
    case (.signed(let a), .unsigned(let b)): return a >= 0 && UInt64(a) == b
    case (.unsigned(let a), .signed(let b)): return b >= 0 && a == UInt64(b)
    case (.float(let a), .float(let b)): return a == b
    case (.string(let a), .string(let b)): return Equality.sameString(a, b)
    case (.none, .none): return try equalOthers(left, right)
    default:
      if left.isNull || right.isNull { return false }
      throw incompatible(left, right)
    }
  }

  private static func incompatible(_ left: TemplateValue, _ right: TemplateValue) -> TemplateError {
    TemplateError("incompatible types for comparison: \(left.typeName) and \(right.typeName)")
  }

  private static func equalOthers(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
    if left.kind != right.kind, !left.isNull, !right.isNull {
      throw TemplateError(
        "non-comparable types \(stringText(left)): \(left.typeName), \(right.typeName): \(text(right))")
    }
    if isNil(left) || isNil(right) { return isNil(left) == isNil(right) }
    if case .object(let a) = left, case .object(let b) = right, a.contents == nil { return a === b }
    throw TemplateError("non-comparable type \(stringText(right)): \(right.typeName)")
  }

  private static func isNil(_ value: TemplateValue) -> Bool {
    switch value {
    case .null: true
    case .list(let list): list.isNil
    case .map(let map): map.isNil
    default: false
    }
  }

  private static func text(_ value: TemplateValue) -> String {
    String(decoding: Formatter.print([value]), as: UTF8.self)
  }

  /// Go prints the first of the two as `%s`, whatever it is.
  private static func stringText(_ value: TemplateValue) -> String {
    String(decoding: FormatText.print(Array("%s".utf8), [value]) ?? [], as: UTF8.self)
  }

  static func lessOrEqual(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
    if try less(left, right) { return true }
    return try equal(left, right)
  }

  static func less(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
    switch (Basic(left), Basic(right)) {
    case (.none, _), (_, .none): throw TemplateError("invalid type for comparison")
    case (.bool, .bool): throw TemplateError("invalid type for comparison")
    case (.signed(let a), .signed(let b)): return a < b
    case (.unsigned(let a), .unsigned(let b)): return a < b
    case (.signed(let a), .unsigned(let b)): return a < 0 || UInt64(a) < b
    case (.unsigned(let a), .signed(let b)): return b >= 0 && a < UInt64(b)
    case (.float(let a), .float(let b)): return a < b
    case (.string(let a), .string(let b)): return Equality.order(a, b) < 0
    default: throw incompatible(left, right)
    }
  }
}
