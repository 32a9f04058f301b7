import JSON
import Kustomize
import Testing

@Suite("Builds of Flux Kustomizations")
struct FluxBuildTests {
  static func configMap(_ name: String, _ data: String = "k: v") -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\ndata:\n  \(data)\n"
  }

  static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      template:
        spec:
          containers: [{name: web, image: "app:1"}]
    """

  private func build(
    _ files: [String: String], path: String = "./app", spec: FluxBuildSpec = FluxBuildSpec(),
    variables: [String: String]? = nil, strict: Bool = true
  ) throws -> [FluxObject] {
    let build = FluxBuild(root: MemoryFileSystem(files), path: path, spec: spec, variables: variables, strict: strict)
    var objects = try build.run()
    var result: [FluxObject] = []
    while let object = try objects.next() { result.append(object) }
    return result
  }

  private func names(_ objects: [FluxObject]) -> [String] {
    objects.map { $0.value[path: "metadata", "name"]?.stringValue ?? "" }
  }

  private func message(_ body: () throws -> Void) throws -> String {
    "\(try #require(throws: KustomizeError.self) { try body() })"
  }

  @Test(
    "K-09-01 each name of a kustomization file is known",
    arguments: ["kustomization.yaml", "kustomization.yml", "Kustomization"])
  func fileNames(name: String) throws {
    let objects = try build([
      "app/\(name)": "resources: [a.yaml]", "app/a.yaml": Self.configMap("a"), "app/b.yaml": Self.configMap("b"),
    ])
    #expect(names(objects) == ["a"])
  }

  @Test("K-09-02 without a kustomization file all manifests below the path are taken, in the order of their names")
  func generated() throws {
    let objects = try build([
      "app/z.yaml": Self.configMap("z"), "app/sub/a.yml": Self.configMap("a"), "app/README.md": "no",
      "other/x.yaml": Self.configMap("x"),
    ])
    #expect(names(objects) == ["a", "z"])
    #expect(objects.first?.source == SourcePosition(file: "/app/sub/a.yml", line: 1))
  }

  @Test("K-09-03 a file that is no manifest is named")
  func notAManifest() throws {
    let text = try message { _ = try build(["app/a.yaml": "just: data\n"]) }
    #expect(text.hasPrefix("failed to decode Kubernetes YAML from /app/a.yaml: "), "\(text)")
    let tab = try message { _ = try build(["app/a.yaml": "a:\n\tb: 1\n"]) }
    #expect(tab.contains("/app/a.yaml:2"), "\(tab)")
  }

  @Test("K-09-04 a directory with a kustomization file is one resource and not descended into")
  func nestedKustomization() throws {
    let objects = try build([
      "app/a.yaml": Self.configMap("a"), "app/sub/kustomization.yaml": "resources: [b.yaml]\nnamePrefix: p-",
      "app/sub/b.yaml": Self.configMap("b"), "app/sub/c.yaml": Self.configMap("c"),
    ])
    #expect(names(objects) == ["a", "p-b"])
  }

  @Test("K-09-05 no manifests at all give no objects")
  func nothing() throws { #expect(try build(["app/README.md": "x"]).isEmpty) }

  @Test("K-09-06 a kustomization file without resources is no error, and what it generates says where it is from")
  func noResources() throws {
    #expect(try build(["app/kustomization.yaml": "kind: Kustomization\n"]).isEmpty)
    let objects = try build(["app/kustomization.yaml": "configMapGenerator: [{name: a, literals: [k=v]}]"])
    let origin = objects.first?.value[path: "metadata", "annotations", "config.kubernetes.io/origin"]?.stringValue
    #expect(origin?.contains("ConfigMapGenerator") == true)
  }

  @Test(
    "K-09-07 K-09-08 namespace, prefix and suffix of the Kustomization replace those of the file, which is not written")
  func overlay() throws {
    let files = [
      "app/kustomization.yaml": "resources: [a.yaml]\nnamespace: file\nnamePrefix: f-",
      "app/a.yaml": Self.configMap("a"),
    ]
    let objects = try build(files, spec: FluxBuildSpec(targetNamespace: "mine", namePrefix: "k-", nameSuffix: "-s"))
    #expect(names(objects) == ["k-a-s"])
    #expect(objects.first?.value[path: "metadata", "namespace"] == "mine")
    #expect(names(try build(files)) == ["f-a"])
  }

  @Test("K-09-07 patches are appended, components too, buildMetadata is replaced")
  func patchesAndComponents() throws {
    let files = [
      "app/a.yaml": Self.configMap("a"),
      "comp/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: c-",
    ]
    let patch = FluxPatch(patch: "- {op: add, path: /data/p, value: '1'}", target: .init(kind: "ConfigMap"))
    let spec = FluxBuildSpec(components: ["../comp"], patches: [patch], buildMetadata: ["originAnnotations"])
    let object = try #require(try build(files, spec: spec).first)
    #expect(object.value[path: "data", "p"] == "1")
    #expect(object.value[path: "metadata", "name"] == "c-a")
    #expect(object.value[path: "metadata", "annotations", "config.kubernetes.io/origin"] == "path: a.yaml\n")
  }

  @Test("K-02-21 components that do not exist are left out when asked to")
  func missingComponents() throws {
    let files = ["app/a.yaml": Self.configMap("a")]
    #expect(throws: KustomizeError.self) { _ = try build(files, spec: FluxBuildSpec(components: ["../none"])) }
    #expect(
      names(try build(files, spec: FluxBuildSpec(components: ["../none"], ignoreMissingComponents: true))) == ["a"])
  }

  @Test(
    "K-09-09 components are local and relative", arguments: ["https://host/x", "/abs", "git@host:x", "github.com/a/b"])
  func remoteComponents(component: String) throws {
    let text = try message {
      _ = try build(["app/a.yaml": Self.configMap("a")], spec: FluxBuildSpec(components: [component]))
    }
    #expect(text == "component path '\(component)' must be local and relative")
  }

  @Test("K-09-10 K-09-11 images of the Kustomization are merged by name: tag and digest as one, others appended")
  func images() throws {
    let kustomization =
      "resources: [d.yaml]\nimages: [{name: app, newName: mirror/app, newTag: '2', digest: 'sha256:aa'}]"
    let files = ["app/kustomization.yaml": kustomization, "app/d.yaml": Self.deployment]
    func image(_ image: FluxImage) throws -> String? {
      let object = try build(files, spec: FluxBuildSpec(images: [image])).first
      return object?.value[path: "spec", "template", "spec", "containers"]?.arrayValue?.first?["image"]?.stringValue
    }
    #expect(try image(FluxImage(name: "app", newTag: "3")) == "mirror/app:3")
    #expect(try image(FluxImage(name: "app", newName: "other/app")) == "other/app:2@sha256:aa")
    #expect(try image(FluxImage(name: "app", digest: "sha256:bb")) == "mirror/app@sha256:bb")
    #expect(try image(FluxImage(name: "nginx", newTag: "1")) == "mirror/app:2@sha256:aa")
  }

  @Test("K-09-12 names in patch targets are patterns for the whole name")
  func patchTargets() throws {
    let files = ["app/a.yaml": Self.configMap("web"), "app/b.yaml": Self.configMap("web-2")]
    let patch = FluxPatch(patch: "- {op: add, path: /data/p, value: x}", target: .init(name: "we."))
    let objects = try build(files, spec: FluxBuildSpec(patches: [patch]))
    #expect(objects.map { $0.value[path: "data", "p"] } == ["x", nil])
  }

  @Test("K-10-01 files anywhere in the artifact can be used, files outside cannot")
  func jail() throws {
    let files = ["app/kustomization.yaml": "resources: [../base/b.yaml]", "base/b.yaml": Self.configMap("b")]
    #expect(names(try build(files)) == ["b"])
    let escape = ["app/kustomization.yaml": "resources: [../../../etc/passwd]"]
    #expect(throws: KustomizeError.self) { _ = try build(escape) }
  }

  @Test("K-10-03 plugins and charts are refused")
  func plugins() throws {
    let plugin = "apiVersion: example.com/v1\nkind: Exec\nmetadata: {name: x}\n"
    let text = try message { _ = try build(["app/kustomization.yaml": "generators: [p.yaml]", "app/p.yaml": plugin]) }
    #expect(text.contains("external plugins disabled"), "\(text)")
    let chart = try message { _ = try build(["app/kustomization.yaml": "helmCharts: [{name: x}]"]) }
    #expect(chart.contains("helmCharts is not supported"), "\(chart)")
  }

  @Test(
    "K-10-06 objects without apiVersion, kind or name are refused",
    arguments: ["/apiVersion", "/kind", "/metadata/name"])
  func incomplete(field: String) throws {
    let patch = FluxPatch(patch: "- {op: remove, path: \(field)}", target: .init(name: "a"))
    let text = try message { _ = try build(["app/a.yaml": Self.configMap("a")], spec: FluxBuildSpec(patches: [patch])) }
    #expect(text.contains("failed to decode Kubernetes apiVersion, kind and name from"), "\(text)")
  }

  @Test("K-10-08 buildMetadata adds the origin of objects and what has changed them")
  func buildMetadata() throws {
    let files = [
      "app/kustomization.yaml": "resources: [../base]\nnamePrefix: p-\n",
      "base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": Self.configMap("a"),
    ]
    func annotations(_ metadata: [String]) throws -> JSONValue? {
      try build(files, spec: FluxBuildSpec(buildMetadata: metadata)).first?.value[path: "metadata", "annotations"]
    }
    #expect(try annotations([]) == nil)
    #expect(try annotations(["originAnnotations"]) == ["config.kubernetes.io/origin": "path: ../base/a.yaml\n"])
    let changed = try annotations(["transformerAnnotations"])?["alpha.config.kubernetes.io/transformations"]?
      .stringValue
    #expect(
      changed == """
        - configuredIn: kustomization.yaml
          configuredBy:
            apiVersion: builtin
            kind: PrefixTransformer

        """)
  }

  @Test("K-10-10 errors of the build say so")
  func prefix() throws {
    let text = try message { _ = try build(["app/kustomization.yaml": "resources: [none.yaml]"]) }
    #expect(text.hasPrefix("kustomize build failed: accumulating resources"), "\(text)")
  }

  @Test("K-11-01 K-11-26 variables are replaced in the text of each object, and types follow from the result")
  func substitution() throws {
    let files = ["app/a.yaml": Self.configMap("${name}", "n: ${num}\n  s: x${num}\n  b: ${flag}")]
    let object = try #require(try build(files, variables: ["name": "a", "num": "7", "flag": "yes"]).first)
    #expect(object.value[path: "metadata", "name"] == "a")
    #expect(object.value["data"] == ["n": .number(JSONNumber(7)), "s": "x7", "b": true])
  }

  @Test("K-11-02 objects can opt out, by exactly this value", arguments: [("disabled", true), ("Disabled", false)])
  func optOut(value: String, isKept: Bool) throws {
    let manifest = Self.configMap("a", "k: ${v}").replacing(
      "name: a", with: "name: a\n  annotations: {kustomize.toolkit.fluxcd.io/substitute: \(value)}")
    let object = try #require(try build(["app/a.yaml": manifest], variables: ["v": "x"]).first)
    #expect(object.value[path: "data", "k"] == (isKept ? "${v}" : "x"))
  }

  @Test("K-11-03 without variables nothing is replaced")
  func noVariables() throws {
    let object = try #require(try build(["app/a.yaml": Self.configMap("a", "k: ${v:=d}")]).first)
    #expect(object.value[path: "data", "k"] == "${v:=d}")
  }

  @Test("K-11-11 the object whose substitution fails is named, with its file")
  func substitutionFailure() throws {
    let text = try message { _ = try build(["app/a.yaml": Self.configMap("a", "k: ${v}")], variables: ["w": "x"]) }
    let expected =
      "post build failed for 'ConfigMap.v1.[noGrp]/a': envsubst error: variable substitution failed: variable not set (strict mode): \"v\""
    #expect(text.hasPrefix(expected), "\(text)")
    #expect(text.contains("/app/a.yaml"))
  }

  @Test("values do not appear in messages, even when they break the YAML")
  func secretsStaySecret() throws {
    let text = try message {
      _ = try build(["app/a.yaml": Self.configMap("a", "k: ${v}")], variables: ["v": "!!int canary-7f3a"])
    }
    #expect(!text.contains("canary"), "\(text)")
  }

  @Test("K-03-10 the digest is that of the printed output and follows the variables")
  func digest() throws {
    let files = MemoryFileSystem(["app/a.yaml": Self.configMap("a", "k: ${v}"), "app/b.yaml": Self.configMap("b")])
    func digest(_ value: String) throws -> String {
      try FluxBuild(root: files, path: "app", variables: ["v": value]).run().digest
    }
    #expect(try digest("1") == digest("1"))
    #expect(try digest("1") != digest("2"))
    #expect(try digest("1").hasPrefix("sha256:"))
  }

  @Test("K-02-15 common metadata is set over what is there")
  func commonMetadata() throws {
    let metadata = CommonMetadata(labels: ["team": "a"], annotations: ["x": "y"])
    let object = try #require(
      try build(["app/a.yaml": Self.configMap("a")], spec: FluxBuildSpec(commonMetadata: metadata)).first)
    #expect(object.value[path: "metadata", "labels"] == ["team": "a"])
    #expect(object.value[path: "metadata", "annotations"] == ["x": "y"])
  }
}
