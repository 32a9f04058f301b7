import Digests
import GitOpsAPI
import Glibc
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Charts out of repositories, registries and Git, built with the real helm on the other side.
@Suite struct HelmChartTests {
  private static let type = HelmChart.resourceType
  private static let repositories = HelmRepository.resourceType

  /// Unpacks a chart and returns its files below the chart's folder.
  private func files(_ object: DynamicObject) async throws -> [String: String] {
    try await Download.get(object.artifactURL).unpacked()
  }

  @Test(
    "S-HC-01 S-HC-02 S-HC-10 S-HC-11 S-HC-28 S-HC-33 S-ST-08 S-ST-10 S-EV-06 S-RE-34 a chart of a repository is stored as it is, and a newer one follows the index"
  )
  func pulled() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("chart-http")
    let archives = [
      try await world.helm.package("pod", "1.0.0"), try await world.helm.package("pod", "1.2.0"),
      try await world.helm.package("pod", "2.0.0-rc.1"),
    ]
    try await world.publish("http", archives)
    let repo = world.object(Self.repositories, "repo", in: namespace)
    try await repo.create(spec: world.repository("http"))
    let chart = world.object(Self.type, "pod", in: namespace)
    try await chart.create(spec: world.chart("pod", ["version": "1.x"]))
    let object = try await chart.waitUntilReady()

