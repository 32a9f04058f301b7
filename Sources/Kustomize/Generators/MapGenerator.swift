import Digests
import YAML

/// Makes the ConfigMaps and Secrets of `configMapGenerator` and `secretGenerator`.
struct MapGenerator: Generator {
  enum Kind: String, Sendable {
    case configMap = "ConfigMap"
    case secret = "Secret"
  }

  let kind: Kind
  let rule: GeneratorRule
  let loader: Loader

  func generate() throws -> [Resource] {
    guard !rule.name.isEmpty else { throw KustomizeError("a configmap must have a name") }
    var metadata = YAMLNode.mapping([.init("name", .string(rule.name))])
    if !rule.namespace.isEmpty { metadata.set("namespace", .string(rule.namespace)) }
    if let labels = rule.options?.labels, !labels.isEmpty { metadata.set("labels", Self.map(labels)) }
    if let annotations = rule.options?.annotations, !annotations.isEmpty {
      metadata.set("annotations", Self.map(annotations))
    }
    var node = YAMLNode.mapping([
      .init("apiVersion", .string("v1")), .init("kind", .string(kind.rawValue)), .init("metadata", metadata),
    ])
    if kind == .secret { node.set("type", .string(rule.type.isEmpty ? "Opaque" : rule.type)) }
    try setData(&node)
    if rule.options?.isImmutable == true { node.set("immutable", .bool(true)) }
    var resource = Resource(node)
    resource.needsHashSuffix = !(rule.options?.disablesNameSuffixHash ?? false)
    resource.behavior = Resource.Behavior(rawValue: rule.behavior) ?? .unspecified
    return [resource]
  }

  private static func map(_ values: [String: String]) -> YAMLNode {
    .mapping(values.sorted { $0.key < $1.key }.map { .init(plainKey: $0.key, .string($0.value)) })
  }

  private func setData(_ node: inout YAMLNode) throws {
    var values: [String: [UInt8]] = [:]
    let pairs = try prefixing("loading KV pairs") { try KeyValueSource(loader: loader).pairs(rule) }
    for (key, value) in pairs {
      guard values.updateValue(value, forKey: key) == nil else {
        throw KustomizeError("configmap \(rule.name) illegally repeats the key `\(key)`")
      }
    }
    var text = YAMLNode.mapping()
    var binary = YAMLNode.mapping()
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      if kind == .secret {
        text.setPlain(key, .string(Self.base64(value)))
      } else if let string = String(validating: value, as: UTF8.self) {
        text.setPlain(key, .string(string))
      } else {
        binary.setPlain(key, .string(Self.base64(value)))
      }
    }
    if kind == .secret || !text.entries.isEmpty { node.set("data", text) }
    if !binary.entries.isEmpty { node.set("binaryData", binary) }
  }

  /// Base64 in lines of 70 characters when it does not fit one.
  static func base64(_ bytes: [UInt8]) -> String {
    let encoded = Array(Base64.encode(bytes).utf8)
    guard encoded.count / 70 + 1 > 1 else { return String(decoding: encoded, as: UTF8.self) }
    var result: [UInt8] = []
    var index = 0
    while index < encoded.count {
      let end = min(index + 70, encoded.count)
      result += encoded[index..<end]
      result.append(UInt8(ascii: "\n"))
      index = end
    }
    return String(decoding: result, as: UTF8.self)
  }
}

/// Makes objects.
protocol Generator {
  func generate() throws -> [Resource]
}
