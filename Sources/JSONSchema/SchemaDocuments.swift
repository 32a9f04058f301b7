import GoQuoting
import JSON

/// A place in one of the documents.
struct SchemaPlace: Hashable {
  var document: Int
  var pointer: String
}

/// A schema with a name of its own, to which references inside of it are relative.
struct SchemaResource {
  let pointer: String
  let id: String
  let draft: Draft
  let vocabularies: Set<String>
  /// Places by the names that `$anchor` and its like give them.
  var anchors: [String: String] = [:]
  var dynamicAnchors: [String] = []
}

/// A document, and what is known about the schemas in it.
struct SchemaDocument {
  let url: String
  let value: JSONValue
  var resources: [String: SchemaResource] = [:]
  /// Where the resources are, by their names.
  var places: [String: String] = [:]
  /// The places that were found to be schemas.
  var schemas: Set<String> = []

  /// The resource that a place belongs to.
  func resource(at pointer: String) -> SchemaResource? {
    var pointer = pointer
    while true {
      if let found = resources[pointer] { return found }
      guard let parent = Pointer.parent(pointer) else { return resources[""] }
      pointer = parent
    }
  }

  var isOfOneDraft: Bool { Set(resources.values.map(\.draft)).count < 2 }
}

/// The documents that references may lead to, read as far as somebody asked for them.
struct SchemaDocuments {
  let known: [String: JSONValue]
  /// Metaschemas are not checked against themselves.
  let isTrusted: Bool
  private(set) var documents: [SchemaDocument] = []
  private var indexes: [String: Int] = [:]

  private static let depthLimit = 256

  init(known: [String: JSONValue], isTrusted: Bool) {
    self.known = known
    self.isTrusted = isTrusted
  }

  func document(_ index: Int) throws(JSONSchemaError) -> SchemaDocument {
    guard documents.indices.contains(index) else { throw JSONSchemaError("no such document") }
    return documents[index]
  }

  /// Takes a document in.
  mutating func add(_ value: JSONValue, url: String) throws(JSONSchemaError) -> Int {
    var document = SchemaDocument(url: url, value: value)
    let draft = Draft.latest
    try collect(&document, value, base: url, pointer: "", draft: draft, vocabularies: draft.vocabularies, depth: 0)
    if !Metaschemas.isMetaschema(url) { try check(document, value, at: "") }
    documents.append(document)
    indexes[url] = documents.count - 1
    return documents.count - 1
  }

  /// The document of a URL, when it is one of those that may be used.
  mutating func index(of url: String) throws(JSONSchemaError) -> Int {
    if let index = indexes[url] { return index }
    return try add(try load(url), url: url)
  }

  private func load(_ url: String) throws(JSONSchemaError) -> JSONValue {
    if let value = known[url] ?? Metaschemas.document(url) { return value }
    switch URLReference.scheme(url) {
    // What Helm makes of names that nobody resolves.
    case "urn": return .bool(true)
    case "file", "http", "https":
      throw JSONSchemaError(
        "failing loading \(GoQuote.double(url)): references to other files and hosts are not followed")
    default:
      let name = GoQuote.double(url)
      throw JSONSchemaError("failing loading \(name): no URLLoader registered for \(name)")
    }
  }

  // MARK: References

  /// The place that a reference means.
  mutating func place(of reference: String, from place: SchemaPlace) throws(JSONSchemaError) -> SchemaPlace {
    let (url, fragment) = URLReference.split(reference)
    guard let name = URLReference.decoded(fragment) else {
      throw JSONSchemaError(
        "error in parsing \(GoQuote.double(reference)): invalid URL escape in "
          + GoQuote.double(fragment))
    }
    let document = try document(place.document)
    let base = document.resource(at: place.pointer)?.id ?? document.url
    let target = URLReference.resolve(url, base: base)
    if target == document.url { return try Self.place(name, in: document, place.document, resource: "") }
    if let resource = document.places[target] {
      return try Self.place(name, in: document, place.document, resource: resource)
    }
    let other = try index(of: target)
    return try Self.place(name, in: try self.document(other), other, resource: "")
  }

  private static func place(
    _ name: String, in document: SchemaDocument, _ index: Int, resource: String
  ) throws(JSONSchemaError) -> SchemaPlace {
    if name.isEmpty || name.hasPrefix("/") { return SchemaPlace(document: index, pointer: resource + name) }
    let owner = document.resources[resource]
    guard let pointer = owner?.anchors[name] else {
      let reference = "\(owner?.id ?? document.url)#\(URLReference.encoded(name))"
      throw JSONSchemaError(
        "anchor in \(GoQuote.double(reference)) not found in schema "
          + GoQuote.double(document.url))
    }
    return SchemaPlace(document: index, pointer: pointer)
  }

  /// The value at a place that a reference named, which need not have looked like a schema before.
  mutating func schema(at place: SchemaPlace) throws(JSONSchemaError) -> JSONValue {
    var document = try document(place.document)
    guard let value = Pointer.value(place.pointer, in: document.value) else {
      let location = "\(document.url)#\(URLReference.encoded(place.pointer))"
      throw JSONSchemaError("json-pointer in \(GoQuote.double(location)) not found")
    }
    guard !document.schemas.contains(place.pointer) else { return value }
    let owner = document.resource(at: place.pointer)
    try collect(
      &document, value, base: owner?.id ?? document.url, pointer: place.pointer, draft: owner?.draft ?? .latest,
      vocabularies: owner?.vocabularies ?? Draft.latest.vocabularies, depth: 0)
    if !Metaschemas.isMetaschema(document.url) { try check(document, value, at: place.pointer) }
    documents[place.document] = document
    return value
  }

