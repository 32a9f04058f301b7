import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// The definitions and manifests on a real API server.
///
/// The cluster is shared with other suites: only the definitions and the namespace are stored in it, which no suite
/// takes away.
@Suite struct ClusterTests {
  /// The cluster with the definitions in it, installed once.
  private static let installed = Task {
    let cluster = try await ControlPlane.shared()
    // An old kubectl or server knows no x-kubernetes-validations; what it does not know it drops.
    try await cluster.kubectl("apply", "--validate=false", "-k", "\(RepositoryFiles.root)/config/crd")
    try await cluster.kubectl("apply", "-f", "\(RepositoryFiles.root)/config/default/namespace.yaml")
    try await cluster.kubectl("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all")
    return cluster
  }

  /// What the server makes of an object: defaults filled in, unknown fields dropped. Nothing is stored.
  private func created(_ object: JSONValue, on cluster: ControlPlane) async throws -> JSONValue {
    let text = try await cluster.kubectl(
      "create", "--dry-run=server", "-o", "json", "-f", "-",
      input: String(decoding: object.serialized(), as: UTF8.self))
    return try JSONValue(parsing: text)
  }

  private func object(_ kind: any DefinedKind.Type, _ version: VersionDefinition, spec: JSONValue) -> JSONValue {
    [
      "apiVersion": .string("\(kind.definition.type.group)/\(version.name)"),
      "kind": .string(kind.definition.type.kind),
      "metadata": ["name": "sample", "namespace": "default"], "spec": spec,
    ]
  }

  @Test("all definitions are structural, and no field is lost on the way in")
  func definitions() async throws {
    let cluster = try await Self.installed.value
    for kind in DefinedKinds.all {
      let text = try await cluster.kubectl("get", "crd", kind.definition.name, "-o", "json")
      let conditions = try JSONValue(parsing: text)[path: "status", "conditions"]?.arrayValue ?? []
      #expect(conditions.contains { $0["type"] == "Established" && $0["status"] == "True" })
      #expect(!conditions.contains { $0["type"] == "NonStructuralSchema" }, "\(kind): \(text)")
      let present = try #require(kind.definition.versions.first)
      // A full sample breaks rules such as "exactly one of"; a server that has the rules refuses it.
      guard !text.contains("x-kubernetes-validations") || present.spec.hasNoRules else { continue }
      let spec = sample(of: present.spec)
      let answer = try await created(object(kind, present, spec: spec), on: cluster)
      #expect(answer["spec"] == spec, "\(kind)")
    }
  }

  @Test("every version of every kind is served")
  func versions() async throws {
    let cluster = try await Self.installed.value
    for kind in DefinedKinds.all {
      for version in kind.definition.versions {
        let path = "/apis/\(kind.definition.type.group)/\(version.name)/\(kind.definition.type.plural)?limit=1"
        let list = try JSONValue(parsing: try await cluster.kubectl("get", "--raw", path))
        #expect(list["kind"] == .string("\(kind.definition.type.kind)List"))
      }
    }
  }

  @Test("the samples are accepted, with the defaults that the models have")
  func samples() async throws {
    let cluster = try await Self.installed.value
    let folder = "\(RepositoryFiles.root)/config/samples"
    let repository = try JSONValue(
      parsing: try await cluster.kubectl(
        "create", "--dry-run=server", "-o", "json", "-f", "\(folder)/gitrepository-shop.yaml"))
    #expect(repository[path: "spec", "timeout"] == "60s")
    let kustomization = try JSONValue(
      parsing: try await cluster.kubectl(
        "create", "--dry-run=server", "-o", "json", "-f", "\(folder)/kustomization-shop.yaml"))
    #expect(kustomization[path: "spec", "force"] == false)
  }

  @Test("everything in config/default is accepted")
  func manifests() async throws {
    let cluster = try await Self.installed.value
    let answer = try await cluster.kubectl(
      "apply", "--validate=false", "--dry-run=server", "-o", "name", "-k", "\(RepositoryFiles.root)/config/default")
    let names = answer.split(separator: "\n")
    for controller in Manifests.controllers { #expect(names.contains("deployment.apps/\(controller)")) }
  }
}

extension Schema {
  /// Whether no rule binds any of the fields to another one.
  var hasNoRules: Bool {
    guard rules.isEmpty else { return false }
    switch shape {
    case .object(let fields): return fields.allSatisfy { $0.schema.hasNoRules }
    case .list(let element), .map(let element): return element.hasNoRules
    default: return true
    }
  }
}
