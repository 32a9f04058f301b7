import GitOpsAPI
import HTTP
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Commit statuses and comments on a server that speaks Gitea's API.
@Suite struct GitDeliveryTests {
  private func place(
    _ purpose: String, _ type: JSONValue
  ) async throws -> (DeliveryPlace, GiteaRepository, WatchedObject) {
    let place = try await DeliveryWorld.shared().place(purpose)
    let repository = GiteaRepository(place.world.mailbox, place.namespace)
    try await place.world.cluster.createSecret("token", in: place.namespace, ["token": GiteaRepository.token])
    let provider = try await place.provider(
      "hook", ["type": type, "address": .string(repository.address), "secretRef": ["name": "token"]])
    try await place.alert()
    try await place.settle()
    return (place, repository, provider)
  }

  @Test("N-CS-01 N-CS-04 N-CS-11 N-CS-13 a commit's status follows its events, and is set when it changed only")
  func statuses() async throws {
    let (place, repository, provider) = try await place("statuses", "gitea")
    let uid = try #require(try await provider.get().uid)
    let context = "kustomization/app/\(uid.split(separator: "-")[0])"
    func post(
      _ message: String, _ reason: JSONValue, severity: JSONValue = "info", isUpdate: Bool = true
    ) async throws {
      var metadata = ["\(DeliveryPlace.group)/revision": "main@sha1:\(DeliveryPlace.commit)"]
      if isUpdate { metadata["\(DeliveryPlace.group)/commit_status"] = "update" }
      let event = place.event(message, severity: severity, reason: reason, metadata: metadata)
      #expect(try await place.post(event).status == 202)
    }
    func expect(_ statuses: [[String]]) async throws {
      try await eventually("\(statuses)", within: .seconds(90)) {
        repository.statuses(DeliveryPlace.commit) == statuses.map { [context] + $0 }
      }
    }
    var expected = [["pending", "progressing"]]
    try await post("started", "Progressing")
    try await expect(expected)
    try await post("all is well", "ReconciliationSucceeded")
    expected.append(["success", "reconciliation succeeded"])
    try await expect(expected)
    // The same again in other words, and what is no update: no status.
    try await post("all is still well", "ReconciliationSucceeded")
    try await post("drift was corrected", "ReconciliationSucceeded", isUpdate: false)
    // A failure needs not to be marked as an update.
    try await post("no good", "HealthCheckFailed", severity: "error", isUpdate: false)
    expected.append(["failure", "health check failed"])
    try await expect(expected)
    try await post("well again", "ReconciliationSucceeded")
    expected.append(["success", "reconciliation succeeded"])
    try await expect(expected)
    #expect(place.world.controller.log.contains("missing commit metadata key"))
    // Another name for the status, by an expression; one that fails is said.
    let name: JSONValue = "'flux/' + event.involvedObject.name + '/' + alert.metadata.name"
    try await provider.patch(["spec": ["commitStatusExpr": name]])
    let revision = ["\(DeliveryPlace.group)/revision": DeliveryPlace.commit]
    try await place.posting(
      until: "the other name", { place.event("named \($0)x", severity: "error", metadata: revision) }
    ) { repository.statuses(DeliveryPlace.commit).contains { $0[0] == "flux/app/all" } }
    try await provider.patch(["spec": ["commitStatusExpr": "event.nothing"]])
    try await place.posting(
      until: "a warning", { place.event("unnamed \($0)x", severity: "error", metadata: revision) }
    ) {
      try await place.world.cluster.events(about: "all", in: place.namespace).contains {
        $0.message.contains("failed to evaluate the spec.commitStatusExpr CEL expression")
      }
    }
  }

