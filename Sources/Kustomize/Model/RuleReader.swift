import YAML

/// Reads the parts of kustomization files and of transformer configurations.
enum RuleReader {
  static func label(_ reader: inout FieldReader) throws -> LabelRule {
    LabelRule(
      pairs: try reader.map("pairs") ?? [:], includesSelectors: try reader.bool("includeSelectors"),
      includesTemplates: try reader.bool("includeTemplates"),
      fields: try reader.list("fields", of: "FieldSpec", fieldSpec))
  }

  static func fieldSpec(_ reader: inout FieldReader) throws -> FieldSpec {
    let gvk = try gvk(&reader)
    return FieldSpec(try reader.string("path"), gvk: gvk, creates: try reader.bool("create"))
  }

  static func gvk(_ reader: inout FieldReader) throws -> GVK {
    try reader.embedded("Gvk") { reader in
      GVK(group: try reader.string("group"), version: try reader.string("version"), kind: try reader.string("kind"))
    }
  }

  static func id(_ reader: inout FieldReader) throws -> ResourceID {
    let gvk = try gvk(&reader)
    return ResourceID(gvk: gvk, name: try reader.string("name"), namespace: try reader.string("namespace"))
  }

  static func selector(_ reader: inout FieldReader) throws -> Selector {
    Selector(
      id: try reader.embedded("ResId", id), annotationSelector: try reader.string("annotationSelector"),
      labelSelector: try reader.string("labelSelector"))
  }

  static func patch(_ reader: inout FieldReader) throws -> PatchRule {
    var rule = PatchRule()
    rule.path = try reader.string("path")
    rule.patch = try reader.string("patch")
    rule.target = try reader.object("target", of: "Selector", selector)
    let options = try reader.object("options", of: "PatchArgs") { reader in
      (try reader.bool("allowNameChange"), try reader.bool("allowKindChange"))
    }
    rule.hasOptions = options != nil
    rule.allowsNameChange = options?.0 ?? false
    rule.allowsKindChange = options?.1 ?? false
    return rule
  }

  static func image(_ reader: inout FieldReader) throws -> ImageRule {
    ImageRule(
      name: try reader.string("name"), newName: try reader.string("newName"),
      tagSuffix: try reader.string("tagSuffix"), newTag: try reader.string("newTag"),
      digest: try reader.string("digest"))
  }

  static func replica(_ reader: inout FieldReader) throws -> ReplicaRule {
    ReplicaRule(name: try reader.string("name"), count: try reader.int("count"))
  }

  static func generator(_ reader: inout FieldReader) throws -> GeneratorRule {
    try reader.embedded("GeneratorArgs", generatorFields)
  }

  private static func generatorFields(_ reader: inout FieldReader) throws -> GeneratorRule {
    var rule = GeneratorRule()
    rule.name = try reader.string("name")
    rule.namespace = try reader.string("namespace")
    rule.behavior = try reader.string("behavior")
    try reader.embedded("KvPairSources") { reader in
      rule.literals = try reader.strings("literals")
      rule.files = try reader.strings("files")
      rule.environmentFiles = try reader.strings("envs")
      let single = try reader.string("env")
      if !single.isEmpty { rule.environmentFiles.append(single) }
    }
    rule.options = try reader.object("options", of: "GeneratorOptions", generatorOptions)
    return rule
  }

  static func generatorOptions(_ reader: inout FieldReader) throws -> GeneratorOptions {
    GeneratorOptions(
      labels: try reader.map("labels") ?? [:], annotations: try reader.map("annotations") ?? [:],
      disablesNameSuffixHash: try reader.bool("disableNameSuffixHash"), isImmutable: try reader.bool("immutable"))
  }

  static func variable(_ reader: inout FieldReader) throws -> Variable {
    let name = try reader.string("name")
    let object = try reader.object("objref", of: "Target") { reader -> (GVK, ResourceID) in
      let apiVersion = try reader.string("apiVersion")
      var id = try Self.id(&reader)
      let written = id.gvk
      let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      if !apiVersion.isEmpty, parts.count <= 2 {
        if parts.count == 2 { id.gvk.group = parts[0] }
        id.gvk.version = parts.last ?? ""
      }
      return (written, id)
    }
    let path = try reader.object("fieldref", of: "FieldSelector") { try $0.string("fieldPath") } ?? ""
    let (written, id) = object ?? (GVK(), ResourceID(gvk: GVK(), name: ""))
    return Variable(
      name: name, object: id, fieldPath: path.isEmpty ? "metadata.name" : path,
      written: "{\(name) \(written) {\(path)}}")
  }

  static func sortOptions(_ reader: inout FieldReader) throws -> SortOptions {
    var options = SortOptions()
    options.order = try reader.string("order")
    let legacy = try reader.object("legacySortOptions", of: "LegacySortOptions") { reader in
      (try reader.strings("orderFirst"), try reader.strings("orderLast"))
    }
    options.hasLegacyOptions = legacy != nil
    options.first = legacy?.0
    options.last = legacy?.1
    return options
  }

  static func replacement(_ reader: inout FieldReader) throws -> ReplacementRule {
    var rule = ReplacementRule()
    rule.path = try reader.string("path")
    try reader.embedded("Replacement") { try replacementFields(&$0, &rule) }
    return rule
  }

  private static func replacementFields(_ reader: inout FieldReader, _ rule: inout ReplacementRule) throws {
    rule.sourceValue = try reader.optionalString("sourceValue")
    rule.source = try reader.object("source", of: "SourceSelector") { reader in
      ReplacementRule.Source(
        id: try reader.embedded("ResId", id), fieldPath: try reader.string("fieldPath"),
        options: try reader.object("options", of: "FieldOptions", fieldOptions))
    }
    let targets = try reader.list("targets", of: "TargetSelector") { reader in
      ReplacementRule.Target(
        select: try reader.object("select", of: "Selector", selector),
        reject: try reader.list("reject", of: "Selector", selector), fieldPaths: try reader.strings("fieldPaths"),
        options: try reader.object("options", of: "FieldOptions", fieldOptions))
    }
    rule.targets = targets.isEmpty ? nil : targets
  }

  private static func fieldOptions(_ reader: inout FieldReader) throws -> ReplacementRule.FieldOptions {
    _ = reader.node("encoding")
    return ReplacementRule.FieldOptions(
      delimiter: try reader.string("delimiter"), index: try reader.int("index"), creates: try reader.bool("create"))
  }
}
