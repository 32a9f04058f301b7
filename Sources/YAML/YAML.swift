public import JSON

/// Reading and writing YAML as Kubernetes' tools do.
public enum YAML {
  /// Reads all documents of a stream as JSON values. Empty documents are left out.
  ///
  /// - Throws: ``YAMLError`` with the line of the problem.
  public static func decode(_ text: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> [JSONValue] {
    var values: [JSONValue] = []
    var documents = YAMLDocuments(text, limits: limits)
    while let document = try documents.next() {
      if !document.isNull { values.append(try JSONValue(document)) }
    }
    return values
  }

  /// Reads all documents of a stream as JSON values. Empty documents are left out.
  public static func decode(_ text: String, limits: YAMLLimits = YAMLLimits()) throws(YAMLError) -> [JSONValue] {
    try decode(Array(text.utf8), limits: limits)
  }

  /// The documents of a stream, one at a time.
  public static func documents(_ text: [UInt8], limits: YAMLLimits = YAMLLimits()) -> YAMLDocuments {
    YAMLDocuments(text, limits: limits)
  }

  /// Writes a value in the layout of `sigs.k8s.io/yaml`, with a line break at the end.
  ///
  /// - Parameter sortedKeys: whether mappings are written in the order in which Go's library sorts keys, or as they are.
  public static func encode(_ value: JSONValue, sortedKeys: Bool = true) -> [UInt8] {
    encode(YAMLNode(value), sortedKeys: sortedKeys)
  }

  /// Writes a node as it was read: keys in their order, quotes, flow style and long lines kept.
  package static func encodePreservingStyle(_ node: YAMLNode) -> [UInt8] {
    var emitter = YAMLEmitter(sortsKeys: false, preservesStyle: true, keepsOldBooleans: true, bestWidth: .max)
    emitter.document(node)
    return emitter.output
  }

  /// Writes a node as Go's YAML library (version 3) does when asked to indent by two: keys in order, lists indented
  /// below their key, long lines kept, plain scalars with the text they have.
  package static func encodePretty(_ node: YAMLNode) -> [UInt8] {
    var emitter = YAMLEmitter(sortsKeys: true, preservesStyle: true, indentsLists: true, bestWidth: .max)
    emitter.document(node)
    return emitter.output
  }

  /// Writes a node in the layout of `sigs.k8s.io/yaml`, with a line break at the end.
  public static func encode(_ node: YAMLNode, sortedKeys: Bool = true) -> [UInt8] {
    var emitter = YAMLEmitter(sortsKeys: sortedKeys)
    emitter.document(node)
    return emitter.output
  }
}
