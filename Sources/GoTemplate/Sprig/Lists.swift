extension TemplateFunctions {
  mutating func addLists() {
    for name in ["list", "tuple"] { add(name, variadic: .any) { call in TemplateValue(call.arguments) } }
    for (name, must) in [("push", "mustPush"), ("append", "mustAppend")] {
      addMust(name, must, [.any, .any]) { call throws(TemplateError) in
        TemplateValue(try Lists.elements(call[0], "push on") + [call[1]])
      }
    }
    addMust("prepend", "mustPrepend", [.any, .any]) { call throws(TemplateError) in
      TemplateValue([call[1]] + (try Lists.elements(call[0], "prepend on")))
    }
    addMust("reverse", "mustReverse", [.any]) { call throws(TemplateError) in
      TemplateValue(try Lists.elements(call[0], "find reverse on").reversed())
    }
    addMust("compact", "mustCompact", [.any]) { call throws(TemplateError) in
      TemplateValue(try Lists.elements(call[0], "compact on").filter { !Defaults.isEmpty($0) })
    }
    addMust("uniq", "mustUniq", [.any]) { call throws(TemplateError) in
      var unique: [TemplateValue] = []
      for element in try Lists.elements(call[0], "find uniq on") {
        if !(try Lists.contains(unique, element, call.run)) { unique.append(element) }
      }
      return TemplateValue(unique)
    }
    addMust("without", "mustWithout", [.any], variadic: .any) { call throws(TemplateError) in
      let omitted = Array(call.rest(from: 1))
      var kept: [TemplateValue] = []
      for element in try Lists.elements(call[0], "find without on") {
        if !(try Lists.contains(omitted, element, call.run)) { kept.append(element) }
      }
      return TemplateValue(kept)
    }
    addMust("has", "mustHas", [.any, .any]) { call throws(TemplateError) in
      if call[1].isNull { return false }
      return .bool(try Lists.contains(try Lists.elements(call[1], "find has on"), call[0], call.run))
    }
    add("concat", variadic: .any) { call throws(TemplateError) in
      var all: [TemplateValue] = []
      for list in call.arguments {
        guard list.kind == .slice, let elements = list.elements else {
          if list.isNull { throw Lists.nilDereference }
          throw TemplateError("Cannot concat type \(list.kind.rawValue) as list")
        }
        all += elements
      }
      return .list(all.isEmpty ? TemplateList(nilOf: .any) : TemplateList(all))
    }
  }

  mutating func addListParts() {
    addMust("first", "mustFirst", [.any]) { call throws(TemplateError) in
      try Lists.elements(call[0], "find first on").first ?? .null
    }
    addMust("last", "mustLast", [.any]) { call throws(TemplateError) in
      try Lists.elements(call[0], "find last on").last ?? .null
    }
    addMust("rest", "mustRest", [.any]) { call throws(TemplateError) in
      let elements = try Lists.elements(call[0], "find rest on")
      return .list(elements.isEmpty ? TemplateList(nilOf: .any) : TemplateList(Array(elements.dropFirst())))
    }
    addMust("initial", "mustInitial", [.any]) { call throws(TemplateError) in
      let elements = try Lists.elements(call[0], "find initial on")
      return .list(elements.isEmpty ? TemplateList(nilOf: .any) : TemplateList(Array(elements.dropLast())))
    }
    addMust("slice", "mustSlice", [.any], variadic: .any) { call throws(TemplateError) in
      guard call[0].kind == .slice, let elements = call[0].elements else {
        if call[0].isNull { throw Lists.nilDereference }
        throw TemplateError("list should be type of slice or array but \(call[0].kind.rawValue)")
      }
      if elements.isEmpty { return .null }
      let start = call.count > 1 ? Cast.int(call[1]) : 0
      let end = call.count > 2 ? Cast.int(call[2]) : elements.count
      guard start >= 0, start <= end, end <= elements.count else {
        throw TemplateError("reflect.Value.Slice: slice index out of bounds")
      }
      if case .list(let list) = call[0] {
        return .list(TemplateList(Array(elements[start..<end]), of: list.elementType))
      }
      return TemplateValue(Array(elements[start..<end]))
    }
    addMust("chunk", "mustChunk", [.int, .any]) { call throws(TemplateError) in
      let elements = try Lists.elements(call[1], "chunk")
      let size = call.int(0)
      if size <= 0 { return try Lists.chunksOfNegativeSize(elements, size) }
      let chunks = stride(from: 0, to: elements.count, by: size).map { start in
        TemplateValue(Array(elements[start..<start + min(size, elements.count - start)]))
      }
      return .list(TemplateList(chunks, of: .list))
    }
  }
}

enum Lists {
  /// What Go says when a function asks nil for its type.
  static let nilDereference = TemplateError("runtime error: invalid memory address or nil pointer dereference")

  /// - Parameter action: what the function does to lists, for the message.
  static func elements(_ value: TemplateValue, _ action: String) throws(TemplateError) -> [TemplateValue] {
    if value.isNull { throw nilDereference }
    guard value.kind == .slice, let elements = value.elements else {
      let kind = value.kind.rawValue
      throw TemplateError(action == "chunk" ? "Cannot chunk type \(kind)" : "Cannot \(action) type \(kind)")
    }
    return elements
  }

  static func contains(
    _ list: [TemplateValue], _ value: TemplateValue, _ run: TemplateRun
  ) throws(TemplateError) -> Bool {
    try run.spend(list.count)
    return list.contains { Equality.deep(value, $0) }
  }

  /// Sprig divides by the size before it looks at its sign: what comes of it is nothing, one chunk or a failure.
  static func chunksOfNegativeSize(
    _ elements: [TemplateValue], _ size: Int
  ) throws(TemplateError) -> TemplateValue {
    let chunks: [TemplateValue]
    switch elements.count {
    case 1 where size < -1: chunks = [TemplateValue(elements)]
    case 2... where size < 0 && elements.count - 1 <= size.magnitude: chunks = []
    default: throw TemplateError("runtime error: makeslice: len out of range")
    }
    return .list(TemplateList(chunks, of: .list))
  }
}
