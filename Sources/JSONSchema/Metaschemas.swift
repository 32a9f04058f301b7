import JSON

/// The published schemas of schemas, which every schema is checked against and which references may lead to.
enum Metaschemas {
  static func isMetaschema(_ url: String) -> Bool {
    url.hasPrefix("http://json-schema.org/") || url.hasPrefix("https://json-schema.org/")
  }

  /// The document of a URL; `nil` when it is none of them.
  static func document(_ url: String) -> JSONValue? { documents[URLReference.split(url).url] }

  private static let documents: [String: JSONValue] = {
    var all: [String: JSONValue] = [:]
    for draft in [Draft.four, .six, .seven] { all[draft.url] = MetaschemaWriter(draft: draft).whole() }
    for draft in [Draft.of2019, .of2020] {
      let writer = MetaschemaWriter(draft: draft)
      all[draft.url] = writer.combination()
      for vocabulary in MetaschemaVocabulary.all(draft) {
        all[writer.base + "meta/" + vocabulary.name] = writer.part(vocabulary)
      }
    }
    return all
  }()

  // Made once each, when the first schema of the draft appears.
  private static let four = Result { try JSONSchema(metaschema: Draft.four.url) }
  private static let six = Result { try JSONSchema(metaschema: Draft.six.url) }
  private static let seven = Result { try JSONSchema(metaschema: Draft.seven.url) }
  private static let of2019 = Result { try JSONSchema(metaschema: Draft.of2019.url) }
  private static let of2020 = Result { try JSONSchema(metaschema: Draft.of2020.url) }

  /// The metaschema of a draft, ready to check with.
  static func schema(of draft: Draft) throws(JSONSchemaError) -> JSONSchema {
    let result =
      switch draft {
      case .four: four
      case .six: six
      case .seven: seven
      case .of2019: of2019
      case .of2020: of2020
      }
    switch result {
    case .success(let schema): return schema
    case .failure(let error): throw error as? JSONSchemaError ?? JSONSchemaError("\(error)")
    }
  }
}
