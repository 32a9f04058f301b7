import YAML

/// The transformers that the fields of a kustomization ask for, in kustomize's order.
struct BuiltinTransformers {
  let target: BuildTarget
  let config: TransformerConfig

  private var rules: Kustomization { target.kustomization }
  private var loader: Loader { target.loader }

  func all() throws -> [ConfiguredTransformer] {
    try strategicMerges() + patches() + namespace() + names() + labels() + annotations() + jsonPatches() + replicas()
      + images() + replacements()
  }

  private func configured(_ name: String, _ transformer: any Transformer) -> ConfiguredTransformer {
    ConfiguredTransformer(
      transformer: transformer, origin: target.origin?.configured(in: target.fileName, builtin: name))
  }

  /// Makes a transformer; what is wrong with it is told together with what was asked for.
  private func make(_ name: String, _ configuration: YAMLNode, _ body: () throws -> any Transformer) throws
    -> ConfiguredTransformer
  {
    do { return configured(name, try body()) } catch {
      let text = String(decoding: YAML.encode(configuration), as: UTF8.self)
      throw KustomizeError.from(error).prefixed("trouble configuring builtin \(name) with config: `\n\(text)`")
    }
  }

  private func strategicMerges() throws -> [ConfiguredTransformer] {
    guard !rules.patchesStrategicMerge.isEmpty else { return [] }
    let paths = YAMLNode.sequence(rules.patchesStrategicMerge.map { .string($0) })
    return [
      try make("PatchStrategicMergeTransformer", .mapping([.init("paths", paths)])) {
        try StrategicMergeTransformer(paths: rules.patchesStrategicMerge, loader: loader, schema: target.schema.current)
      }
    ]
  }

  private func patches() throws -> [ConfiguredTransformer] {
    try rules.patches.map { rule in
      try make("PatchTransformer", rule.node(patchField: "patch")) {
        try PatchTransformer(rule, loader: loader, schema: target.schema.current)
      }
    }
  }

  private func jsonPatches() throws -> [ConfiguredTransformer] {
    try rules.patchesJSON6902.map { rule in
      try make("PatchJson6902Transformer", rule.node(patchField: "jsonOp")) {
        try JSONPatchTransformer(target: rule.target, path: rule.path, operations: rule.patch, loader: loader)
      }
    }
  }

  private func namespace() -> [ConfiguredTransformer] {
    guard !rules.namespace.isEmpty else { return [] }
    return [
      configured("NamespaceTransformer", NamespaceTransformer(namespace: rules.namespace, specs: config.namespace))
    ]
  }

  private func names() -> [ConfiguredTransformer] {
    var result: [ConfiguredTransformer] = []
    if !rules.namePrefix.isEmpty {
      let transformer = NameTransformer(place: .prefix, text: rules.namePrefix, specs: config.namePrefix)
      result.append(configured("PrefixTransformer", transformer))
    }
    if !rules.nameSuffix.isEmpty {
      let transformer = NameTransformer(place: .suffix, text: rules.nameSuffix, specs: config.nameSuffix)
      result.append(configured("SuffixTransformer", transformer))
    }
    return result
  }

  private func labels() throws -> [ConfiguredTransformer] {
    guard !rules.labels.isEmpty || !rules.commonLabels.isEmpty else { return [] }
    var result: [ConfiguredTransformer] = []
    for label in rules.labels {
      var specs = label.fields
      try prefixing("failed to merge labels") {
        try specs.merge(contentsOf: config.labels)
        if label.includesSelectors {
          try specs.merge(contentsOf: config.commonLabels)
        } else {
          if label.includesTemplates { try specs.merge(contentsOf: config.templateLabels) }
          try specs.merge(FieldSpec("metadata/labels", creates: true))
        }
      }
      result.append(configured("LabelTransformer", MapTransformer(entries: label.pairs, specs: specs)))
    }
    let common = MapTransformer(entries: rules.commonLabels, specs: config.commonLabels)
    return result + [configured("LabelTransformer", common)]
  }

  private func annotations() -> [ConfiguredTransformer] {
    guard !rules.commonAnnotations.isEmpty else { return [] }
    let transformer = MapTransformer(entries: rules.commonAnnotations, specs: config.commonAnnotations)
    return [configured("AnnotationsTransformer", transformer)]
  }

  private func replicas() -> [ConfiguredTransformer] {
    rules.replicas.map { configured("ReplicaCountTransformer", ReplicaTransformer(rule: $0, specs: config.replicas)) }
  }

  private func images() -> [ConfiguredTransformer] {
    rules.images.map { configured("ImageTagTransformer", ImageTransformer($0, specs: config.images)) }
  }

  private func replacements() throws -> [ConfiguredTransformer] {
    guard !rules.replacements.isEmpty else { return [] }
    return [configured("ReplacementTransformer", try ReplacementTransformer(rules.replacements, loader: loader))]
  }
}
