import YAML

/// Reads the files that `crds` names: OpenAPI definitions whose extensions say which fields are names and labels.
enum SchemaConfigReader {
  static func read(_ text: [UInt8], limits: YAMLLimits) throws -> TransformerConfig {
    var documents = YAMLDocuments(text, limits: limits)
    let root = try documents.next() ?? .null
    var config = TransformerConfig()
    for entry in root.entries {
      guard let properties = entry.value[path: "Schema", "properties"] else { continue }
      guard ["kind", "apiVersion", "metadata"].allSatisfy({ properties[$0] != nil }) else { continue }
      let kind = entry.key.split(separator: ".").last.map(String.init) ?? entry.key
      var collector = Collector(definitions: root, gvk: GVK(kind: kind))
      try collector.collect(entry.key, path: [])
      try config.merge(collector.config)
    }
    return config
  }

  private struct Collector {
    let definitions: YAMLNode
    let gvk: GVK
    var config = TransformerConfig()

    private static let maximumDepth = 50

    mutating func collect(_ type: String, path: [String]) throws {
      guard path.count < Self.maximumDepth, let properties = definitions[type]?[path: "Schema", "properties"] else {
        return
      }
      for property in properties.entries {
        let schema = property.value
        let path = path + [property.key]
        let spec = FieldSpec(path.joined(separator: "/"), gvk: gvk)
        if schema["x-kubernetes-annotation"] != nil { try config.commonAnnotations.merge(spec) }
        if schema["x-kubernetes-label-selector"] != nil { try config.commonLabels.merge(spec) }
        if schema["x-kubernetes-identity"] != nil { try config.namePrefix.merge(spec) }
        try collectReference(schema, path)
        if let reference = schema["$ref"]?.text { try collect(reference, path: path) }
      }
    }

    private mutating func collectReference(_ schema: YAMLNode, _ path: [String]) throws {
      guard let version = schema["x-kubernetes-object-ref-api-version"]?.text,
        let kind = schema["x-kubernetes-object-ref-kind"]?.text
      else { return }
      let nameKey = schema["x-kubernetes-object-ref-name-key"]?.text ?? "name"
      let spec = FieldSpec((path + [nameKey]).joined(separator: "/"), gvk: gvk)
      try config.merge(TransformerConfig.BackReference(target: GVK(version: version, kind: kind), referrers: [spec]))
    }
  }
}
