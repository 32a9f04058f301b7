extension TemplateRun {
  /// An argument of no particular type.
  func argument(_ operand: Operand, dot: Slot) throws(TemplateError) -> Slot {
    mark = operand.mark
    switch operand {
    case .dot: return dot
    case .null: return Slot(value: .null)
    case .bool(_, let value): return Slot(value: .bool(value))
    case .number(let node): return Slot(value: try constant(node))
    case .string(let node): return Slot(value: node.templateValue)
    case .field(let node): return try fields(node.names, of: dot, node.mark, dot: dot, [], final: nil)
    case .variable(let node): return try variable(node, dot: dot, [], final: nil)
    case .function(let node): return Slot(value: try call(node, at: node.mark, dot: dot, [], final: nil))
    case .chain(let node): return try chain(node, dot: dot, [], final: nil)
    case .pipeline(let node): return Slot(value: try evaluateNested(node, dot: dot))
    }
  }

  /// An argument of a type, which decides what literals mean.
  func argument(
    _ operand: Operand, _ type: TemplateParameter, dot: Slot
  ) throws(TemplateError) -> TemplateValue {
    switch operand {
    case .null:
      mark = operand.mark
      guard let value = type.nilValue else { throw fail("cannot assign nil to \(type.goName)") }
      return value
    case .bool, .number, .string:
      if case .any = type { return try argument(operand, dot: dot).value }
      mark = operand.mark
      return try literal(operand, type)
    case .dot, .field, .variable, .function, .chain, .pipeline:
      return try check(try argument(operand, dot: dot), type)
    }
  }

  private func literal(_ operand: Operand, _ type: TemplateParameter) throws(TemplateError) -> TemplateValue {
    switch (type, operand) {
    case (.bool, .bool(_, let value)): return .bool(value)
    case (.string, .string(let node)): return node.templateValue
    case (.int, .number(let node)): if let value = node.literal.int { return .int(Int(value)) }
    case (.int64, .number(let node)), (.duration, .number(let node)):
      if let value = node.literal.int { return .int64(value) }
    case (.uint32, .number(let node)):
      if let value = node.literal.uint { return .uint64(UInt64(UInt32(truncatingIfNeeded: value))) }
    case (.float64, .number(let node)): if let value = node.literal.float { return .float64(value) }
    default: break
    }
    switch type {
    case .bool: throw fail("expected bool; found \(operand.text)")
    case .string: throw fail("expected string; found \(operand.text)")
    case .int, .int64, .duration: throw fail("expected integer; found \(operand.text)")
    case .uint32: throw fail("expected unsigned integer; found \(operand.text)")
    case .float64: throw fail("expected float; found \(operand.text)")
    default: throw fail("can't handle \(operand.text) for arg of type \(type.goName)")
    }
  }

  /// Whether a value may be given to a parameter of a type.
  func check(_ slot: Slot, _ type: TemplateParameter) throws(TemplateError) -> TemplateValue {
    if case .any = type { return slot.value }
    if case .null = slot.value {
      if slot.isBoxed { throw fail("wrong type for value; expected \(type.goName); got interface {}") }
      guard let value = type.nilValue else { throw fail("invalid value; expected \(type.goName)") }
      return value
    }
    guard type.accepts(slot.value) else {
      throw fail("wrong type for value; expected \(type.goName); got \(slot.value.typeName)")
    }
    if case .map = type, case .map(let map) = slot.value { return .map(map.plain) }
    return slot.value
  }
}

extension TemplateParameter {
  /// The type in Go.
  var goName: String {
    switch self {
    case .any: "interface {}"
    case .bool: "bool"
    case .int: "int"
    case .int64: "int64"
    case .float64: "float64"
    case .string: "string"
    case .map: "map[string]interface {}"
    case .list: "[]interface {}"
    case .strings: "[]string"
    case .uint32: "uint32"
    case .duration: "time.Duration"
    case .object(let name): name
    }
  }

  /// What nil becomes; `nil` for types that have none.
  var nilValue: TemplateValue? {
    switch self {
    case .any: .null
    case .map: .map(.nilMap())
    case .list: .list(TemplateList(nilOf: .any))
    case .strings: .list(TemplateList(nilOf: .string))
    case .object(let name): name.hasPrefix("*") ? .null : nil
    case .bool, .int, .int64, .float64, .string, .uint32, .duration: nil
    }
  }

  func accepts(_ value: TemplateValue) -> Bool {
    switch (self, value) {
    case (.any, _), (.bool, .bool), (.int, .int), (.int64, .int64), (.float64, .float64), (.string, .string),
      (.string, .rawString):
      true
    case (.map, .map(let map)): map.elementType == .any
    case (.list, .list(let list)): list.elementType == .any
    case (.strings, .list(let list)): list.elementType == .string
    case (.duration, .object(let object)): object is DurationObject
    case (.object(let name), .object(let object)): object.typeName == name
    default: false
    }
  }
}
