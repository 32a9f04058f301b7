import Glibc
import Kustomize
import Testing
import YAML

@Suite("Hostile kustomizations")
struct HostileTests {
  static let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"

  private func message(_ files: [String: String], limits: BuildLimits = BuildLimits()) throws -> String {
    let error = #expect(throws: KustomizeError.self) {
      _ = try KustomizeBuild(
        MemoryFileSystem(files), directory: "/", options: BuildOptions(loadRestriction: .none, limits: limits)
      ).run()
    }
    return error.map { "\($0)" } ?? ""
  }

  @Test("a kustomization that contains itself is a cycle")
  func cycle() throws {
    #expect(
      try message([
        "kustomization.yaml": "resources: [a]", "a/kustomization.yaml": "resources: [../b]",
        "b/kustomization.yaml": "resources: [../a]",
      ]).contains("cycle detected"))
    #expect(try message(["kustomization.yaml": "resources: [.]"]).contains("cycle detected"))
  }

  @Test("bases that multiply are stopped")
  func exponentialBases() throws {
    var files = ["kustomization.yaml": "resources: [l0]"]
    for level in 0..<30 {
      let next = "../l\(level + 1)"
      files["l\(level)/kustomization.yaml"] = "resources: [\(next), \(next)/../l\(level + 1)]"
    }
    files["l30/kustomization.yaml"] = "resources: [a.yaml]"
    files["l30/a.yaml"] = Self.object
    #expect(try !message(files, limits: BuildLimits(directories: 200)).isEmpty)
  }

  @Test("a deep chain of bases is stopped")
  func deepBases() throws {
    var files: [String: String] = [:]
    for level in 0...100 {
      files["\(level == 0 ? "" : "l\(level)/")kustomization.yaml"] =
        "resources: [\(level == 0 ? "" : "../")l\(level + 1)]"
    }
    #expect(try message(files).contains("nested deeper"))
  }

  @Test("too many objects and too many bytes are refused")
  func budgets() throws {
    let files = [
      "kustomization.yaml": "resources: [a.yaml]",
      "a.yaml": (0..<50).map { Self.object.replacing("name: a", with: "name: a\($0)") }.joined(separator: "---\n"),
    ]
    #expect(try message(files, limits: BuildLimits(resources: 10)).contains("more than 10 objects"))
    #expect(try message(files, limits: BuildLimits(bytes: 100)).contains("more than 100 bytes"))
  }

  @Test(
    "hostile YAML is refused with file and line",
    arguments: [
      (
        "a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
          + (0..<12).map { i in
            "c\(i): &c\(i) [\(Array(repeating: i == 0 ? "*b" : "*c\(i - 1)", count: 9).joined(separator: ","))]\n"
          }.joined(), "aliasing"
      ),
      ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  k: 1\n  k: 2\n", "a.yaml:6"),
      ("apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: a\n", "a.yaml:4"),
      ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {1: x}\n", "ConfigMap.v1.[noGrp]/a.[noNs]"),
    ])
  func yaml(text: String, expected: String) throws {
    let message = try message(["kustomization.yaml": "resources: [a.yaml]", "a.yaml": text])
    #expect(message.contains(expected), "\(message)")
  }

  @Test("patterns that ruin others are matched in time")
  func patterns() throws {
    let name = String(repeating: "a", count: 5000) + "b"
    let files = [
      "kustomization.yaml":
        "resources: [a.yaml]\npatches: [{target: {name: \"(a*)*(a*)*c\"}, patch: '- {op: remove, path: /data}'}]",
      "a.yaml": Self.object.replacing("name: a", with: "name: \(name)"),
    ]
    #expect(try KustomizeBuild(MemoryFileSystem(files), directory: "/").run().count == 1)
    let huge =
      "resources: [a.yaml]\npatches: [{target: {name: \"((a{900}){900}){900}\"}, patch: '- {op: remove, path: /data}'}]"
    #expect(try message(["kustomization.yaml": huge, "a.yaml": Self.object]).contains("invalid repeat count"))
  }

  @Test("very long lists are merged in time, or refused where that takes too long")
  func longLists() throws {
    func deployment(_ items: [String]) -> String {
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: c, env: [\(items.joined(separator: ", "))]}]}}}\n"
    }
    let variables = (0..<20_000).map { "{name: v\($0), value: x}" }
    let files = [
      "kustomization.yaml": "resources: [a.yaml]\npatches: [{path: b.yaml}]", "a.yaml": deployment(variables),
      "b.yaml": deployment(variables.reversed()),
    ]
    let built = try KustomizeBuild(MemoryFileSystem(files), directory: "/").run()
    let containers = built.first?.node[path: "spec", "template", "spec", "containers"]?.items
    #expect(containers?.first?["env"]?.items.count == 20_000)
    var mixed = files
    mixed["b.yaml"] = deployment(variables + ["{value: nameless}"])
    #expect(try message(mixed).contains("can be merged only if"))
  }

  @Test("a link out of the root is not followed")
  func links() throws {
    let root = try SampleDirectory([("kustomization.yaml", Array("resources: [passwd, dir]".utf8)), ("sub/x", [])])
    symlink("/etc/passwd", root.path + "/passwd")
    let error = #expect(throws: KustomizeError.self) {
      _ = try KustomizeBuild(
        DiskFileSystem(root: root.path), directory: "/", options: BuildOptions(loadRestriction: .none)
      ).run()
    }
    #expect(error?.message.contains("leads out of the root") == true, "\(String(describing: error))")
    symlink("../sub", root.path + "/sub/loop")
    symlink("../../..", root.path + "/up")
    #expect(throws: FileSystemError.self) { _ = try DiskFileSystem(root: root.path).entry(at: "/up/etc/passwd") }
    #expect(throws: FileSystemError.self) { _ = try DiskFileSystem(root: root.path).entry(at: "/../etc/passwd") }
    #expect(try DiskFileSystem(root: root.path).entry(at: "/sub/loop/x") == .file("/sub/x"))
  }

  @Test(
    "remote resources are refused",
    arguments: ["https://example.org/x.yaml", "git@example.org:a/b", "github.com/a/b?ref=v1"])
  func remote(resource: String) throws {
    #expect(try message(["kustomization.yaml": "resources: ['\(resource)']"]).contains("is not supported"))
  }

  @Test("no mutation of a build traps")
  func mutations() throws {
    let seeds = Overlays.features.map { Overlays.single($0.text) }
    var state: UInt64 = 3
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let characters = Array("{}[]:-|>&*!%@'\"#\n 0a.$/~")
    for round in 0..<600 {
      var files = seeds[round % seeds.count]
      let path = files.keys.sorted()[next(files.count)]
      var text = Array(files[path] ?? "")
      for _ in 0..<(1 + next(4)) where !text.isEmpty { text[next(text.count)] = characters[next(characters.count)] }
      files[path] = String(text)
      _ = try? KustomizeBuild(MemoryFileSystem(files), directory: "over").run().encoded()
    }
  }
}
