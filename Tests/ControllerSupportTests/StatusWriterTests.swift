import ControllerSupport
import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Drafts of a status on a real API server, where others write too.
@Suite struct StatusWriterTests {
  private static let client = Task {
    let cluster = try await ControlPlane.shared()
    let path = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let definitions = "\(path)/config/crd/bases"
    try await cluster.kubectl("apply", "--validate=false", "-f", definitions)
    try await cluster.kubectl("wait", "--for=condition=Established", "--timeout=60s", "-f", definitions)
    return KubernetesClient(try .kubeconfig(path: cluster.kubeconfigPath))
  }

  /// A GitRepository of a test's own, and who writes its status.
  private func made() async throws -> (GitRepository, StatusWriter<GitRepository>, KubernetesClient) {
    let client = try await Self.client.value
    let key = ObjectKey(namespace: "default", name: "draft-\(UInt32.random(in: 0...UInt32.max))")
    let object = try await create(key, client)
    let writer = StatusWriter(
      client: client, informer: Informer(of: GitRepository.self, client: client), fieldManager: "drafter",
      owning: ["Ready", "Reconciling"])
    return (object, writer, client)
  }

  private func create(_ key: ObjectKey, _ client: KubernetesClient) async throws -> GitRepository {
    var object = DynamicObject(GitRepository.resourceType, key)
    object.json["spec"] = ["url": "https://git.example/repo.git", "interval": "1m"]
    // Of a shard of its own: controllers of other tests on this control plane pass it over.
    object.setLabel("sharding.fluxcd.io/key", "nobody")
    return try await client.create(GitRepository.resourceType, object).decode(GitRepository.self)
  }

  private func writeAsAnother(_ object: GitRepository, _ client: KubernetesClient) async throws {
    let conditions = [
      Condition(type: "Ready", status: .false, reason: "Mistaken", message: "from somebody else"),
      Condition(type: "Approved", status: .true, reason: "Reviewed", message: "by a person"),
    ]
    try await client.patch(
      GitRepository.resourceType, object.key,
      .merge(["status": ["conditions": JSONEncoding.encode(conditions)]]), subresource: "status")
  }

  @Test("K-04-25 S-CRD-16 owned conditions win over what others wrote meanwhile; those of others stay")
  func concurrentWriters() async throws {
    let (object, writer, client) = try await made()
    var draft = StatusDraft(object)
    draft.set("Ready", .true, reason: "Succeeded", "as drafted")
    try await writeAsAnother(object, client)
    #expect(try await writer.write(&draft))

    let live: GitRepository = try await client.get(GitRepository.self, object.key)
    #expect(live.status.conditions.condition("Ready")?.message == "as drafted")
    #expect(live.status.conditions.condition("Approved")?.message == "by a person")
    #expect(draft.status == live.status, "the draft goes on from what is there")

    draft.status.observedGeneration = 7
    try await writeAsAnother(object, client)
    #expect(try await writer.write(&draft), "also in the second write of a run")
    let later: GitRepository = try await client.get(GitRepository.self, object.key)
    #expect(later.status.observedGeneration == 7)
    #expect(later.status.conditions.condition("Ready")?.reason == "Succeeded")
    let fields = try await client.get(GitRepository.resourceType, object.key).json[path: "metadata", "managedFields"]
    #expect((fields?.arrayValue ?? []).contains { $0["manager"] == "drafter" })
    try await client.delete(GitRepository.resourceType, object.key)
  }

  @Test func nothingIsWrittenWhenNothingDiffers() async throws {
    let (object, writer, client) = try await made()
    var draft = StatusDraft(object)
    #expect(try await !writer.write(&draft))
    draft.set("Ready", .true, reason: "Succeeded", "done")
    #expect(try await writer.write(&draft))
    #expect(try await !writer.write(&draft))
    try await client.delete(GitRepository.resourceType, object.key)
  }

  @Test func anObjectThatIsGoneNeedsNothingAndItsSuccessorGetsNothing() async throws {
    let (object, writer, client) = try await made()
    var draft = StatusDraft(object)
    draft.set("Ready", .true, reason: "Succeeded", "of the old one")
    try await client.delete(GitRepository.resourceType, object.key)
    #expect(try await !writer.write(&draft))
    let successor = try await create(object.key, client)
    #expect(try await !writer.write(&draft))
    let live: GitRepository = try await client.get(GitRepository.self, successor.key)
    #expect(live.status.conditions.isEmpty)
    try await client.delete(GitRepository.resourceType, object.key)
  }
}