  @Test("N-CR-02 N-CR-06 N-MD-14 N-MD-16 a pull request has one comment for each object, kept up to date")
  func comments() async throws {
    let (place, repository, provider) = try await place("comments", "giteapullrequestcomment")
    let uid = try #require(try await provider.get().uid)
    let metadata = ["event.toolkit.fluxcd.io/change_request": "7", "\(DeliveryPlace.group)/revision": "r1"]
    try await place.post(place.event("not about a request"))
    try await place.post(place.event("deployed", metadata: metadata))
    func body(_ name: String, _ emoji: String, _ text: String) -> String {
      let object = "Kustomization/\(place.namespace)/\(name)"
      return "<!-- flux-pr-comment-key:\(uid)/\(object) -->\n\n## Flux Status\n\n\(emoji) \(object)\n\n\(text)\n\n"
        + "Metadata:\n* `revision`: r1\n"
    }
    try await eventually("a comment", within: .seconds(90)) {
      repository.comments(7) == [body("app", "ℹ️", "deployed")]
    }
    try await place.post(place.event("broken", severity: "error", reason: "HealthCheckFailed", metadata: metadata))
    try await place.post(place.event("deployed", name: "other", metadata: metadata))
    try await eventually("the comment to be changed, and another", within: .seconds(90)) {
      repository.comments(7) == [body("app", "⚠️", "broken"), body("other", "ℹ️", "deployed")]
    }
    #expect(place.world.controller.log.contains("missing change request metadata key"))
  }

  @Test("N-MD-14 what a real kustomize-controller applies ends as the status of the commit that it came from")
  func kustomization() async throws {
    let world = try await KustomizeWorld.shared()
    let project = try await world.project("commit-status", ["a.yaml": Manifest.configMap("a")])
    let delivery = try await DeliveryWorld.shared()
    let place = DeliveryPlace(world: delivery, namespace: project.namespace)
    let repository = GiteaRepository(delivery.mailbox, place.namespace)
    try await world.cluster.createSecret("gitea", in: place.namespace, ["token": GiteaRepository.token])
    let git = try await place.provider(
      "gitea", ["type": "gitea", "address": .string(repository.address), "secretRef": ["name": "gitea"]])
    try await place.provider()
    try await place.alert("statuses", ["providerRef": ["name": "gitea"]])
    try await place.alert()
    try await place.settle()

    let events = "http://127.0.0.1:\(delivery.controller.eventsPort)/"
    let controller = try RunningController.start("kustomize-controller", world.cluster, ports: 2) { ports, _ in
      [
        "--metrics-addr=127.0.0.1:\(ports[0])", "--health-addr=127.0.0.1:\(ports[1])", "--min-retry-delay=100ms",
        "--max-retry-delay=1s", "--events-addr=\(events)",
        "--watch-label-selector=\(SourceWorld.shardLabel)=\(place.namespace)",
      ]
    }
    defer { controller.process.signal(9) }
    let app = project.object()
    try await app.create(
      spec: [
        "interval": "1h", "retryInterval": "1s", "prune": true, "path": "./",
        "targetNamespace": .string(project.namespace), "sourceRef": ["kind": "GitRepository", "name": "repo"],
      ],
      labels: [SourceWorld.shardLabel: place.namespace],
      annotations: ["event.toolkit.fluxcd.io/deploymentID": "7"])
    try await app.waitUntilReady()
    let uid = try #require(try await git.get().uid)
    let context = "kustomization/app/\(uid.split(separator: "-")[0])"
    try await eventually("the commit's status", within: .seconds(90)) {
      repository.statuses(project.firstCommit).last == [context, "success", "reconciliation succeeded"]
    }
    try await eventually("the event of the change, with the object's annotation", within: .seconds(90)) {
      place.letters().contains { letter in
        letter.json[path: "metadata", "deploymentID"] == "7" && letter.message.contains("ConfigMap")
      }
    }
    // What comes from a registry has a digest for a revision; its commit stands in the artifact's metadata.
    let origin = String(DeliveryPlace.commit.reversed())
    var artifact = try await project.sourceObject.get().json[path: "status", "artifact"] ?? .null
    artifact["revision"] = .string("latest@sha256:\(String(repeating: "0", count: 64))")
    artifact["metadata"] = ["org.opencontainers.image.revision": .string("main@sha1:\(origin)")]
    let image = place.object(OCIRepository.resourceType, "image")
    try await image.create(
      spec: ["interval": "1h", "url": "oci://registry.test/shop"], labels: [SourceWorld.shardLabel: "nobody"])
    try await place.client.patch(
      OCIRepository.resourceType, image.key, .merge(["status": ["artifact": artifact]]), subresource: "status")
    try await project.object("image").create(
      spec: [
        "interval": "1h", "prune": true, "path": "./", "namePrefix": "image-",
        "targetNamespace": .string(project.namespace), "sourceRef": ["kind": "OCIRepository", "name": "image"],
      ], labels: [SourceWorld.shardLabel: place.namespace])
    try await eventually("the status of the commit that the artifact was made from", within: .patience) {
      repository.statuses(origin).last
        == ["kustomization/image/\(uid.split(separator: "-")[0])", "success", "reconciliation succeeded"]
    }
    // A commit that cannot be applied fails under the same name.
    let broken = try await project.push(["b.yaml": "kind: Nonsense\n"])
    try await eventually("the failure of the next commit", within: .seconds(90)) {
      repository.statuses(broken).last?.prefix(2) == [context, "failure"]
    }
    for commit in [project.firstCommit, origin, broken] {
      let statuses = repository.statuses(commit)
      #expect(zip(statuses, statuses.dropFirst()).allSatisfy { $0 != $1 }, "nothing is said twice: \(statuses)")
    }
  }

