extension TemplateFunctions {
  mutating func addDicts() {
    add("dict", variadic: .any) { call in
      let pairs = stride(from: 0, to: call.count, by: 2).map { index in
        let key = Cast.text(call[index]).stringValue ?? ""
        return (key, index + 1 < call.count ? call[index + 1] : TemplateValue.string(""))
      }
      return .map(TemplateMap(pairs))
    }
    add("get", [.map, .string]) { call in call.map(0)[call.string(1)] ?? "" }
    add("set", [.map, .string, .any]) { call throws(TemplateError) in
      let map = call.map(0)
      if map.isNil { throw TemplateError("assignment to entry in nil map") }
      map[call.string(1)] = call[2]
      return call[0]
    }
    add("unset", [.map, .string]) { call in
      call.map(0)[call.string(1)] = nil
      return call[0]
    }
    add("hasKey", [.map, .string]) { call in .bool(call.map(0)[call.string(1)] != nil) }
    add("pluck", [.string], variadic: .map) { call in
      TemplateValue(call.rest(from: 1).compactMap { $0.mapValue?[call.string(0)] })
    }
    add("keys", variadic: .map) { call in TemplateValue(call.arguments.flatMap { $0.mapValue?.keys ?? [] }) }
    add("values", [.map]) { call in TemplateValue(call.map(0).members.map(\.value)) }
    add("pick", [.map], variadic: .string) { call in
      let result = TemplateMap()
      for key in call.rest(from: 1).compactMap(\.stringValue) {
        if let value = call.map(0)[key] { result[key] = value }
      }
      return .map(result)
    }
    add("omit", [.map], variadic: .string) { call in
      let omitted = Set(call.rest(from: 1).compactMap(\.stringValue))
      return .map(TemplateMap(call.map(0).members.lazy.filter { !omitted.contains($0.key) }.map { ($0.key, $0.value) }))
    }
    add("dig", variadic: .any) { call throws(TemplateError) in try Dicts.dig(call.arguments) }
  }
}

enum Dicts {
  /// Keys, a default, and a map to look into.
  static func dig(_ arguments: [TemplateValue]) throws(TemplateError) -> TemplateValue {
    guard arguments.count >= 3, let last = arguments.last else {
      throw TemplateError("dig needs at least three arguments")
    }
    var current = try map(last)
    let keys = arguments.dropLast(2)
    var names: [String] = []
    for key in keys {
      guard let name = key.stringValue else { throw conversion(key, to: "string") }
      names.append(name)
    }
    for (index, name) in names.enumerated() {
      guard let value = current[name] else { return arguments[arguments.count - 2] }
      if index == names.count - 1 { return value }
      current = try map(value)
    }
    return .null
  }

  private static func map(_ value: TemplateValue) throws(TemplateError) -> TemplateMap {
    guard case .map(let map) = value, map.elementType == .any, map.type == nil else {
      throw conversion(value, to: "map[string]interface {}")
    }
    return map
  }

  private static func conversion(_ value: TemplateValue, to type: String) -> TemplateError {
    let actual = value.isNull ? "nil" : value.typeName
    return TemplateError("interface conversion: interface {} is \(actual), not \(type)")
  }
}
