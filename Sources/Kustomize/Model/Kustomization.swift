import YAML

/// What a kustomization file asks for.
struct Kustomization: Sendable {
  static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

  var apiVersion = ""
  var kind = ""
  var resources: [String] = []
  var components: [String] = []
  var namespace = ""
  var namePrefix = ""
  var nameSuffix = ""
  var labels: [LabelRule] = []
  var commonLabels: [String: String] = [:]
  var commonAnnotations: [String: String] = [:]
  var patches: [PatchRule] = []
  var patchesStrategicMerge: [String] = []
  var patchesJSON6902: [PatchRule] = []
  var images: [ImageRule] = []
  var replicas: [ReplicaRule] = []
  var replacements: [ReplacementRule] = []
  var variables: [Variable] = []
  var configMapGenerator: [GeneratorRule] = []
  var secretGenerator: [GeneratorRule] = []
  var generatorOptions: GeneratorOptions?
  var configurations: [String] = []
  var crds: [String] = []
  var generators: [String] = []
  var transformers: [String] = []
  var validators: [String] = []
  var openAPI: [String: String] = [:]
  var sortOptions: SortOptions?
  var buildMetadata: [String] = []

  /// Whether there was no file and the resources are what was found below the directory.
  var isGenerated = false

  var isComponent: Bool { kind == "Component" }
}

/// Labels, and where they go besides the metadata.
struct LabelRule: Sendable {
  var pairs: [String: String]
  var includesSelectors: Bool
  var includesTemplates: Bool
  var fields: [FieldSpec]
}

/// A patch and what it applies to.
struct PatchRule: Sendable, Hashable {
  var path = ""
  var patch = ""
  var target: Selector?
  var allowsNameChange = false
  var allowsKindChange = false
  var hasOptions = false
  /// What was asked for, as messages show it, when it is more than patch and path.
  var configuration = ""
}

/// What to do with images of one name.
struct ImageRule: Sendable, Hashable {
  var name = ""
  var newName = ""
  var tagSuffix = ""
  var newTag = ""
  var digest = ""
}

struct ReplicaRule: Sendable {
  var name: String
  var count: Int
}

/// A ConfigMap or Secret to generate.
struct GeneratorRule: Sendable {
  var name = ""
  var namespace = ""
  var behavior = ""
  var literals: [String] = []
  var files: [String] = []
  var environmentFiles: [String] = []
  var options: GeneratorOptions?
  /// Of secrets.
  var type = ""
}

struct GeneratorOptions: Sendable {
  var labels: [String: String] = [:]
  var annotations: [String: String] = [:]
  var disablesNameSuffixHash = false
  var isImmutable = false

  /// Local options with the global ones where they say nothing.
  static func merged(_ local: GeneratorOptions?, _ global: GeneratorOptions?) -> GeneratorOptions? {
    guard let global else { return local }
    var result = local ?? GeneratorOptions()
    result.labels.merge(global.labels) { local, _ in local }
    result.annotations.merge(global.annotations) { local, _ in local }
    result.disablesNameSuffixHash = result.disablesNameSuffixHash || global.disablesNameSuffixHash
    result.isImmutable = result.isImmutable || global.isImmutable
    return result
  }
}

/// `$(NAME)` and the field that it stands for.
struct Variable: Sendable, Hashable {
  var name: String
  var object: ResourceID
  var fieldPath: String
  /// The variable as it was written, in the notation of Go, for messages.
  var written: String

  /// The variable with what is meant where nothing was written.
  var goText: String { "{\(name) \(object.gvk) {\(fieldPath)}}" }
}

struct SortOptions: Sendable {
  var order = ""
  /// `nil` where the standard order is meant.
  var first: [String]?
  var last: [String]?
  var hasLegacyOptions = false
}

/// A value and the fields that it is copied to.
struct ReplacementRule: Sendable {
  struct Source: Sendable {
    var id: ResourceID
    var fieldPath: String
    var options: FieldOptions?
  }

  struct Target: Sendable {
    var select: Selector?
    var reject: [Selector]
    var fieldPaths: [String]
    var options: FieldOptions?
  }

  struct FieldOptions: Sendable {
    var delimiter: String
    var index: Int
    var creates: Bool
  }

  var path = ""
  var source: Source?
  /// A fixed value instead of a source.
  var sourceValue: String?
  /// `nil` when the rule says nothing about targets.
  var targets: [Target]?
}
