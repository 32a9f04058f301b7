import JSON

/// A version of the specification.
enum Draft: Int, Sendable, Comparable {
  case four = 4
  case six = 6
  case seven = 7
  case of2019 = 2019
  case of2020 = 2020

  static func < (left: Draft, right: Draft) -> Bool { left.rawValue < right.rawValue }

  /// What a schema without `$schema` follows.
  static let latest = Draft.of2020

  var url: String {
    switch self {
    case .four: "http://json-schema.org/draft-04/schema"
    case .six: "http://json-schema.org/draft-06/schema"
    case .seven: "http://json-schema.org/draft-07/schema"
    case .of2019: "https://json-schema.org/draft/2019-09/schema"
    case .of2020: "https://json-schema.org/draft/2020-12/schema"
    }
  }

  /// The draft that a `$schema` names; `nil` when it names a schema of somebody else's.
  init?(schema url: String) {
    var text = Substring(url)
    if text.hasSuffix("#") { text = text.dropLast() }
    for prefix in ["http://", "https://"] where text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
    switch text {
    case "json-schema.org/schema": self = .latest
    case "json-schema.org/draft/2020-12/schema": self = .of2020
    case "json-schema.org/draft/2019-09/schema": self = .of2019
    case "json-schema.org/draft-07/schema": self = .seven
    case "json-schema.org/draft-06/schema": self = .six
    case "json-schema.org/draft-04/schema": self = .four
    default: return nil
    }
  }

  /// The keyword that gives a schema a name of its own.
  var identifier: String { self == .four ? "id" : "$id" }

  /// The vocabularies that count where a metaschema does not say.
  var vocabularies: Set<String> {
    self == .of2020 ? ["core", "applicator", "unevaluated", "validation"] : ["core", "applicator", "validation"]
  }

  /// The name that a schema gives itself, without a fragment; `nil` without one.
  func id(of object: JSONObject) -> String? {
    if self < .of2019, object["$ref"] != nil { return nil }
    guard let text = object[identifier]?.stringValue else { return nil }
    let bare = URLReference.split(text).url
    return bare.isEmpty ? nil : bare
  }

  /// Keywords that hold one schema.
  private var single: [String] {
    var names = ["not", "additionalProperties", "items", "additionalItems"]
    if self >= .six { names += ["propertyNames", "contains"] }
    if self >= .seven { names += ["if", "then", "else"] }
    if self >= .of2019 { names += ["unevaluatedProperties", "unevaluatedItems", "contentSchema"] }
    return names
  }

  /// Keywords that hold a list of schemas.
  private var lists: [String] { ["allOf", "anyOf", "oneOf", "items"] + (self >= .of2020 ? ["prefixItems"] : []) }

  /// Keywords that hold schemas by name.
  private var maps: [String] {
    ["definitions", "properties", "patternProperties", "dependencies"]
      + (self >= .of2019 ? ["$defs", "dependentSchemas"] : [])
  }

  /// The schemas directly inside of a schema, with their places.
  func subschemas(of object: JSONObject, at pointer: String) -> [(pointer: String, value: JSONValue)] {
    var found: [(String, JSONValue)] = []
    for name in single {
      if let value = object[name] { found.append((Pointer.appending(pointer, name), value)) }
    }
    for name in lists {
      guard case .array(let items)? = object[name] else { continue }
      for (index, item) in items.enumerated() { found.append((Pointer.appending(pointer, name, String(index)), item)) }
    }
    for name in maps {
      guard case .object(let members)? = object[name] else { continue }
      for member in members { found.append((Pointer.appending(pointer, name, member.key), member.value)) }
    }
    return found
  }
}
