import JSON

/// Writes the metaschemas. They say the same in every draft, in slightly different words.
struct MetaschemaWriter {
  let draft: Draft

  /// The folder that the parts of the metaschema are in.
  var base: String { String(draft.url.dropLast("schema".count)) }

  private var hasParts: Bool { draft >= .of2019 }

  // MARK: Documents

  /// A draft without vocabularies.
  func whole() -> JSONValue {
    var schema = head(draft.url + (hasParts ? "" : "#"))
    if draft == .four {
      schema["type"] = "object"
      schema["dependencies"] = ["exclusiveMaximum": ["maximum"], "exclusiveMinimum": ["minimum"]]
    }
    schema["properties"] = properties(MetaschemaVocabulary.classic(draft))
    schema["definitions"] = definitions
    return schema
  }

  /// The metaschema of a draft with vocabularies, which refers to one part for each.
  func combination() -> JSONValue {
    let vocabularies = MetaschemaVocabulary.all(draft)
    var schema = head(draft.url)
    schema["allOf"] = .array(vocabularies.map { ["$ref": .string("meta/\($0.name)")] })
    var properties: JSONValue = [
      "definitions": self.schema(for: .schemaMap),
      "dependencies": map([
        "anyOf": [this, ["$ref": "meta/validation#/$defs/stringArray"]]
      ]),
    ]
    if draft == .of2020 {
      properties["$recursiveAnchor"] = ["$ref": "meta/core#/$defs/anchorString"]
      properties["$recursiveRef"] = ["$ref": "meta/core#/$defs/uriReferenceString"]
    }
    schema["properties"] = properties
    return schema
  }

  /// One vocabulary.
  func part(_ vocabulary: MetaschemaVocabulary) -> JSONValue {
    var schema = head(base + "meta/" + vocabulary.name)
    schema["properties"] = properties(vocabulary)
    schema["$defs"] = definitions
    return schema
  }

  private func head(_ url: String) -> JSONValue {
    var schema: JSONValue = ["$schema": .string(draft.url + (hasParts ? "" : "#")), "type": ["object", "boolean"]]
    if draft > .four { schema[draft.identifier] = .string(url) }
    if draft == .of2019 { schema["$recursiveAnchor"] = true }
    if draft == .of2020 { schema["$dynamicAnchor"] = "meta" }
    return schema
  }

  private func properties(_ vocabulary: MetaschemaVocabulary) -> JSONValue {
    .object(JSONObject(vocabulary.keywords.map { ($0.name, schema(for: $0.shape)) }))
  }

  // MARK: Shapes

  /// A schema, of whatever schema this is a part of.
  private var this: JSONValue {
    switch draft {
    case .four, .six, .seven: ["$ref": "#"]
    case .of2019: ["$recursiveRef": "#"]
    case .of2020: ["$dynamicRef": "#meta"]
    }
  }

  private func definition(_ name: String) -> JSONValue {
    ["$ref": .string((hasParts ? "#/$defs/" : "#/definitions/") + name)]
  }

  private func map(_ values: JSONValue) -> JSONValue { ["type": "object", "additionalProperties": values] }

  private func schema(for shape: KeywordShape) -> JSONValue {
    switch shape {
    case .anything: [:]
    case .schema: this
    case .schemas: definition("schemaArray")
    case .schemaMap: map(this)
    case .patternMap:
      ["type": "object", "additionalProperties": this, "propertyNames": ["format": "regex"]]
    case .schemaOrSchemas: ["anyOf": [this, definition("schemaArray")]]
    case .schemaOrFlag: ["anyOf": [["type": "boolean"], this]]
    case .schemaOrTexts: map(["anyOf": [this, definition("stringArray")]])
    case .count: definition("nonNegativeInteger")
    case .countFromZero: definition("nonNegativeIntegerDefault0")
    case .number: ["type": "number"]
    case .positiveNumber:
      draft == .four
        ? ["type": "number", "minimum": 0, "exclusiveMinimum": true] : ["type": "number", "exclusiveMinimum": 0]
    case .flag: ["type": "boolean"]
    case .text: ["type": "string"]
    case .expression: ["type": "string", "format": "regex"]
    case .texts: definition("stringArray")
    case .textsMap: map(definition("stringArray"))
    case .list: ["type": "array"]
    case .values: ["type": "array", "minItems": 1, "uniqueItems": true]
    case .types:
      [
        "anyOf": [
          definition("simpleTypes"),
          ["type": "array", "items": definition("simpleTypes"), "minItems": 1, "uniqueItems": true],
        ]
      ]
    case .url: draft == .of2020 ? definition("uriString") : ["type": "string", "format": "uri"]
    case .urlReference:
      draft == .of2020 ? definition("uriReferenceString") : ["type": "string", "format": "uri-reference"]
    case .identifier: ["type": "string", "format": "uri-reference", "pattern": "^[^#]*#?$"]
    case .anchor: definition("anchorString")
    case .vocabularies:
      [
        "type": "object", "propertyNames": ["type": "string", "format": "uri"],
        "additionalProperties": ["type": "boolean"],
      ]
    }
  }

  private var definitions: JSONValue {
    let count: JSONValue = ["type": "integer", "minimum": 0]
    var texts: JSONValue = ["type": "array", "items": ["type": "string"], "uniqueItems": true]
    if draft == .four { texts["minItems"] = 1 }
    let anchor = draft == .of2019 ? "^[A-Za-z][-A-Za-z0-9.:_]*$" : "^[A-Za-z_][-A-Za-z0-9._]*$"
    let integer = definition("nonNegativeInteger")
    return [
      "schemaArray": ["type": "array", "minItems": 1, "items": this],
      "nonNegativeInteger": count,
      "nonNegativeIntegerDefault0": hasParts ? integer : ["allOf": [integer, [:]]],
      "simpleTypes": ["enum": ["array", "boolean", "integer", "null", "number", "object", "string"]],
      "stringArray": texts,
      "anchorString": ["type": "string", "pattern": .string(anchor)],
      "uriString": ["type": "string", "format": "uri"],
      "uriReferenceString": ["type": "string", "format": "uri-reference"],
    ]
  }
}
