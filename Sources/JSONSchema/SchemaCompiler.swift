import JSON
import RegularExpressions

/// Makes nodes of a schema and of all that it refers to, and of nothing else: what is defined but never used may be
/// broken, as with Helm.
struct SchemaCompiler {
  private(set) var nodes: [SchemaNode] = []
  private var documents: SchemaDocuments
  private var numbers: [SchemaPlace: Int] = [:]
  private var waiting: [(number: Int, place: SchemaPlace)] = []

  /// Schemas beyond which a document is refused.
  private static let nodeLimit = 200_000

  init(documents: SchemaDocuments) { self.documents = documents }

  mutating func compile(_ document: JSONValue, url: String) throws(JSONSchemaError) -> Int {
    let index = try documents.add(document, url: url)
    let root = try number(SchemaPlace(document: index, pointer: ""))
    var done = 0
    while done < waiting.count {
      let next = waiting[done]
      try compile(next.number, next.place)
      done += 1
    }
    return root
  }

  /// The number of the schema at a place, which is compiled later if it is new.
  mutating func number(_ place: SchemaPlace) throws(JSONSchemaError) -> Int {
    if let known = numbers[place] { return known }
    guard nodes.count < Self.nodeLimit else { throw JSONSchemaError("schema has more than \(Self.nodeLimit) parts") }
    let document = try documents.document(place.document)
    let location = "\(document.url)#\(URLReference.encoded(place.pointer))"
    nodes.append(SchemaNode(location: location, draft: document.resource(at: place.pointer)?.draft ?? .latest))
    let number = nodes.count - 1
    numbers[place] = number
    waiting.append((number, place))
    return number
  }

  mutating func number(reference: String, from place: SchemaPlace) throws(JSONSchemaError) -> Int {
    try number(try documents.place(of: reference, from: place))
  }

  private mutating func compile(_ number: Int, _ place: SchemaPlace) throws(JSONSchemaError) {
    let value = try documents.schema(at: place)
    guard let resource = try documents.document(place.document).resource(at: place.pointer) else { return }
    var node = SchemaNode(location: nodes[number].location, draft: resource.draft)
    node.resource = try self.number(SchemaPlace(document: place.document, pointer: resource.pointer))
    if resource.draft >= .of2020, resource.pointer == place.pointer {
      for name in resource.dynamicAnchors {
        guard let pointer = resource.anchors[name] else { continue }
        node.dynamicAnchors[name] = try self.number(SchemaPlace(document: place.document, pointer: pointer))
      }
    }
    switch value {
    case .bool(let flag): node.verdict = flag
    case .object(let object) where object.isEmpty: node.verdict = true
    case .object(let object):
      var reader = KeywordReader(object: object, place: place, resource: resource)
      try reader.read(into: &node, &self)
    default: break
    }
    nodes[number] = node
  }
}
