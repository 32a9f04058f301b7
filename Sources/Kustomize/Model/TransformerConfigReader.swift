import YAML

/// Reads the files that `configurations` names.
enum TransformerConfigReader {
  static func read(_ text: [UInt8], limits: YAMLLimits) throws -> TransformerConfig {
    var documents = YAMLDocuments(text, limits: limits)
    do {
      var reader = try FieldReader(try documents.next() ?? .null, type: "TransformerConfig", mode: .strict)
      var config = try fields(&reader)
      try reader.finish()
      config.sort()
      return config
    } catch let error as KustomizeError {
      throw error.prefixed("error unmarshaling JSON: while decoding JSON")
    }
  }

  private static func fields(_ reader: inout FieldReader) throws -> TransformerConfig {
    var config = TransformerConfig()
    let lists: [(String, WritableKeyPath<TransformerConfig, [FieldSpec]>)] = [
      ("namePrefix", \.namePrefix), ("nameSuffix", \.nameSuffix), ("namespace", \.namespace),
      ("commonLabels", \.commonLabels), ("labels", \.labels), ("templateLabels", \.templateLabels),
      ("commonAnnotations", \.commonAnnotations), ("varReference", \.varReferences), ("images", \.images),
      ("replicas", \.replicas),
    ]
    for (name, path) in lists { config[keyPath: path] = try reader.list(name, of: "FieldSpec", RuleReader.fieldSpec) }
    config.nameReferences = try reader.list("nameReference", of: "NameBackReferences") { reader in
      let target = try RuleReader.gvk(&reader)
      return TransformerConfig.BackReference(
        target: target, referrers: try reader.list("fieldSpecs", of: "FieldSpec", RuleReader.fieldSpec))
    }
    return config
  }
}
