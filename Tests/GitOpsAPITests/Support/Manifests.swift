import JSON
import Testing

/// The manifests under `config/`, by the controller they are for.
enum Manifests {
  static let controllers = ["source-controller", "kustomize-controller", "helm-controller", "notification-controller"]

  static func object(_ kind: String, _ name: String, in file: String) throws -> JSONValue {
    try #require(
      try RepositoryFiles.documents("config/\(file)").first {
        $0["kind"]?.stringValue == kind && $0[path: "metadata", "name"]?.stringValue == name
      }, "\(file) has no \(kind) \(name)")
  }

  static func deployment(_ controller: String) throws -> JSONValue {
    try object("Deployment", controller, in: "manager/\(controller).yaml")
  }

  static func podSpec(_ controller: String) throws -> JSONValue {
    try #require(try deployment(controller)[path: "spec", "template", "spec"])
  }

  static func container(_ controller: String) throws -> JSONValue {
    let containers = try #require(try podSpec(controller)["containers"]?.arrayValue)
    #expect(containers.count == 1)
    return try #require(containers.first)
  }

  static func arguments(_ controller: String) throws -> [String] {
    try #require(try container(controller)["args"]?.arrayValue).compactMap(\.stringValue)
  }

  /// Numbers of ports by name.
  static func ports(_ controller: String) throws -> [String: Int] {
    let ports = try #require(try container(controller)["ports"]?.arrayValue)
    return Dictionary(
      ports.compactMap { port in
        guard let name = port["name"]?.stringValue, let number = port["containerPort"]?.intValue else { return nil }
        return (name, number)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// What a controller's ClusterRole allows, as `group/resource:verb`, the core group being empty.
  static func permissions(_ controller: String) throws -> Set<String> {
    let role = try object("ClusterRole", controller, in: "rbac/\(controller).yaml")
    return granted(by: role)
  }

  static func granted(by role: JSONValue) -> Set<String> {
    var result: Set<String> = []
    func texts(_ value: JSONValue?) -> [String] { value?.arrayValue?.compactMap(\.stringValue) ?? [] }
    for rule in role["rules"]?.arrayValue ?? [] {
      for group in texts(rule["apiGroups"]) {
        for resource in texts(rule["resources"]) {
          for verb in texts(rule["verbs"]) { result.insert("\(group)/\(resource):\(verb)") }
        }
      }
    }
    return result
  }
}

/// `group/resource:verb` for every combination.
func permissions(_ group: String, _ resources: [String], _ verbs: [String]) -> Set<String> {
  Set(resources.flatMap { resource in verbs.map { "\(group)/\(resource):\($0)" } })
}
