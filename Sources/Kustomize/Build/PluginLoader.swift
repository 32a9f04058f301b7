import YAML

/// Makes the generators and transformers that configuration objects describe. Only the built-in ones exist.
struct PluginLoader {
  let target: BuildTarget

  func generators(_ entries: [String]) throws -> [(any Generator, Origin?)] {
    let resources = try prefixing("loading generator plugins") {
      try configurations(entries, "configuring external generator")
    }
    return try resources.map { resource in
      try prefixing("loading generator plugins: failed to load generator") {
        (try generator(resource), resource.pluginOrigin)
      }
    }
  }

  private func generator(_ resource: Resource) throws -> any Generator {
    try check(resource)
    var reader = try reader(resource)
    do {
      switch resource.kind {
      case "ConfigMapGenerator": return try map(.configMap, &reader)
      case "SecretGenerator": return try map(.secret, &reader)
      case "IAMPolicyGenerator": return try IAMPolicyGenerator(&reader)
      default: throw unknown(resource, wanted: "generator")
      }
    } catch { throw failure(error, resource) }
  }

  private static let generatorKinds: Set = ["ConfigMapGenerator", "SecretGenerator", "IAMPolicyGenerator"]

  private static let transformerKinds: Set = [
    "AnnotationsTransformer", "HashTransformer", "ImageTagTransformer", "LabelTransformer", "NamespaceTransformer",
    "PatchJson6902Transformer", "PatchStrategicMergeTransformer", "PatchTransformer", "PrefixTransformer",
    "ReplacementTransformer", "ReplicaCountTransformer", "SuffixTransformer", "ValueAddTransformer",
  ]

  /// A configuration for something that does not exist, or that does not do what is wanted.
  private func unknown(_ resource: Resource, wanted: String) -> KustomizeError {
    let isGenerator = Self.generatorKinds.contains(resource.kind)
    let isKnown = isGenerator || Self.transformerKinds.contains(resource.kind)
    let problem =
      isKnown ? "plugin \(resource.originalID) not a \(wanted)" : "unable to load builtin \(resource.gvk)"
    return KustomizeError(problem, kind: .unknownPlugin)
  }

  func transformers(_ entries: [String]) throws -> [ConfiguredTransformer] {
    try configurations(entries, "configuring external transformer").map { resource in
      try check(resource)
      var reader = try reader(resource)
      do {
        let transformer = try transformer(resource, &reader)
        return ConfiguredTransformer(transformer: transformer, origin: resource.pluginOrigin)
      } catch { throw failure(error, resource) }
    }
  }

  /// The configuration objects that entries stand for: text, files or directories.
  private func configurations(_ entries: [String], _ purpose: String) throws -> [Resource] {
    guard !entries.isEmpty else { return [] }
    var set = ResourceSet()
    var paths: [String] = []
    for entry in entries {
      guard var resources = try? ResourceReader(limits: target.loader.budget.limits.yaml).read(Array(entry.utf8)) else {
        paths.append(entry)
        continue
      }
      if let origin = target.origin {
        for index in resources.indices { resources[index].origin = origin.appending(target.fileName) }
      }
      for resource in resources { try prefixing(purpose) { try set.append(resource) } }
    }
    return try target.accumulate(paths, after: set).resources
  }

  private func check(_ resource: Resource) throws {
    let gvk = resource.gvk
    guard gvk.group.isEmpty && gvk.version == "builtin" else {
      throw KustomizeError(
        "external plugins disabled; unable to load external plugin '\(resource.originalID.gvk.kind)'"
      ).located(resource.source)
    }
  }

  private func reader(_ resource: Resource) throws -> FieldReader {
    try FieldReader(resource.node, type: resource.kind, mode: .lenient)
  }

  private func failure(_ error: any Error, _ resource: Resource) -> KustomizeError {
    let error = KustomizeError.from(error)
    if error.kind == .unknownPlugin { return error.located(resource.source) }
    return error.prefixed("plugin \(resource.originalID) fails configuration").located(resource.source)
  }

  private func map(_ kind: MapGenerator.Kind, _ reader: inout FieldReader) throws -> MapGenerator {
    var rule = try RuleReader.generator(&reader)
    rule.type = try reader.string("type")
    let metadata = try metadata(&reader)
    if rule.name.isEmpty { rule.name = metadata.name }
    if rule.namespace.isEmpty { rule.namespace = metadata.namespace }
    return MapGenerator(kind: kind, rule: rule, loader: target.loader)
  }

