package import JSON

extension Schema {
  /// The schema in the notation of CustomResourceDefinitions.
  ///
  /// - Parameter validations: whether to include rules over several fields, which API servers before 1.23 do not know.
  package func json(validations: Bool = true) -> JSONValue {
    var result: JSONObject = [:]
    if !description.isEmpty { result["description"] = .string(description) }
    addRestrictions(to: &result)
    addShape(to: &result, validations: validations)
    if validations, !rules.isEmpty {
      result["x-kubernetes-validations"] = .array(
        rules.map { ["message": .string($0.message), "rule": .string($0.expression)] })
    }
    return .object(result.sortedByKey())
  }

  private func addRestrictions(to result: inout JSONObject) {
    result["default"] = defaultValue
    if !allowed.isEmpty { result["enum"] = JSONValue(allowed) }
    result["pattern"] = pattern.map { .string($0.expression) }
    result["format"] = format.map(JSONValue.string)
    result["minimum"] = minimum.map { JSONValue($0) }
    result["minLength"] = minimumLength.map { JSONValue($0) }
    result["maxLength"] = maximumLength.map { JSONValue($0) }
    result["minItems"] = minimumItems.map { JSONValue($0) }
    if !mapKeys.isEmpty {
      result["x-kubernetes-list-type"] = "map"
      result["x-kubernetes-list-map-keys"] = JSONValue(mapKeys)
    }
  }

  private func addShape(to result: inout JSONObject, validations: Bool) {
    switch shape {
    case .string: result["type"] = "string"
    case .integer: result["type"] = "integer"
    case .boolean: result["type"] = "boolean"
    case .anything: result["x-kubernetes-preserve-unknown-fields"] = true
    case .list(let element):
      result["type"] = "array"
      result["items"] = element.json(validations: validations)
    case .map(let value):
      result["type"] = "object"
      result["additionalProperties"] = value.json(validations: validations)
    case .object(let fields):
      result["type"] = "object"
      let members = fields.map { ($0.name, $0.schema.json(validations: validations)) }
      if !members.isEmpty { result["properties"] = .object(JSONObject(members).sortedByKey()) }
      let required = fields.filter(\.isRequired).map(\.name).sorted()
      if !required.isEmpty { result["required"] = JSONValue(required) }
    }
  }
}
