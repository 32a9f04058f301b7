extension TemplateFunctions {
  mutating func addReflection() {
    add("typeOf", [.any]) { call in .string(call[0].typeName) }
    add("typeIs", [.string, .any]) { call in .bool(call[1].typeName == call.string(0)) }
    add("typeIsLike", [.string, .any]) { call in
      .bool(call[1].typeName == call.string(0) || call[1].typeName == "*" + call.string(0))
    }
    add("kindOf", [.any]) { call in .string(call[0].kind.rawValue) }
    add("kindIs", [.string, .any]) { call in .bool(call[1].kind.rawValue == call.string(0)) }
    add("deepEqual", [.any, .any]) { call in .bool(Equality.deep(call[0], call[1])) }
  }
}
