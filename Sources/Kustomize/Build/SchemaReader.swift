import YAML

/// Reads the OpenAPI document that `openapi.path` names, for the merge keys of custom kinds.
enum SchemaReader {
  /// The schema that the `openapi` field of a kustomization names; `nil` when it names none.
  static func custom(_ kustomization: Kustomization, _ loader: Loader) throws -> MergeSchema? {
    let version = kustomization.openAPI["version"]
    guard let path = kustomization.openAPI["path"] else {
      guard version == nil || version == "" || version == "v1.21.2" else {
        throw KustomizeError("the specified OpenAPI version is not built in")
      }
      // A version decides as a file does: that of a base no longer counts.
      return version == "v1.21.2" ? .builtin : nil
    }
    let text = try loader.load(path)
    guard version == nil else {
      throw KustomizeError("builtin version and custom schema provided, cannot use both")
    }
    do { return try read(text, limits: loader.budget.limits.yaml) } catch {
      throw KustomizeError.from(error).prefixed("invalid schema file").located(file: path)
    }
  }

  static func read(_ text: [UInt8], limits: YAMLLimits) throws -> MergeSchema {
    var documents = YAMLDocuments(text, limits: limits)
    let root = try documents.next() ?? .null
    var builder = Builder()
    for definition in root["definitions"]?.entries ?? [] { builder.add(definition.key, definition.value) }
    return builder.schema
  }

  private struct Builder {
    private var types: [String: [String: MergeSchema.Field]] = [:]
    private var kinds: [String: String] = [:]

    private static let maximumDepth = 100

    var schema: MergeSchema { MergeSchema(types: types, kinds: kinds, usesBuiltinKinds: false) }

    mutating func add(_ name: String, _ definition: YAMLNode) {
      addFields(name, definition, depth: 0)
      for kind in definition["x-kubernetes-group-version-kind"]?.items ?? [] {
        let group = kind["group"]?.text ?? ""
        let version = kind["version"]?.text ?? ""
        kinds["\(group.isEmpty ? version : group + "/" + version) \(kind["kind"]?.text ?? "")"] = name
      }
    }

    private mutating func addFields(_ name: String, _ schema: YAMLNode, depth: Int) {
      guard depth < Self.maximumDepth else { return }
      var fields: [String: MergeSchema.Field] = [:]
      for property in schema["properties"]?.entries ?? [] {
        fields[property.key] = field(property.value, "\(name).\(property.key)", depth: depth)
      }
      if let other = schema["additionalProperties"], other.isMapping {
        fields["*"] = field(other, "\(name).*", depth: depth)
      }
      types[name] = fields
    }

    private mutating func field(_ schema: YAMLNode, _ name: String, depth: Int) -> MergeSchema.Field? {
      let strategies = (schema["x-kubernetes-patch-strategy"]?.text ?? "").split(separator: ",")
      guard schema["type"]?.text == "array" || !strategies.isEmpty else {
        return typeName(schema, name, depth: depth).map { .type($0) }
      }
      guard strategies.contains("merge") else { return nil }
      let mapKeys = schema["x-kubernetes-list-map-keys"]?.items.compactMap(\.text) ?? []
      let key = schema["x-kubernetes-patch-merge-key"]?.text
      let item = schema["items"].flatMap { typeName($0, name + "[]", depth: depth) }
      return .list(MergeSchema.List(keys: mapKeys.isEmpty ? key.map { [$0] } ?? [] : mapKeys, item: item))
    }

    /// The name of the type of a schema, which is its own when it is not written elsewhere.
    private mutating func typeName(_ schema: YAMLNode, _ name: String, depth: Int) -> String? {
      if let reference = schema["$ref"]?.text {
        return reference.split(separator: "/").last.map(String.init)
      }
      guard schema["properties"] != nil || schema["additionalProperties"]?.isMapping == true else { return nil }
      addFields(name, schema, depth: depth + 1)
      return name
    }
  }
}
