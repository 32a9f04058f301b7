import GoTemplate
import JSON
import YAML

/// Values as YAML text and back, as `sigs.k8s.io/yaml` does it.
enum YAMLText {
  /// `toYaml`: by way of JSON, without the line break at the end.
  static func text(_ value: TemplateValue) throws(TemplateError) -> String {
    var bytes = YAML.encode(try node(value, depth: TemplateLimits.valueDepth))
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `toYamlPretty`: without the detour, lists indented below their key, lines of any length.
  static func pretty(_ value: TemplateValue) -> String {
    guard let node = try? prettyNode(value, depth: TemplateLimits.valueDepth) else { return "" }
    var bytes = YAML.encodePretty(node)
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func map(_ text: [UInt8]) throws(HelmError) -> TemplateMap {
    let node = try HelmYAML.document(text, kind: .template)
    guard !node.isNull else { return TemplateMap() }
    guard node.isMapping, case .map(let map) = ValueTree.tree(try Value(node)) else {
      throw wrongType(node, "map[string]interface {}")
    }
    return map
  }

  static func list(_ text: [UInt8]) throws(HelmError) -> TemplateList {
    let node = try HelmYAML.document(text, kind: .template)
    guard !node.isNull else { return TemplateList(nilOf: .any) }
    guard node.isSequence, case .list(let list) = ValueTree.tree(try Value(node)) else {
      throw wrongType(node, "[]interface {}")
    }
    return list
  }

  private static func wrongType(_ node: YAMLNode, _ type: String) -> HelmError {
    GoFields.mismatch("json: cannot unmarshal \(GoFields.kind(node)) into Go value of type \(type)")
  }

  private static func node(_ value: TemplateValue, depth: Int) throws(TemplateError) -> YAMLNode {
    guard depth > 0 else { throw TemplateError("json: unsupported value: encountered a cycle") }
    switch value {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .string(let text): return .string(text)
    case .list(let list) where !list.isNil:
      var items: [YAMLNode] = []
      items.reserveCapacity(list.elements.count)
      for item in list.elements { items.append(try node(item, depth: depth - 1)) }
      return .sequence(items)
    case .map(let map) where !map.isNil:
      var entries: [YAMLNode.Entry] = []
      entries.reserveCapacity(map.count)
      for (key, item) in map.members { entries.append(YAMLNode.Entry(key, try node(item, depth: depth - 1))) }
      return .mapping(entries)
    default: return YAMLNode(try value.jsonValue(depth: depth))
    }
  }

  private static func prettyNode(_ value: TemplateValue, depth: Int) throws(TemplateError) -> YAMLNode {
    guard depth > 0 else { throw TemplateError("yaml: nested too deeply") }
    switch value {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .int, .int64, .uint8, .uint64: return YAMLNode(try value.jsonValue())
    case .float64(let number): return YAMLNode(.scalar(yamlNumber(number)), tag: .float)
    case .string, .rawString: return .string(value.stringValue ?? "")
    case .bytes(let bytes): return .sequence(bytes.map { YAMLNode.int(Int($0)) })
    case .list(let list):
      var items: [YAMLNode] = []
      for item in list.elements { items.append(try prettyNode(item, depth: depth - 1)) }
      return .sequence(items)
    case .map(let map):
      var entries: [YAMLNode.Entry] = []
      for (key, item) in map.members { entries.append(YAMLNode.Entry(key, try prettyNode(item, depth: depth - 1))) }
      return .mapping(entries)
    case .object(let object):
      guard let contents = object.contents else { return .string(object.text) }
      return try prettyNode(contents, depth: depth - 1)
    }
  }

  private static func yamlNumber(_ value: Double) -> String {
    if value.isNaN { return ".nan" }
    if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
    return GoNumber.shortest(value)
  }
}
