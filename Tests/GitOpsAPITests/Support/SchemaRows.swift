import GitOpsAPI
import JSON

/// The rows that the specification's tables would have for a schema.
func rows(of schema: Schema, at path: String, isRequired: Bool = false) -> Set<FieldRow> {
  var result: Set<FieldRow> = [
    FieldRow(path: path, isRequired: isRequired, type: typeName(schema), rules: phrases(schema))
  ]
  switch schema.shape {
  case .object(let fields):
    for field in fields {
      result.formUnion(rows(of: field.schema, at: "\(path).\(field.name)", isRequired: field.isRequired))
    }
  case .list(let element): result.formUnion(members(of: element, at: path + "[]"))
  case .map(let value): result.formUnion(members(of: value, at: path + "{}"))
  default: break
  }
  return result
}

/// The tables have no row for elements themselves, only for what is in them.
private func members(of schema: Schema, at path: String) -> Set<FieldRow> {
  rows(of: schema, at: path).filter { $0.path != path }
}

private func typeName(_ schema: Schema) -> String {
  switch schema.shape {
  case .object: "object"
  case .list(let element): element.shape == .string ? "list of string" : "list"
  case .map(let value): value.shape == .string ? "map of string" : "object"
  case .string: "string"
  case .integer: "integer"
  case .boolean: "boolean"
  case .anything: ""
  }
}

private func phrases(_ schema: Schema) -> Set<String> {
  var result: Set<String> = []
  func add(_ phrase: String?) { if let phrase { result.insert(phrase) } }
  add(schema.defaultValue.map { "default \(tableText($0))" })
  if !schema.allowed.isEmpty { add("one of \(schema.allowed.joined(separator: "/"))") }
  add(schema.pattern.map { "pattern `\(tableText($0.expression))`" })
  add(schema.format.map { "format \($0)" })
  add(schema.minimum.map { "min \($0)" })
  add(schema.minimumLength.map { "min length \($0)" })
  add(schema.maximumLength.map { "max length \($0)" })
  add(schema.minimumItems.map { "min items \($0)" })
  if !schema.mapKeys.isEmpty { add("map keys \(schema.mapKeys.joined(separator: ","))") }
  for rule in schema.rules { add("rule `\(tableText(rule.expression))`") }
  if case .list(let element) = schema.shape, !element.allowed.isEmpty {
    add("items one of \(element.allowed.joined(separator: "/"))")
  }
  if schema.shape == .anything { add("free-form") }
  return result
}

/// The tables write `/` for `|`, which would end a cell.
private func tableText(_ text: String) -> String {
  text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "/")
}

private func tableText(_ value: JSONValue) -> String {
  switch value {
  case .string(let text): "'\(text)'"
  case .bool(let flag): flag ? "True" : "False"
  case .object(let object):
    "{" + object.map { "'\($0.key)': \(tableText($0.value))" }.joined(separator: ", ") + "}"
  default: String(decoding: value.serialized(), as: UTF8.self)
  }
}
