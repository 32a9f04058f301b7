import ControllerSupport
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

@Suite struct RecentSecretsTests {
  @Test func aSecretIsReadAnewWhenItMustBeAndWhenItIsOld() async throws {
    let cluster = try await ControlPlane.shared()
    let client = KubernetesClient(try .kubeconfig(path: cluster.kubeconfigPath))
    let key = ObjectKey(namespace: "default", name: "recent-\(UInt32.random(in: 0...UInt32.max))")
    var object = DynamicObject(.secret, key)
    object.json["stringData"] = ["password": "old"]
    _ = try await client.create(.secret, object)
    let (recent, forgetful) = (RecentSecrets(lifetime: .seconds(3600)), RecentSecrets(lifetime: .zero))
    func password(_ secrets: RecentSecrets, fresh: Bool = false) async throws -> String? {
      try await secrets.read(key, from: client, fresh: fresh).text("password")
    }
    #expect(try await password(recent) == "old")
    #expect(try await password(forgetful) == "old")
    #expect(await !recent.hasChanged(key, from: client))
    try await client.patch(.secret, key, .merge(["stringData": ["password": "new"]]))
    #expect(try await password(recent) == "old")
    #expect(try await password(forgetful) == "new")
    #expect(await recent.hasChanged(key, from: client))
    #expect(try await password(recent) == "new", "what was looked at is kept")

    try await client.delete(.secret, key)
    #expect(try await password(recent) == "new")
    await #expect(throws: SecretError.self) { try await password(recent, fresh: true) }
    await #expect(throws: SecretError.self) { try await password(recent) }
  }
}