  @Test("what becomes of a HelmRelease ends as the status of the commit that it names, success and failure, once each")
  func helmRelease() async throws {
    let world = try await HelmWorld.shared()
    let template = Template.configMap("a") + "{{ if .Values.boom }}{{ fail \"boom\" }}{{ end }}\n"
    let project = try await world.project("commit-release", TestChart(["a.yaml": template]))
    let delivery = try await DeliveryWorld.shared()
    let place = DeliveryPlace(world: delivery, namespace: project.namespace)
    let repository = GiteaRepository(delivery.mailbox, place.namespace)
    try await world.cluster.createSecret("gitea", in: place.namespace, ["token": GiteaRepository.token])
    let git = try await place.provider(
      "gitea", ["type": "gitea", "address": .string(repository.address), "secretRef": ["name": "gitea"]])
    try await place.alert(
      "statuses", ["providerRef": ["name": "gitea"], "eventSources": [["kind": "HelmRelease", "name": "*"]]])
    try await place.settle()
    let controller = try HelmWorld.controller(
      world.cluster,
      arguments: [
        "--events-addr=http://127.0.0.1:\(delivery.controller.eventsPort)/",
        "--watch-label-selector=\(SourceWorld.shardLabel)=\(place.namespace)",
      ])
    defer { controller.process.signal(9) }
    let app = project.object()
    try await app.create(
      spec: ["interval": "1h", "timeout": "5m", "chartRef": ["kind": "HelmChart", "name": "shop"]],
      labels: [SourceWorld.shardLabel: place.namespace],
      annotations: ["event.toolkit.fluxcd.io/commit": "main@sha1:\(DeliveryPlace.commit)"])
    try await app.waitUntilReady()
    let uid = try #require(try await git.get().uid)
    let context = "helmrelease/app/\(uid.split(separator: "-")[0])"
    try await eventually("the status of the installation", within: .patience) {
      repository.statuses(DeliveryPlace.commit) == [[context, "success", "install succeeded"]]
    }
    try await app.patch(["spec": ["values": ["boom": true]]])
    try await eventually("the status of the failed upgrade", within: .patience) {
      repository.statuses(DeliveryPlace.commit).contains([context, "failure", "upgrade failed"])
    }
    try await app.patch(["spec": ["values": ["boom": false]]])
    try await app.waitUntilReady()
    try await eventually("the status of the upgrade", within: .patience) {
      repository.statuses(DeliveryPlace.commit).last == [context, "success", "upgrade succeeded"]
    }
    let statuses = repository.statuses(DeliveryPlace.commit)
    #expect(zip(statuses, statuses.dropFirst()).allSatisfy { $0 != $1 }, "nothing is said twice: \(statuses)")
  }
}
