import Digests
import YAML

/// The suffix that tells versions of a generated object apart.
enum ContentHash {
  /// Ten characters that depend on the data of an object.
  static func suffix(of resource: Resource) -> String {
    let digest = DigestAlgorithm.sha256.hexDigest(of: text(resource))
    return String(digest.prefix(10).map(replacement))
  }

  /// Avoids vowels, so that no words come out.
  private static func replacement(_ character: Character) -> Character {
    switch character {
    case "0": "g"
    case "1": "h"
    case "3": "k"
    case "a": "m"
    case "e": "t"
    default: character
    }
  }

  /// What is hashed: the data, as Go's JSON encoder writes it. The name is always empty there, as in kustomize.
  private static func text(_ resource: Resource) -> [UInt8] {
    let isSecret = resource.kind == "Secret"
    var members: [(String, YAMLNode)] = [
      ("data", resource.node["data"] ?? .string("")), ("kind", .string(resource.kind)), ("name", .string("")),
    ]
    let extra = isSecret ? "stringData" : "binaryData"
    if let node = resource.node[extra], node.isMapping { members.append((extra, node)) }
    if isSecret { members.append(("type", .string(resource.node["type"]?.text ?? ""))) }
    return GoJSON.encode(.mapping(members.map { .init($0.0, $0.1) }))
  }
}
