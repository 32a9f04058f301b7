extension TemplateFunctions {
  mutating func addDefaults() {
    add("default", [.any], variadic: .any) { call in Defaults.isEmpty(call[1]) ? call[0] : call[1] }
    add("empty", [.any]) { call in .bool(Defaults.isEmpty(call[0])) }
    add("coalesce", variadic: .any) { call in call.arguments.first { !Defaults.isEmpty($0) } ?? .null }
    add("all", variadic: .any) { call in .bool(!call.arguments.contains(where: Defaults.isEmpty)) }
    add("any", variadic: .any) { call in .bool(call.arguments.contains { !Defaults.isEmpty($0) }) }
    add("ternary", [.any, .any, .bool]) { call in call.bool(2) ? call[0] : call[1] }
    addMust("deepCopy", "mustDeepCopy", [.any]) { call throws(TemplateError) in
      if call[0].isNull { throw TemplateError("reflect: call of reflect.Value.Type on zero Value") }
      return try Defaults.copy(call[0])
    }
    add("fail", [.string]) { call throws(TemplateError) in throw TemplateError(call.string(0)) }
  }
}

enum Defaults {
  /// Sprig's idea of nothing: the zero of a type.
  static func isEmpty(_ value: TemplateValue) -> Bool { !value.isTrue }

  /// A copy that shares no map with the original.
  static func copy(
    _ value: TemplateValue, depth: Int = TemplateLimits.valueDepth
  ) throws(TemplateError) -> TemplateValue {
    guard depth > 0 else { throw TemplateError("deepCopy error: nested too deeply") }
    switch value {
    case .list(let list):
      if list.isNil { return value }
      var elements: [TemplateValue] = []
      elements.reserveCapacity(list.elements.count)
      for element in list.elements { elements.append(try copy(element, depth: depth - 1)) }
      return .list(TemplateList(elements, of: list.elementType))
    case .map(let map):
      if map.isNil { return value }
      let result = map.copy()
      for (key, member) in map.members {
        switch member {
        case .map, .list, .object: result[key] = try copy(member, depth: depth - 1)
        default: break
        }
      }
      return .map(result)
    // The library copies exported fields, of which a version has none.
    case .object(let object) where object is VersionObject: return .object(try VersionObject("0.0.0"))
    default: return value
    }
  }
}
