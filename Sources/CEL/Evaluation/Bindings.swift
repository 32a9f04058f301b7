import JSON

/// The values of the variables during one evaluation.
enum Bindings {
  case json([String: JSONValue])
  case members(JSONObject)
  case values([String: CELValue])

  subscript(name: String) -> CELValue? {
    switch self {
    case .json(let values): values[name].map { CELValue($0) }
    case .members(let object): object[name].map { CELValue($0) }
    case .values(let values): values[name]
    }
  }
}
