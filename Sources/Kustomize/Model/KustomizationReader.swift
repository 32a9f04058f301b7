import YAML

/// Reads kustomization files.
struct KustomizationReader {
  /// The file, for positions in messages.
  let file: String
  /// The directory, for messages.
  let directory: String
  var limits = YAMLLimits()
  /// Whether unknown fields and an empty file are accepted.
  var isForgiving = false

  /// Reads the text of a kustomization file.
  func read(_ text: [UInt8]) throws -> Kustomization {
    var limits = limits
    limits.allowsDuplicateKeys = true
    limits.readsOldBooleans = true
    limits.refusesEscapedSlashes = true
    var documents = YAMLDocuments(text, limits: limits)
    do {
      return try read(try documents.next() ?? .null)
    } catch let error as YAMLError {
      throw KustomizeError(
        "invalid Kustomization: \(error.goDescription)", file: file, line: error.line > 0 ? error.line : nil)
    }
  }

  private func read(_ root: YAMLNode) throws -> Kustomization {
    let kustomization: Kustomization
    do {
      var reader = try FieldReader(root, type: "Kustomization", mode: isForgiving ? .lenient : .strict)
      kustomization = try Self.fields(&reader)
      try reader.finish()
    } catch let error as KustomizeError {
      throw error.prefixed("invalid Kustomization").located(file: file)
    }
    guard isForgiving || !Self.isEmpty(root) else { throw KustomizeError("kustomization.yaml is empty", file: file) }
    try check(kustomization)
    return kustomization
  }

  private func check(_ kustomization: Kustomization) throws {
    var problems: [String] = []
    let kind = kustomization.kind
    if kind != "Kustomization" && kind != "Component" { problems.append("kind should be Kustomization or Component") }
    let version = "kustomize.config.k8s.io/" + (kind == "Component" ? "v1alpha1" : "v1beta1")
    if kustomization.apiVersion != version { problems.append("apiVersion for \(kind) should be \(version)") }
    guard problems.isEmpty else {
      throw KustomizeError(
        "Failed to read kustomization file under \(directory):\n" + problems.joined(separator: "\n"), file: file)
    }
  }

  /// Whether nothing is asked for.
  private static func isEmpty(_ root: YAMLNode) -> Bool {
    root.entries.allSatisfy { entry in
      if ["apiVersion", "kind"].contains(entry.key) || entry.value.isNull { return true }
      let movesElsewhere = ["bases", "imageTags", "helmChartInflationGenerator"].contains(entry.key)
      return entry.value.text == "" || (movesElsewhere && entry.value.items.isEmpty)
    }
  }

  private static func fields(_ reader: inout FieldReader) throws -> Kustomization {
    var result = Kustomization()
    result.kind = try reader.string("kind")
    result.apiVersion = try reader.string("apiVersion")
    if result.kind.isEmpty { result.kind = "Kustomization" }
    if result.apiVersion.isEmpty {
      result.apiVersion = "kustomize.config.k8s.io/" + (result.isComponent ? "v1alpha1" : "v1beta1")
    }
    try checkMetadata(&reader)
    result.openAPI = try reader.map("openapi") ?? [:]
    result.resources = try reader.strings("resources")
    result.resources += try reader.strings("bases")
    result.components = try reader.strings("components")
    try names(&reader, &result)
    try patches(&reader, &result)
    try generators(&reader, &result)
    result.images = try reader.list("images", of: "Image", RuleReader.image)
    result.images += try reader.list("imageTags", of: "Image", RuleReader.image)
    result.replicas = try reader.list("replicas", of: "Replica", RuleReader.replica)
    result.replacements = try reader.list("replacements", of: "ReplacementField", RuleReader.replacement)
    result.variables = try reader.list("vars", of: "Var", RuleReader.variable)
    result.sortOptions = try reader.object("sortOptions", of: "SortOptions", RuleReader.sortOptions)
    result.buildMetadata = try reader.strings("buildMetadata")
    try refuseHelm(&reader)
    return result
  }

  /// The metadata of a kustomization mean nothing here, but must be such.
  private static func checkMetadata(_ reader: inout FieldReader) throws {
    _ = try reader.object("metadata", of: "ObjectMeta") { reader in
      _ = (try reader.string("name"), try reader.string("namespace"))
      _ = (try reader.map("labels"), try reader.map("annotations"))
    }
  }

  private static func names(_ reader: inout FieldReader, _ result: inout Kustomization) throws {
    result.namePrefix = try reader.string("namePrefix")
    result.nameSuffix = try reader.string("nameSuffix")
    result.namespace = try reader.string("namespace")
    result.commonLabels = try reader.map("commonLabels") ?? [:]
    result.labels = try reader.list("labels", of: "Label", RuleReader.label)
    result.commonAnnotations = try reader.map("commonAnnotations") ?? [:]
  }

  private static func patches(_ reader: inout FieldReader, _ result: inout Kustomization) throws {
    result.patchesStrategicMerge = try reader.strings("patchesStrategicMerge")
    result.patchesJSON6902 = try reader.list("patchesJson6902", of: "Patch", RuleReader.patch)
    result.patches = try reader.list("patches", of: "Patch", RuleReader.patch)
  }

  private static func generators(_ reader: inout FieldReader, _ result: inout Kustomization) throws {
    result.configMapGenerator = try reader.list("configMapGenerator", of: "ConfigMapArgs", RuleReader.generator)
    result.secretGenerator = try reader.list("secretGenerator", of: "SecretArgs") { reader in
      var rule = try RuleReader.generator(&reader)
      rule.type = try reader.string("type")
      return rule
    }
    result.generatorOptions = try reader.object("generatorOptions", of: "GeneratorOptions", RuleReader.generatorOptions)
    result.configurations = try reader.strings("configurations")
    result.crds = try reader.strings("crds")
    result.generators = try reader.strings("generators")
    result.transformers = try reader.strings("transformers")
    result.validators = try reader.strings("validators")
  }

  private static func refuseHelm(_ reader: inout FieldReader) throws {
    for field in ["helmCharts", "helmChartInflationGenerator", "helmGlobals"] {
      guard let node = reader.node(field), !node.items.isEmpty || node.isMapping else { continue }
      throw KustomizeError(
        "\(field) is not supported: charts are not rendered here; use a HelmRelease",
        line: node.line > 0 ? node.line : nil)
    }
  }
}
