import JSON

extension NodeCheck {
  /// References, conditions, and what is left over.
  mutating func checkCombination(
    _ keyword: Keyword, _ validator: inout SchemaValidator
  ) throws(JSONSchemaError) {
    switch keyword {
    case .reference(let schema): try follow(schema, "$ref", &validator)
    case .recursiveReference(let schema):
      try follow(Self.outermost(from: schema, validator), "$recursiveRef", &validator)
    case .dynamicReference(let schema, let anchor):
      try follow(Self.target(schema, anchor, validator), "$dynamicRef", &validator)
    case .not(let schema):
      if try same(schema, &validator, quick: true) == nil { fail(validator, "'not' failed") }
    case .allOf(let schemas):
      var causes: [Violation] = []
      for schema in schemas {
        guard let found = try same(schema, &validator) else { continue }
        causes.append(found)
        if quick { break }
      }
      if !causes.isEmpty { fail(validator, "'allOf' failed", causes: causes) }
    case .anyOf(let schemas): try checkAny(schemas, &validator)
    case .oneOf(let schemas): try checkOne(schemas, &validator)
    case .condition(let condition, let then, let otherwise):
      let branch = try same(condition, &validator, quick: true) == nil ? then : otherwise
      if let branch, let found = try same(branch, &validator) { errors.append(found) }
    case .unevaluatedProperties(let schema):
      guard case .object(let object) = value else { return }
      for name in open.properties.sorted() {
        guard let member = object[name] else { continue }
        if let found = try part(schema, member, named: name, &validator) { errors.append(found) }
      }
      open.properties = []
    case .unevaluatedItems(let schema):
      guard case .array(let items) = value else { return }
      for index in open.items.sorted() where items.indices.contains(index) {
        if let found = try part(schema, items[index], named: String(index), &validator) { errors.append(found) }
      }
      open.items = []
    default: break
    }
  }

  private mutating func checkAny(_ schemas: [Int], _ validator: inout SchemaValidator) throws(JSONSchemaError) {
    var causes: [Violation] = []
    var isMatched = false
    for schema in schemas {
      if let found = try same(schema, &validator) {
        causes.append(found)
      } else {
        isMatched = true
        // All that match tell what they have looked at.
        if open.isEmpty { break }
      }
    }
    if !isMatched { fail(validator, "'anyOf' failed", causes: causes) }
  }

  private mutating func checkOne(_ schemas: [Int], _ validator: inout SchemaValidator) throws(JSONSchemaError) {
    var causes: [Violation] = []
    var matched: Int?
    for (index, schema) in schemas.enumerated() {
      if let found = try same(schema, &validator, quick: matched != nil) {
        if matched == nil { causes.append(found) }
      } else if let matched {
        return fail(validator, "'oneOf' failed, subschemas \(matched), \(index) matched")
      } else {
        matched = index
      }
    }
    if matched == nil { fail(validator, "'oneOf' failed, none matched", causes: causes) }
  }

  // MARK: References

  private mutating func follow(
    _ schema: Int, _ keyword: String, _ validator: inout SchemaValidator
  ) throws(JSONSchemaError) {
    guard let found = try same(schema, &validator, keyword: keyword) else { return }
    errors.append(
      quick
        ? .unspecified
        : Violation(
          path: validator.path, message: "validation failed", kind: .reference,
          causes: found.kind == .group ? found.causes : [found]))
  }

  /// `$recursiveRef`: the outermost schema under way that says it may be meant.
  private static func outermost(from schema: Int, _ validator: SchemaValidator) -> Int {
    guard validator.nodes.indices.contains(schema), validator.nodes[schema].isRecursiveAnchor else { return schema }
    let found = validator.scopes.first { validator.nodes[validator.nodes[$0.node].resource].isRecursiveAnchor }
    return found?.node ?? schema
  }

  /// `$dynamicRef`: the outermost schema under way that has the anchor.
  private static func target(_ schema: Int, _ anchor: String?, _ validator: SchemaValidator) -> Int {
    guard let anchor, validator.nodes.indices.contains(schema), validator.nodes[schema].dynamicAnchor == anchor else {
      return schema
    }
    for scope in validator.scopes {
      if let found = validator.nodes[validator.nodes[scope.node].resource].dynamicAnchors[anchor] { return found }
    }
    return schema
  }
}
