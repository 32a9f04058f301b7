extension TemplateFunctions {
  mutating func addIndexing() {
    add("len", [.any]) { call throws(TemplateError) in
      guard let length = call[0].length else {
        guard call[0].isNull else { throw TemplateError("len of type \(call[0].typeName)") }
        throw TemplateError(
          call.isFirstBoxed ? "len of nil pointer" : "reflect: call of reflect.Value.Type on zero Value")
      }
      return .int(length)
    }
    add("index", [.any], variadic: .any) { call throws(TemplateError) in
      if call[0].isNull { throw TemplateError("index of untyped nil") }
      var item = call[0]
      for index in call.rest(from: 1) { item = try Indexing.element(of: item, at: index) }
      return item
    }
    add("slice", [.any], variadic: .any) { call throws(TemplateError) in
      try Indexing.slice(call[0], call.rest(from: 1))
    }
    add("call", [.any], variadic: .any) { call throws(TemplateError) in
      if call[0].isNull { throw TemplateError("call of nil") }
      throw TemplateError("non-function \(call.firstText) of type \(call[0].typeName)")
    }
  }
}

enum Indexing {
  static func element(of item: TemplateValue, at index: TemplateValue) throws(TemplateError) -> TemplateValue {
    switch item {
    case .null: throw TemplateError("index of nil pointer")
    case .string, .rawString:
      let bytes = item.stringBytes ?? []
      return .uint8(bytes[try position(index, below: bytes.count)])
    case .bytes(let bytes): return .uint8(bytes[try position(index, below: bytes.count)])
    case .list(let list): return list.elements[try position(index, below: list.elements.count)]
    case .map(let map):
      guard let key = index.stringValue else {
        if index.isNull { throw TemplateError("value is nil; should be of type string") }
        throw TemplateError("value has type \(index.typeName); should be string")
      }
      return map[key] ?? map.elementType.zero
    case .object(let object):
      if let contents = object.contents { return try element(of: contents, at: index) }
      let name = object.typeName
      throw TemplateError("can't index item of type \(name.hasPrefix("*") ? String(name.dropFirst()) : name)")
    default: throw TemplateError("can't index item of type \(item.typeName)")
    }
  }

  static func slice(
    _ item: TemplateValue, _ indexes: ArraySlice<TemplateValue>
  ) throws(TemplateError) -> TemplateValue {
    if item.isNull { throw TemplateError("slice of untyped nil") }
    if indexes.count > 3 { throw TemplateError("too many slice indexes: \(indexes.count)") }
    let item = if case .object(let object) = item, let contents = object.contents { contents } else { item }
    guard let length = item.length, item.kind != .map else {
      throw TemplateError("can't slice item of type \(item.typeName)")
    }
    if indexes.count == 3, item.kind == .string { throw TemplateError("cannot 3-index slice a string") }
    var bounds = [0, length]
    for (place, index) in indexes.enumerated() {
      let bound = try position(index, below: length + 1)
      if place < 2 { bounds[place] = bound } else { bounds.append(bound) }
    }
    let (low, high) = (bounds[0], bounds[1])
    if low > high { throw TemplateError("invalid slice index: \(low) > \(high)") }
    if bounds.count > 2, high > bounds[2] { throw TemplateError("invalid slice index: \(high) > \(bounds[2])") }
    switch item {
    case .list(let list): return .list(TemplateList(Array(list.elements[low..<high]), of: list.elementType))
    case .bytes(let bytes): return .bytes(Array(bytes[low..<high]))
    default: return TemplateValue(bytes: Array((item.stringBytes ?? [])[low..<high]))
    }
  }

  private static func position(_ index: TemplateValue, below end: Int) throws(TemplateError) -> Int {
    let number: Int
    switch index {
    case .int(let value): number = value
    case .int64(let value): number = Int(value)
    case .uint8(let value): number = Int(value)
    case .uint64(let value): number = Int(truncatingIfNeeded: value)
    case .null: throw TemplateError("cannot index slice/array with nil")
    default: throw TemplateError("cannot index slice/array with type \(index.typeName)")
    }
    // Go's own check lets the length itself pass, and then fails in reflection.
    if number == end { throw TemplateError("reflect: slice index out of range") }
    if number < 0 || number > end { throw TemplateError("index out of range: \(number)") }
    return number
  }
}