  private func metadata(_ reader: inout FieldReader) throws -> (name: String, namespace: String) {
    try reader.object("metadata", of: "ObjectMeta") { (try $0.string("name"), try $0.string("namespace")) } ?? ("", "")
  }

  private func specs(_ reader: inout FieldReader) throws -> [FieldSpec] {
    try reader.list("fieldSpecs", of: "FieldSpec", RuleReader.fieldSpec)
  }

  private func transformer(_ resource: Resource, _ reader: inout FieldReader) throws -> any Transformer {
    switch resource.kind {
    case "AnnotationsTransformer":
      return MapTransformer(entries: try reader.map("annotations") ?? [:], specs: try specs(&reader))
    case "LabelTransformer": return MapTransformer(entries: try reader.map("labels") ?? [:], specs: try specs(&reader))
    case "HashTransformer": return HashTransformer()
    case "ImageTagTransformer":
      let rule = try reader.object("imageTag", of: "Image", RuleReader.image) ?? ImageRule()
      return ImageTransformer(rule, specs: try specs(&reader))
    case "NamespaceTransformer": return try namespace(&reader)
    case "PrefixTransformer", "SuffixTransformer", "PrefixSuffixTransformer":
      return try names(resource, &reader)
    case "PatchTransformer":
      return try PatchTransformer(patchRule(&reader, resource), loader: target.loader, schema: target.schema.current)
    case "PatchStrategicMergeTransformer":
      return try StrategicMergeTransformer(
        paths: reader.strings("paths"), inline: reader.string("patches"), loader: target.loader,
        schema: target.schema.current)
    case "PatchJson6902Transformer":
      return try JSONPatchTransformer(
        target: reader.object("target", of: "Selector", RuleReader.selector), path: reader.string("path"),
        operations: reader.string("jsonOp"), loader: target.loader)
    case "ReplicaCountTransformer":
      let rule = try reader.object("replica", of: "Replica", RuleReader.replica) ?? ReplicaRule(name: "", count: 0)
      return ReplicaTransformer(rule: rule, specs: try specs(&reader))
    case "ReplacementTransformer":
      let rules = try reader.list("replacements", of: "ReplacementField", RuleReader.replacement)
      return try ReplacementTransformer(rules, loader: target.loader)
    case "ValueAddTransformer": return try ValueAddTransformer(&reader, loader: target.loader)
    default: throw unknown(resource, wanted: "transformer")
    }
  }

  private func patchRule(_ reader: inout FieldReader, _ resource: Resource) throws -> PatchRule {
    var rule = try RuleReader.patch(&reader)
    rule.configuration = String(decoding: YAML.encode(resource.node), as: UTF8.self)
    return rule
  }

  private func namespace(_ reader: inout FieldReader) throws -> NamespaceTransformer {
    let mode = try reader.string("setRoleBindingSubjects")
    guard let subjects = NamespaceTransformer.SubjectMode(rawValue: mode.isEmpty ? "defaultOnly" : mode) else {
      throw KustomizeError(
        "invalid value \"\(mode)\" for setRoleBindingSubjects: must be one of \"defaultOnly\", \"none\" or \"allServiceAccounts\""
      )
    }
    return NamespaceTransformer(
      namespace: try metadata(&reader).namespace, specs: try specs(&reader), unsetOnly: try reader.bool("unsetOnly"),
      subjects: subjects)
  }

  private func names(_ resource: Resource, _ reader: inout FieldReader) throws -> any Transformer {
    guard reader.has("fieldSpecs") else { throw KustomizeError("fieldSpecs is not expected to be nil") }
    let prefix = NameTransformer(place: .prefix, text: try reader.string("prefix"), specs: try specs(&reader))
    let suffix = NameTransformer(place: .suffix, text: try reader.string("suffix"), specs: prefix.specs)
    switch resource.kind {
    case "PrefixTransformer": return prefix
    case "SuffixTransformer": return suffix
    default: return TransformerSequence(transformers: [prefix, suffix])
    }
  }
}

extension Resource {
  /// What a configuration object leaves as the origin of what it makes or changes.
  fileprivate var pluginOrigin: Origin? {
    guard let origin else { return nil }
    var result = Origin()
    result.configuredIn = origin.path
    result.configuredBy = Origin.ConfiguredBy(apiVersion: apiVersion, kind: kind, name: name, namespace: namespace)
    return result
  }
}
