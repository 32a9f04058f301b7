/// What a keyword's value has to look like.
enum KeywordShape: Sendable {
  case anything
  case schema
  case schemas
  case schemaMap
  /// By regular expressions.
  case patternMap
  case schemaOrSchemas
  case schemaOrFlag
  case schemaOrTexts
  case count
  case countFromZero
  case number
  case positiveNumber
  case flag
  case text
  case expression
  case texts
  case textsMap
  case list
  case values
  case types
  case url
  case urlReference
  case identifier
  case anchor
  case vocabularies
}

/// The keywords of one vocabulary, or of a draft that has none.
struct MetaschemaVocabulary: Sendable {
  typealias Keywords = KeyValuePairs<String, KeywordShape>

  let name: String
  let keywords: [(name: String, shape: KeywordShape)]

  private init(_ name: String, _ keywords: Keywords) {
    self.name = name
    self.keywords = keywords.map { ($0.key, $0.value) }
  }

  /// The keywords of the drafts without vocabularies.
  static func classic(_ draft: Draft) -> MetaschemaVocabulary {
    var all: [(String, KeywordShape)] = [
      (draft.identifier, draft == .four ? .text : .urlReference), ("$schema", .url),
      ("$ref", draft == .four ? .text : .urlReference), ("title", .text), ("description", .text),
      ("default", .anything), ("multipleOf", .positiveNumber), ("maximum", .number), ("minimum", .number),
      ("exclusiveMaximum", draft == .four ? .flag : .number), ("exclusiveMinimum", draft == .four ? .flag : .number),
      ("maxLength", .count), ("minLength", .countFromZero), ("pattern", .expression),
      ("additionalItems", draft == .four ? .schemaOrFlag : .schema), ("items", .schemaOrSchemas), ("maxItems", .count),
      ("minItems", .countFromZero), ("uniqueItems", .flag), ("maxProperties", .count),
      ("minProperties", .countFromZero), ("required", .texts),
      ("additionalProperties", draft == .four ? .schemaOrFlag : .schema), ("definitions", .schemaMap),
      ("properties", .schemaMap), ("patternProperties", draft == .seven ? .patternMap : .schemaMap),
      ("dependencies", .schemaOrTexts), ("enum", .values), ("type", .types), ("format", .text), ("allOf", .schemas),
      ("anyOf", .schemas), ("oneOf", .schemas), ("not", .schema),
    ]
    if draft >= .six { all += [("contains", .schema), ("propertyNames", .schema), ("const", .anything)] }
    if draft >= .seven {
      all += [
        ("$comment", .text), ("readOnly", .flag), ("writeOnly", .flag), ("examples", .list),
        ("contentMediaType", .text), ("contentEncoding", .text), ("if", .schema), ("then", .schema), ("else", .schema),
      ]
    }
    return MetaschemaVocabulary(name: "", keywords: all)
  }

  private init(name: String, keywords: [(String, KeywordShape)]) {
    self.name = name
    self.keywords = keywords
  }

  /// The vocabularies of a draft that has them, in the order in which they are checked.
  static func all(_ draft: Draft) -> [MetaschemaVocabulary] {
    let content = MetaschemaVocabulary(
      "content", ["contentMediaType": .text, "contentEncoding": .text, "contentSchema": .schema])
    if draft == .of2019 {
      let format = MetaschemaVocabulary("format", ["format": .text])
      return [core2019, applicator2019, validation, metadata, format, content]
    }
    let open = MetaschemaVocabulary("unevaluated", ["unevaluatedItems": .schema, "unevaluatedProperties": .schema])
    let format = MetaschemaVocabulary("format-annotation", ["format": .text])
    return [core2020, applicator2020, open, validation, metadata, format, content]
  }

  private static let core2019 = MetaschemaVocabulary(
    "core",
    [
      "$id": .identifier, "$schema": .url, "$anchor": .anchor, "$ref": .urlReference, "$recursiveRef": .urlReference,
      "$recursiveAnchor": .flag, "$vocabulary": .vocabularies, "$comment": .text, "$defs": .schemaMap,
    ])

  private static let core2020 = MetaschemaVocabulary(
    "core",
    [
      "$id": .identifier, "$schema": .url, "$ref": .urlReference, "$anchor": .anchor, "$dynamicRef": .urlReference,
      "$dynamicAnchor": .anchor, "$vocabulary": .vocabularies, "$comment": .text, "$defs": .schemaMap,
    ])

  private static let applicator2019 = MetaschemaVocabulary(
    "applicator",
    [
      "additionalItems": .schema, "unevaluatedItems": .schema, "items": .schemaOrSchemas, "contains": .schema,
      "additionalProperties": .schema, "unevaluatedProperties": .schema, "properties": .schemaMap,
      "patternProperties": .patternMap, "dependentSchemas": .schemaMap, "propertyNames": .schema, "if": .schema,
      "then": .schema, "else": .schema, "allOf": .schemas, "anyOf": .schemas, "oneOf": .schemas, "not": .schema,
    ])

  private static let applicator2020 = MetaschemaVocabulary(
    "applicator",
    [
      "prefixItems": .schemas, "items": .schema, "contains": .schema, "additionalProperties": .schema,
      "properties": .schemaMap, "patternProperties": .patternMap, "dependentSchemas": .schemaMap,
      "propertyNames": .schema, "if": .schema, "then": .schema, "else": .schema, "allOf": .schemas, "anyOf": .schemas,
      "oneOf": .schemas, "not": .schema,
    ])

  private static let validation = MetaschemaVocabulary(
    "validation",
    [
      "type": .types, "const": .anything, "enum": .list, "multipleOf": .positiveNumber, "maximum": .number,
      "exclusiveMaximum": .number, "minimum": .number, "exclusiveMinimum": .number, "maxLength": .count,
      "minLength": .countFromZero, "pattern": .expression, "maxItems": .count, "minItems": .countFromZero,
      "uniqueItems": .flag, "maxContains": .count, "minContains": .count, "maxProperties": .count,
      "minProperties": .countFromZero, "required": .texts, "dependentRequired": .textsMap,
    ])

  private static let metadata = MetaschemaVocabulary(
    "meta-data",
    [
      "title": .text, "description": .text, "default": .anything, "deprecated": .flag, "readOnly": .flag,
      "writeOnly": .flag, "examples": .list,
    ])
}