  // MARK: Collecting

  private mutating func collect(
    _ document: inout SchemaDocument, _ value: JSONValue, base: String, pointer: String, draft: Draft,
    vocabularies: Set<String>, depth: Int
  ) throws(JSONSchemaError) {
    guard depth < Self.depthLimit else { throw JSONSchemaError("schema is nested too deeply") }
    guard document.schemas.insert(pointer).inserted else { return }
    guard case .object(let object) = value else {
      if pointer.isEmpty {
        document.resources[""] = SchemaResource(pointer: "", id: base, draft: draft, vocabularies: vocabularies)
        document.places[base] = ""
      }
      return
    }
    var (draft, vocabularies, base) = (draft, vocabularies, base)
    let own = try dialect(object, document.url, pointer)
    let id = (own?.draft ?? draft).id(of: object)
    if let own, pointer.isEmpty || id != nil { (draft, vocabularies) = own }
    if let id = pointer.isEmpty || own == nil ? id : draft.id(of: object) {
      base = URLReference.resolve(id, base: base)
      if let other = document.places[base], other != pointer {
        throw JSONSchemaError(
          "duplicate id \(GoQuote.double(base)) in \(GoQuote.double(document.url)) at "
            + "\(GoQuote.double(pointer)) and \(GoQuote.double(other))")
      }
    } else if !pointer.isEmpty {
      try anchors(&document, object, resource: document.places[base] ?? "", at: pointer)
      try descend(&document, object, base, pointer, draft, vocabularies, depth)
      return
    }
    document.places[base] = pointer
    document.resources[pointer] = SchemaResource(pointer: pointer, id: base, draft: draft, vocabularies: vocabularies)
    try anchors(&document, object, resource: pointer, at: pointer)
    try descend(&document, object, base, pointer, draft, vocabularies, depth)
  }

  private mutating func descend(
    _ document: inout SchemaDocument, _ object: JSONObject, _ base: String, _ pointer: String, _ draft: Draft,
    _ vocabularies: Set<String>, _ depth: Int
  ) throws(JSONSchemaError) {
    for (place, value) in draft.subschemas(of: object, at: pointer) {
      try collect(
        &document, value, base: base, pointer: place, draft: draft, vocabularies: vocabularies, depth: depth + 1)
    }
  }

  private func anchors(
    _ document: inout SchemaDocument, _ object: JSONObject, resource: String, at pointer: String
  ) throws(JSONSchemaError) {
    guard var owner = document.resources[resource] else { return }
    var names: [String] = []
    if owner.draft < .of2019 {
      if object["$ref"] == nil, let text = object[owner.draft.identifier]?.stringValue {
        let name = URLReference.decoded(URLReference.split(text).fragment) ?? ""
        if !name.isEmpty, !name.hasPrefix("/") { names.append(name) }
      }
    } else if let name = object["$anchor"]?.stringValue {
      names.append(name)
    }
    if owner.draft >= .of2020, let name = object["$dynamicAnchor"]?.stringValue {
      names.append(name)
      owner.dynamicAnchors.append(name)
    }
    for name in names {
      if let other = owner.anchors[name], other != pointer {
        throw JSONSchemaError(
          "duplicate anchor \(GoQuote.double(name)) in \(GoQuote.double(document.url)) at "
            + "\(GoQuote.double(other)) and \(GoQuote.double(pointer))")
      }
      owner.anchors[name] = pointer
    }
    document.resources[resource] = owner
  }

  // MARK: Drafts

  /// What `$schema` says; `nil` without it.
  private func dialect(
    _ object: JSONObject, _ url: String, _ pointer: String
  ) throws(JSONSchemaError) -> (draft: Draft, vocabularies: Set<String>)? {
    guard let name = object["$schema"]?.stringValue else { return nil }
    if let draft = Draft(schema: name) { return (draft, draft.vocabularies) }
    var visited: Set<String> = []
    var metaschema = URLReference.split(name).url
    var vocabularies: Set<String>?
    while true {
      if pointer.isEmpty, metaschema == url {
        throw JSONSchemaError("draft \(GoQuote.double(metaschema)) is not supported")
      }
      guard visited.insert(metaschema).inserted else {
        throw JSONSchemaError("cycle in resolving $schema in \(GoQuote.double(metaschema))")
      }
      guard case .object(let outer) = try load(metaschema) else { return nil }
      if vocabularies == nil, case .object(let listed)? = outer["$vocabulary"] {
        vocabularies = Set(
          listed.compactMap { member in
            member.value == .bool(true) ? member.key.split(separator: "/").last.map(String.init) : nil
          } + ["core"])
      }
      guard let next = outer["$schema"]?.stringValue else { return nil }
      if let draft = Draft(schema: next) { return (draft, vocabularies ?? draft.vocabularies) }
      metaschema = URLReference.split(next).url
    }
  }

  /// Checks a schema against its metaschema.
  private func check(
    _ document: SchemaDocument, _ value: JSONValue, at pointer: String
  ) throws(JSONSchemaError) {
    guard !isTrusted, document.isOfOneDraft, let draft = document.resource(at: pointer)?.draft else { return }
    guard let found = try Metaschemas.schema(of: draft).violation(of: value) else { return }
    let location = "\(document.url)#\(URLReference.encoded(pointer))"
    throw JSONSchemaError("\(GoQuote.double(location)) is not valid against metaschema: \(found)")
  }
}
