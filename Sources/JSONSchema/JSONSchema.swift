public import JSON

/// A JSON Schema, ready to check values with: drafts 4, 6, 7, 2019-09 and 2020-12, as `values.schema.json` files use
/// them.
///
/// Schemas come from strangers. Nothing is ever loaded: a reference leads to a place in the schema itself, to one of
/// the published metaschemas or to one of the documents handed in, and everything else is an error. Depth and work of
/// a check are bounded. Patterns have RE2's meaning and take linear time.
public struct JSONSchema: Sendable {
  let nodes: [SchemaNode]
  let root: Int

  /// Reads a schema.
  ///
  /// - Parameters:
  ///   - document: the schema.
  ///   - url: what the schema is called in messages, and what relative references are resolved against.
  ///   - documents: further schemas by their URLs, for references.
  /// - Throws: ``JSONSchemaError`` when the schema breaks its metaschema or refers to what is not there.
  public init(
    _ document: JSONValue, url: String = "file:///schema.json", documents: [String: JSONValue] = [:]
  ) throws(JSONSchemaError) {
    var compiler = SchemaCompiler(documents: SchemaDocuments(known: documents, isTrusted: false))
    root = try compiler.compile(document, url: url)
    nodes = compiler.nodes
  }

  /// A metaschema, which is not checked against itself.
  init(metaschema url: String) throws(JSONSchemaError) {
    var compiler = SchemaCompiler(documents: SchemaDocuments(known: [:], isTrusted: true))
    root = try compiler.compile(Metaschemas.document(url) ?? .bool(true), url: url)
    nodes = compiler.nodes
  }

  /// How many schemas are applied to parts of a value before a check is given up.
  public static let defaultSteps = 1_000_000

  /// Checks a value.
  ///
  /// - Returns: what is wrong with it; `nil` when nothing is.
  /// - Throws: ``JSONSchemaError`` when the check takes more work than it may.
  public func violation(of value: JSONValue, steps: Int = defaultSteps) throws(JSONSchemaError) -> Violation? {
    var validator = SchemaValidator(nodes: nodes, stepLimit: steps)
    guard let found = try validator.start(root, value) else { return nil }
    let location = nodes.indices.contains(root) ? nodes[root].location : ""
    return Violation(
      path: [], message: "jsonschema validation failed with \(MessageText.quoted(location))", kind: .schema,
      causes: found.kind == .group ? found.causes : [found])
  }
}

/// Why a schema cannot be used.
public struct JSONSchemaError: Error, Hashable, CustomStringConvertible {
  /// In the words of the library that Helm uses.
  public let message: String

  init(_ message: String) { self.message = message }

  public var description: String { message }
}
