import GitOpsAPI
import Glibc
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// `kustomize-controller build --diff`: what a change would do to a cluster, before it is pushed.
@Suite struct DiffTests {
  private static func secret(_ token: String) -> String {
    "apiVersion: v1\nkind: Secret\nmetadata: {name: token}\nstringData: {token: \(token)}\n"
  }

  private static let once = Manifest.configMap("once").replacing(
    "name: once", with: "name: once\n  annotations: {kustomize.toolkit.fluxcd.io/ssa: IfNotPresent}")

  /// Runs the command on a directory of manifests.
  private func diff(_ project: Project, _ files: [String: String], prune: Bool = true) async throws -> ProcessResult {
    let directory = try TemporaryDirectory(prefix: "diff")
    try directory.write(
      """
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: app, namespace: \(project.namespace)}
      spec:
        interval: 1h
        prune: \(prune)
        sourceRef: {kind: GitRepository, name: repo}
        targetNamespace: \(project.namespace)
        postBuild: {substituteFrom: [{kind: Secret, name: values}]}
      """, to: "flux.yaml")
    mkdir("\(directory.path)/app", 0o700)
    for (name, text) in files { try directory.write(text, to: "app/\(name)") }
    let configuration = ProcessConfiguration(
      try ControllerBinary.path("kustomize-controller"),
      [
        "build", "--diff", "--kustomization", "\(directory.path)/flux.yaml",
        "--kubeconfig=\(project.world.cluster.controlPlane.kubeconfigPath)", "\(directory.path)/app",
      ])
    return try await ChildProcess.run(configuration, allowFailure: true)
  }

  @Test("what would be created, corrected and deleted is told, Secrets are masked, and nothing is written")
  func comparison() async throws {
    let project = try await KustomizeWorld.shared().project(
      "diff",
      [
        "a.yaml": Manifest.configMap("a", ["k": "1", "v": "${password}"]), "b.yaml": Manifest.configMap("b"),
        "s.yaml": Self.secret("first-value"), "once.yaml": Self.once,
      ])
    var values = DynamicObject(.secret, ObjectKey(namespace: project.namespace, name: "values"))
    values.json["stringData"] = ["password": "open-sesame"]
    _ = try await project.client.create(.secret, values)
    let app = try await project.kustomize(["postBuild": ["substituteFrom": [["kind": "Secret", "name": "values"]]]])
    try await app.waitUntilReady()
    let same = [
      "a.yaml": Manifest.configMap("a", ["k": "1", "v": "${password}"]), "b.yaml": Manifest.configMap("b"),
      "s.yaml": Self.secret("first-value"),
    ]
    let unchanged = try await diff(project, same)
    #expect(unchanged.status == .exited(1), "once is gone from the files")
    #expect(unchanged.text == "► ConfigMap/\(project.namespace)/once deleted")

    let before = try await versions(project)
    let changed = try await diff(
      project,
      [
        "a.yaml": Manifest.configMap("a", ["k": "2", "v": "${password}!"]), "c.yaml": Manifest.configMap("c"),
        "s.yaml": Self.secret("second-value"), "once.yaml": Self.once,
      ])
    #expect(changed.status == .exited(1), "\(changed.errors)")
    #expect(changed.errors.contains("identified at least one change"))
    #expect(
      changed.text
        == """
        ► ConfigMap/NS/a drifted
          /data/k: "1" → "2"
          /data/v: "***" → "***!"
        ► ConfigMap/NS/c created
        ► ConfigMap/NS/once skipped
        ► Secret/NS/token drifted
          /data/token: "*** (before)" → "*** (after)"
        ► ConfigMap/NS/b deleted
        """.replacing("NS", with: project.namespace))
    let kept = try await diff(project, same.merging(["once.yaml": Self.once]) { first, _ in first }, prune: false)
    #expect(kept.status == .exited(0), "\(kept.text)")
    #expect(kept.text == "► ConfigMap/\(project.namespace)/once skipped")
    let refused = try await diff(
      project, ["d.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Not_A_Name}\n"])
    #expect(refused.status == .exited(2))
    #expect(refused.text.isEmpty)
    #expect(refused.errors.contains("ConfigMap/\(project.namespace)/Not_A_Name dry-run failed (Invalid)"))
    #expect(try await versions(project) == before)
  }

  /// The versions of all that could have been written.
  private func versions(_ project: Project) async throws -> [String: String] {
    var versions: [String: String] = [:]
    for type in [ResourceType.configMap, .secret, Kustomization.resourceType] {
      try await project.client.list(type, namespace: project.namespace) {
        versions["\(type.kind)/\($0.name)"] = $0.resourceVersion
      }
    }
    return versions
  }
}

extension ProcessResult {
  fileprivate var errors: String { String(decoding: errorOutput, as: UTF8.self) }
}
