import YAML

/// Where an object came from, for the annotations of `buildMetadata`.
public struct Origin: Sendable, Hashable {
  /// The file, relative to the directory of the build.
  public var path = ""
  /// The repository that the file is in, when that is not where the build began, and what of it was asked for.
  public var repository = ""
  public var reference = ""
  /// For generated objects and for transformations: the file that asks for them.
  public var configuredIn = ""
  var configuredBy: ConfiguredBy?

  /// The configuration object of a generator or transformer.
  struct ConfiguredBy: Sendable, Hashable {
    var apiVersion: String
    var kind: String
    var name = ""
    var namespace = ""
  }

  /// The origin of something at a path relative to this one.
  func appending(_ path: String) -> Origin {
    var copy = self
    if let remote = RemoteRepository(path) {
      (copy.repository, copy.reference, copy.path) = (remote.url, remote.reference, remote.path)
    } else {
      copy.path = FilePath.join(copy.path, path)
    }
    return copy
  }

  /// A builtin generator or transformer that a field of the kustomization in a file asks for.
  func configured(in file: String, builtin kind: String) -> Origin {
    var origin = Origin()
    (origin.repository, origin.reference) = (repository, reference)
    origin.configuredIn = FilePath.join(path, file)
    origin.configuredBy = ConfiguredBy(apiVersion: "builtin", kind: kind)
    return origin
  }

  /// The text of the annotation.
  var annotation: String { String(decoding: YAML.encode(node, sortedKeys: false), as: UTF8.self) }

  /// The text of the annotation that lists transformations.
  static func annotation(_ transformations: [Origin]) -> String {
    String(decoding: YAML.encode(.sequence(transformations.map(\.node)), sortedKeys: false), as: UTF8.self)
  }

  private var node: YAMLNode {
    var node = YAMLNode.mapping()
    if !path.isEmpty { node.set("path", .string(path)) }
    if !repository.isEmpty { node.set("repo", .string(repository)) }
    if !reference.isEmpty { node.set("ref", .string(reference)) }
    if !configuredIn.isEmpty { node.set("configuredIn", .string(configuredIn)) }
    if let by = configuredBy {
      var value = YAMLNode.mapping()
      let fields = [("apiVersion", by.apiVersion), ("kind", by.kind), ("name", by.name), ("namespace", by.namespace)]
      for (key, text) in fields where !text.isEmpty { value.set(key, .string(text)) }
      node.set("configuredBy", value)
    }
    return node
  }
}
