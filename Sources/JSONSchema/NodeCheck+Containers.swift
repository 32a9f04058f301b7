import JSON
import RegularExpressions

extension NodeCheck {
  // MARK: Objects

  mutating func checkObject(
    _ keyword: Keyword, _ object: JSONObject, _ validator: inout SchemaValidator
  ) throws(JSONSchemaError) {
    switch keyword {
    case .minProperties(let bound): checkBound("minProperties", object.count, atLeast: bound, validator)
    case .maxProperties(let bound): checkBound("maxProperties", object.count, atMost: bound, validator)
    case .required(let names):
      let missing = names.filter { object[$0] == nil }
      if missing.isEmpty { return }
      fail(validator, "missing \(missing.count == 1 ? "property" : "properties") \(MessageText.list(missing))")
    case .dependencies(let all):
      for (name, demand) in all where object[name] != nil {
        switch demand {
        case .properties(let names): demandAll(names, of: object, because: name, validator)
        case .schema(let schema): if let found = try same(schema, &validator) { errors.append(found) }
        }
      }
    case .members(let members): try checkMembers(members, object, &validator)
    case .propertyNames(let schema): try checkNames(schema, object, &validator)
    case .dependentSchemas(let all):
      for (name, schema) in all where object[name] != nil {
        if let found = try same(schema, &validator) { errors.append(found) }
      }
    case .dependentRequired(let all):
      for (name, names) in all where object[name] != nil { demandAll(names, of: object, because: name, validator) }
    default: break
    }
  }

  private mutating func demandAll(
    _ names: [String], of object: JSONObject, because name: String, _ validator: SchemaValidator
  ) {
    let missing = names.filter { object[$0] == nil }
    if missing.isEmpty { return }
    fail(validator, "properties \(MessageText.list(missing)) required, if \(MessageText.quoted(name)) exists")
  }

  private mutating func checkMembers(
    _ members: Members, _ object: JSONObject, _ validator: inout SchemaValidator
  ) throws(JSONSchemaError) {
    var superfluous: [String] = []
    for (name, value) in object.sortedByKey() {
      if quick, !errors.isEmpty { return }
      var schemas: [Int] = []
      if let schema = members.named[name] { schemas.append(schema) }
      for (pattern, schema) in members.patterns where try matches(pattern, name) { schemas.append(schema) }
      if schemas.isEmpty, let additional = members.additional {
        switch additional {
        case .allowed: break
        case .forbidden: superfluous.append(name)
        case .schema(let schema): schemas = [schema]
        }
      }
      for schema in schemas {
        if let found = try part(schema, value, named: name, &validator) { errors.append(found) }
      }
      if !schemas.isEmpty || members.additional != nil { open.properties.remove(name) }
    }
    if superfluous.isEmpty { return }
    fail(validator, "additional properties \(MessageText.list(superfluous)) not allowed")
  }

  private mutating func checkNames(
    _ schema: Int, _ object: JSONObject, _ validator: inout SchemaValidator
  ) throws(JSONSchemaError) {
    for (name, _) in object.sortedByKey() {
      // The name is a value of its own.
      var inner = validator
      (inner.path, inner.scopes) = ([], [])
      let found = try inner.start(schema, .string(name))
      validator.steps = inner.steps
      guard let found else { continue }
      fail(
        validator, "invalid propertyName \(MessageText.quoted(name))",
        causes: found.kind == .group ? found.causes : [found])
    }
  }

  func matches(_ pattern: RegularExpression, _ text: String) throws(JSONSchemaError) -> Bool {
    do throws(RegularExpressionError) {
      return try pattern.matches(text)
    } catch {
      throw JSONSchemaError("\(error)")
    }
  }

  // MARK: Arrays

  mutating func checkArray(
    _ keyword: Keyword, _ items: [JSONValue], _ validator: inout SchemaValidator
  ) throws(JSONSchemaError) {
    switch keyword {
    case .minItems(let bound): checkBound("minItems", items.count, atLeast: bound, validator)
    case .maxItems(let bound): checkBound("maxItems", items.count, atMost: bound, validator)
    case .uniqueItems:
      guard let (first, second) = Equality.duplicates(items) else { return }
      fail(validator, "items at \(EnglishNumber.text(first)) and \(EnglishNumber.text(second)) are equal")
    case .items(let first, let rest):
      for (index, (item, schema)) in zip(items, first).enumerated() {
        if let found = try part(schema, item, named: String(index), &validator) { errors.append(found) }
      }
      guard items.count > first.count else { return }
      switch rest {
      case .allowed: break
      case .forbidden:
        let count = EnglishNumber.text(items.count - first.count)
        fail(validator, "last \(count) additionalItem(s) not allowed")
      case .schema(let schema):
        for (index, item) in items.enumerated().dropFirst(first.count) {
          if let found = try part(schema, item, named: String(index), &validator) { errors.append(found) }
        }
      }
    case .contains(let schema, let least, let most):
      try checkContains(schema, least, most, items, &validator)
    default: break
    }
  }

  private mutating func checkContains(
    _ schema: Int, _ least: Int?, _ most: Int?, _ items: [JSONValue], _ validator: inout SchemaValidator
  ) throws(JSONSchemaError) {
    var others: [Violation] = []
    var matched: [Int] = []
    for (index, item) in items.enumerated() {
      if let found = try part(schema, item, named: String(index), &validator) {
        others.append(found)
      } else {
        matched.append(index)
        if node.draft >= .of2020 { open.items.remove(index) }
      }
    }
    let indexes = matched.map(String.init).joined(separator: " ")
    let places = "matched \(EnglishNumber.text(matched.count)) items at \(indexes)"
    if let least, matched.count < least {
      let found = matched.isEmpty ? "none matched" : places
      fail(
        validator, "min \(EnglishNumber.text(least)) items required to match contains schema, but \(found)",
        causes: others)
    } else if least == nil, matched.isEmpty {
      fail(validator, "no items match contains schema", causes: others)
    }
    if let most, matched.count > most {
      fail(validator, "max \(EnglishNumber.text(most)) items required to match contains schema, but \(places)")
    }
  }
}
