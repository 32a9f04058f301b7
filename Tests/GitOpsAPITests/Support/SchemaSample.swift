import GitOpsAPI
import JSON

/// A value that a schema accepts and in which every field is set to something that is not its empty value.
func sample(of schema: Schema) -> JSONValue {
  switch schema.shape {
  case .object(let fields): .object(JSONObject(fields.map { ($0.name, sample(of: $0.schema)) }))
  case .list(let element): .array([sample(of: element)])
  case .map(let value): ["sample": sample(of: value)]
  case .integer: 3
  case .boolean: true
  case .anything: ["free": [1, "form"]]
  case .string: .string(sampleText(of: schema))
  }
}

private func sampleText(of schema: Schema) -> String {
  if let example = schema.example ?? schema.allowed.first ?? schema.pattern?.example { return example }
  return schema.format == "date-time" ? "2026-01-02T03:04:05Z" : "text"
}