    let message = "pulled 'pod' chart with version '1.2.0'"
    #expect(object.artifactRevision == "1.2.0")
    #expect(object.artifactPath == "helmchart/\(namespace)/pod/pod-1.2.0.tgz")
    #expect(try await Download.get(object.artifactURL).body == Files.read(archives[1]))
    #expect(object.condition("Ready")?.reason == "ChartPullSucceeded" && object.condition("Ready")?.message == message)
    #expect(object.condition("ArtifactInStorage")?.reason == "ChartPullSucceeded", "S-RE-34")
    #expect(object.json[path: "status", "observedChartName"] == "pod")
    #expect(
      object.json[path: "status", "observedSourceArtifactRevision"]?.stringValue
        == (try await repo.get()).artifactRevision)
    #expect(
      object.json[path: "status", "url"]?.stringValue?.hasSuffix("/helmchart/\(namespace)/pod/latest.tar.gz") == true)
    try await eventually("the event") {
      try await world.cluster.events(about: "pod", in: namespace)
        .contains { $0.reason == "ChartPullSucceeded" && $0.message == message }
    }
    let events = try await world.cluster.events(about: "pod", in: namespace)
    #expect(!events.contains { $0.reason == "NewArtifact" })

    try await world.publish("http", [try await world.helm.package("pod", "1.3.0")])
    try await repo.reconcile()
    let newer = try await chart.wait("the newer chart") { $0.artifactRevision == "1.3.0" }
    #expect(newer.artifactDigest != object.artifactDigest)
  }

  @Test("S-HC-06 S-HC-07 S-HC-11 S-HC-16 S-CT-08 S-RE-34 values files replace the chart's values, and say so")
  func valuesFiles() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("chart-values")
    let archive = try await world.helm.package(
      "val", "1.0.0", ["prod.yaml": "nested:\n  b: 3\n", "more.yaml": "replicas: 5\n"])
    try await world.publish("values", [archive])
    try await world.object(Self.repositories, "repo", in: namespace).create(spec: world.repository("values"))
    let chart = world.object(Self.type, "val", in: namespace)
    try await chart.create(spec: world.chart("val", ["valuesFiles": ["values.yaml", "prod.yaml", "more.yaml"]]))
    let object = try await chart.waitUntilReady()
    #expect(object.artifactRevision == "1.0.0+1")
    #expect(
      object.condition("Ready")?.message
        == "packaged 'val' chart with version '1.0.0+1' and merged values files [values.yaml prod.yaml more.yaml]")
    #expect(object.condition("Ready")?.reason == "ChartPackageSucceeded")
    #expect(object.condition("ArtifactInStorage")?.reason == "ChartPackageSucceeded", "S-RE-34")
    try await eventually("the event") {
      try await world.cluster.events(about: "val", in: namespace).contains { $0.reason == "ChartPackageSucceeded" }
    }
    let packaged = try await files(object)
    #expect(packaged["val/values.yaml"] == "nested:\n  a: 1\n  b: 3\nreplicas: 5\n")
    #expect(packaged["val/Chart.yaml"]?.contains("version: 1.0.0+1") == true)

    try await chart.patch(["spec": ["valuesFiles": ["values.yaml", "absent.yaml"]]])
    let failed = try await chart.waitUntilFailed("ValuesFilesError")
    #expect(failed.condition("BuildFailed")?.message.contains("no values file found at path 'absent.yaml'") == true)
    #expect(failed.condition("Stalled")?.status == .true, "S-RE-33")
    try await chart.patch(["spec": ["ignoreMissingValuesFiles": true]])
    let lenient = try await chart.waitUntilReady()
    #expect(lenient.artifactRevision == "1.0.0+3")
    #expect(lenient.json[path: "status", "observedValuesFiles"] == ["values.yaml"])
  }

  @Test("S-HC-18 S-HR-21 charts that the real helm pushed into a registry, by range and by version")
  func registry() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("chart-oci")
    for version in ["0.1.0", "0.2.0", "0.3.0+build.1"] {
      try await world.helm.push(try await world.helm.package("reg", version), to: "charts", world.registry)
    }
    try await world.object(Self.repositories, "repo", in: namespace).create(spec: [
      "type": "oci", "url": .string("oci://\(world.registry.host)/charts"), "secretRef": ["name": "registry"],
      "certSecretRef": ["name": "registry-ca"], "interval": "1h",
    ])
    let chart = world.object(Self.type, "reg", in: namespace)
    try await chart.create(spec: world.chart("reg"))
    let newest = try await chart.waitUntilReady()
    #expect(newest.artifactRevision == "0.3.0+build.1")
    #expect(newest.condition("Ready")?.message == "pulled 'reg' chart with version '0.3.0+build.1'")
    #expect(try await files(newest)["reg/Chart.yaml"]?.contains("0.3.0+build.1") == true)

    try await chart.patch(["spec": ["version": "0.1.0"]])
    #expect(try await chart.waitUntilReady().artifactRevision == "0.1.0")
    try await chart.patch(["spec": ["version": "9.x"]])
    let failed = try await chart.waitUntilFailed("ChartPullError")
    #expect(failed.condition("FetchFailed")?.message.contains("could not locate a version matching") == true)
    #expect(failed.condition("Stalled") == nil)

    // The same through plain username and password, and refused ones.
    try await world.cluster.createSecret(
      "plain", in: namespace, ["username": "flux", "password": world.registry.options.password])
    try await world.cluster.createSecret("wrong", in: namespace, ["username": "flux", "password": "no"])
    let repo = world.object(Self.repositories, "repo", in: namespace)
    try await repo.patch(["spec": ["secretRef": ["name": "wrong"]]])
    try await chart.patch(["spec": ["version": "0.2.x"]])
    let refused = try await chart.waitUntilFailed("AuthenticationFailed")
    #expect(
      refused.condition("FetchFailed")?.message.hasPrefix("failed to authenticate with the Helm repository") == true)
    try await repo.patch(["spec": ["secretRef": ["name": "plain"]]])
    #expect(try await chart.waitUntilReady().artifactRevision == "0.2.0")
  }

  @Test(
    "S-HC-03 S-HC-05 S-HC-12 S-HC-13 S-HC-25 S-HC-26 S-HC-27 S-RE-35 a chart in Git is packaged with what it depends on"
  )
  func git() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("chart-git")
    try await world.publish("deps", [try await world.helm.package("far", "2.1.0")])
    try await world.object(Self.repositories, "deps", in: namespace).create(spec: world.repository("deps/"))
    let dependencies = """
      apiVersion: v2
      name: app
      version: 0.1.0
      dependencies:
      - {name: near, version: ">=0.1.0", repository: "file://../near"}
      - {name: far, version: 2.x, repository: "\(world.web.url)/deps", alias: other}

      """
    var tree = ChartFixture.tree(
      "charts/app", "app", "0.1.0", ["Chart.yaml": dependencies, ".helmignore": "*.md\n", "a.md": "x"])
    tree.merge(ChartFixture.tree("charts/near", "near", "0.2.0")) { $1 }
    tree["values/prod.yaml"] = "replicas: 9\n"
    let repository = try await world.source.git.createRepository("chart-git")
    let commit = try await repository.commit(files: tree)
    let git = world.source.object("git", in: namespace)
    try await git.create(spec: SourceWorld.spec(repository.url))
    let chart = world.object(Self.type, "app", in: namespace)
    try await chart.create(spec: world.chart("./charts/app", from: "GitRepository", "git"))
    let object = try await chart.waitUntilReady()
    #expect(object.artifactRevision == "0.1.0")
    #expect(object.condition("Ready")?.message == "packaged 'app' chart with version '0.1.0'")
    let packaged = try await files(object)
    #expect(packaged["app/a.md"] == nil && packaged["app/charts/near/Chart.yaml"] != nil)
    #expect(packaged["app/charts/far/Chart.yaml"]?.contains("version: 2.1.0") == true)

    try await eventually("the dependencies to be told") {
      try await world.cluster.events(about: "app", in: namespace).contains {
        $0.reason == "ResolvedDependencies" && $0.message == "resolved 2 chart dependencies"
      }
    }

    // The real helm renders what we packaged.
    let archive = "\(world.helm.directory.path)/packaged-app.tgz"
    let bytes = try await Download.get(object.artifactURL).body
    try world.helm.directory.write("", to: "packaged-app.tgz")
    let file = open(archive, O_WRONLY | O_TRUNC)
    #expect(Glibc.write(file, bytes, bytes.count) == bytes.count)
    close(file)
    let rendered = try await world.helm.run(["template", "r", archive])
    for name in ["r-app", "r-near", "r-other"] { #expect(rendered.contains("name: \(name)")) }

    try await chart.patch([
      "spec": ["reconcileStrategy": "Revision", "valuesFiles": ["charts/app/values.yaml", "values/prod.yaml"]]
    ])
    let second = try await chart.waitUntilReady()
    #expect(second.artifactRevision == "0.1.0+\(commit.prefix(12)).2")
    #expect(try await files(second)["app/values.yaml"]?.contains("replicas: 9") == true)
    let next = try await repository.commit(files: ["values/prod.yaml": "replicas: 10\n"])
    try await git.reconcile()
    let third = try await chart.wait("the new revision") { $0.artifactRevision == "0.1.0+\(next.prefix(12)).2" }
    #expect(try await files(third)["app/values.yaml"]?.contains("replicas: 10") == true)
  }

  @Test("S-HR-08 S-HC-08 a registry without TLS where the object allows it; a suspended chart rests")
  func plainRegistry() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("chart-plain")
    var options = RegistryServer.Options()
    options.usesTLS = false
    options.username = nil
    let registry = try await RegistryServer.start(options)
    let bytes = try #require(Files.read(try await world.helm.package("plain", "1.0.0")))
    let layer = RegistryLayer(mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip", bytes: bytes)
    try await registry.push("charts/plain", tag: "1.0.0", layers: [layer])
    let repo = world.object(Self.repositories, "repo", in: namespace)
    try await repo.create(spec: ["type": "oci", "url": .string("oci://\(registry.host)/charts")])
    let chart = world.object(Self.type, "plain", in: namespace)
    try await chart.create(spec: world.chart("plain"))
    let refused = try await chart.wait("the registry to be refused") { $0.condition("Ready")?.status == .false }
    #expect(refused.json[path: "status", "artifact"] == nil)
    try await chart.patch(["spec": ["suspend": true]])
    try await repo.patch(["spec": ["insecure": true]])
    let other = world.object(Self.type, "other", in: namespace)
    try await other.create(spec: world.chart("plain"))
    #expect(try await other.waitUntilReady().artifactRevision == "1.0.0")
    #expect(try await chart.get().json[path: "status", "artifact"] == nil)
    try await chart.patch(["spec": ["suspend": false]])
    #expect(try await chart.waitUntilReady().artifactRevision == "1.0.0")
  }

  @Test("S-HC-17 S-HC-19 S-HC-23 S-HC-24 S-RE-30 S-RE-31 what is not there, or cannot be, is named")
  func failures() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("chart-failures")
    try await world.publish("failures", [try await world.helm.package("pod", "1.0.0")])
    let chart = world.object(Self.type, "pod", in: namespace)
    try await chart.create(spec: world.chart("pod"))
    let absent = try await chart.waitUntilFailed("SourceUnavailable")
    #expect(absent.condition("FetchFailed")?.message.contains("\"repo\" not found") == true)

    let repo = world.object(Self.repositories, "repo", in: namespace)
    try await repo.create(spec: world.repository("nowhere"))
    let empty = try await chart.waitUntilFailed("NoSourceArtifact")
    #expect(empty.condition("Ready")?.message == "no artifact available for HelmRepository source 'repo'")
    try await repo.patch(["spec": ["url": .string("\(world.web.url)/failures")]])
    try await chart.waitUntilReady()

    for (name, version, hint) in [
      ("other", "*", "no chart name found"), ("pod", "7.x", "no 'pod' chart with version matching '7.x' found"),
      ("Pod", "*", "invalid chart name 'Pod'"),
    ] {
      try await chart.patch(["spec": ["chart": .string(name), "version": .string(version)]])
      let failed = try await chart.wait("\(name) \(version) to be refused") {
        $0.condition("Ready")?.message.contains(hint) == true && $0.isCurrent
      }
      #expect(failed.condition("FetchFailed")?.reason == "InvalidChartReference")
      #expect(failed.condition("Stalled")?.status == .true)
    }
    try await chart.patch(["spec": ["chart": "pod", "version": "*", "verify": ["provider": "cosign"]]])
    #expect(try await chart.waitUntilFailed("NotSupported").condition("Stalled")?.status == .true)
  }

  @Test("S-FL-06 S-HC-20 S-RE-32 an archive that escapes, is none or has another's digest never becomes an artifact")
  func hostileArchives() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("chart-hostile")
    try await world.publish("hostile", [try await world.helm.package("pod", "1.0.0")])
    let repo = world.object(Self.repositories, "repo", in: namespace)
    try await repo.create(spec: world.repository("hostile"))
    let chart = world.object(Self.type, "pod", in: namespace)
    try await chart.create(spec: world.chart("pod"))
    let good = try await chart.waitUntilReady()

    try await world.publish("hostile", [try await world.helm.package("pod", "1.1.0")])
    let escaping = try Layer.files([
      "pod/Chart.yaml": "apiVersion: v2\nname: pod\nversion: 1.1.0\n", "pod/../../x": "x",
    ])
    try world.web.write("hostile/pod-1.1.0.tgz", escaping.bytes)
    try await repo.reconcile()
    let refused = try await chart.waitUntilFailed("ChartPullError")
    #expect(refused.condition("ArtifactOutdated")?.reason == "NewChart")
    #expect(refused.condition("ArtifactOutdated")?.message == "new 'pod' chart with version '1.1.0'")
    #expect(refused.artifactRevision == "1.0.0")
    try world.web.write("hostile/pod-1.1.0.tgz", Array("nonsense".utf8))
    try await chart.wait("what is no archive to be named") {
      $0.condition("Ready")?.message.contains("gzipped archive") == true
    }
    try world.web.write("hostile/pod-1.1.0.tgz", [UInt8](repeating: 1, count: (10 << 20) + 1))
    let large = try await chart.wait("the size to be named") {
      $0.condition("Ready")?.message.contains("exceeds the maximum size of 10485760 bytes") == true
    }
    #expect(large.artifactDigest == good.artifactDigest)
  }
}
