import JSON
import Kustomize
import Testing
import YAML

@Suite("Properties of builds")
struct PropertyTests {
  private func build(_ files: Overlays.Files) throws -> [Resource] {
    try KustomizeBuild(MemoryFileSystem(files), directory: "over").run()
  }

  @Test("a build is deterministic", arguments: Overlays.features.indices)
  func deterministic(index: Int) throws {
    let files = Overlays.single(Overlays.features[index].text)
    let first = try build(files).encoded()
    for _ in 0..<3 { #expect(try build(files).encoded() == first) }
  }

  @Test(
    "after renaming no name dangles",
    arguments: ["namePrefix: p-", "nameSuffix: -s", "namePrefix: a-\nnameSuffix: -b\nnamespace: team"])
  func noDanglingNames(feature: String) throws {
    let resources = try build(Overlays.single(feature))
    func names(_ kind: String) -> Set<String> { Set(resources.filter { $0.kind == kind }.map(\.name)) }
    let pod = try #require(resources.first { $0.kind == "Deployment" }?.node[path: "spec", "template", "spec"])
    let container = try #require(pod["containers"]?.items.first)
    #expect(names("ServiceAccount").contains(pod["serviceAccountName"]?.text ?? ""))
    #expect(names("ConfigMap").contains(pod["volumes"]?.items.first?[path: "configMap", "name"]?.text ?? ""))
    #expect(
      names("PersistentVolumeClaim").contains(
        pod["volumes"]?.items.last?[path: "persistentVolumeClaim", "claimName"]?.text ?? ""))
    #expect(
      names("ConfigMap").contains(
        container["env"]?.items.last?[path: "valueFrom", "configMapKeyRef", "name"]?.text ?? ""))
    #expect(names("Secret").contains(container["envFrom"]?.items.first?[path: "secretRef", "name"]?.text ?? ""))
    let binding = try #require(resources.first { $0.kind == "RoleBinding" }?.node)
    #expect(names("Role").contains(binding[path: "roleRef", "name"]?.text ?? ""))
    #expect(names("ServiceAccount").contains(binding["subjects"]?.items.first?["name"]?.text ?? ""))
    let scaler = try #require(resources.first { $0.kind == "HorizontalPodAutoscaler" }?.node)
    #expect(names("Deployment").contains(scaler[path: "spec", "scaleTargetRef", "name"]?.text ?? ""))
  }

  @Test(
    "a patch that touches nothing changes nothing",
    arguments: [
      "patches: [{target: {kind: Nothing}, patch: '- {op: add, path: /x, value: 1}'}]",
      "patches: [{target: {name: none.*}, patch: \"{apiVersion: v1, kind: Secret, metadata: {name: x}, stringData: {k: v}}\"}]",
      "patches: [{patch: \"{apiVersion: v1, kind: ConfigMap, metadata: {name: web-config}}\"}]",
      "images: [{name: unknown, newTag: '9'}]",
    ])
  func neutralPatches(feature: String) throws {
    #expect(try build(Overlays.single(feature)).encoded() == build(Overlays.single("")).encoded())
  }

  @Test("objects know the file and the line they were written in")
  func positions() throws {
    let account = try #require(try build(Overlays.single("")).first { $0.kind == "ServiceAccount" })
    #expect(account.source == SourcePosition(file: "/base/web.yaml", line: 24))
  }
}
