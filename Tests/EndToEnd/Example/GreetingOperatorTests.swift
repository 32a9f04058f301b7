import Glibc
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// The example in `Examples/`, which depends on OperatorKit alone, does what its documentation says. `make test` builds
/// it first.
@Suite struct GreetingOperatorTests {
  private static let greeting = ResourceType(group: "example.com", version: "v1", kind: "Greeting", plural: "greetings")

  @Test("an operator in a few lines keeps an owned object, writes status, records events and ends in order")
  func example() async throws {
    let cluster = try await TestCluster.shared()
    let folder = "\(try TestCluster.repositoryFolder())/Examples/GreetingOperator"
    let binary = "\(folder)/.build/debug/GreetingOperator"
    guard access(binary, X_OK) == 0 else {
      throw MissingBinary(path: binary)
    }
    try await cluster.controlPlane.kubectl("apply", "-f", "\(folder)/greeting-crd.yaml")
    let namespace = try await cluster.namespace("greeting")
    var configuration = ProcessConfiguration(binary)
    configuration.environment["KUBECONFIG"] = cluster.controlPlane.kubeconfigPath
    let process = try ChildProcess.start(configuration)
    defer { process.signal(SIGKILL) }

    let key = ObjectKey(namespace: namespace, name: "world")
    var object = DynamicObject(Self.greeting, key)
    object.json["spec"] = ["name": "World"]
    try await eventually("the kind to be served") { (try? await cluster.client.create(Self.greeting, object)) != nil }
    try await expectText("Hello, World!", at: key, cluster)
    try await eventually("the status") {
      let status = try await cluster.client.get(Self.greeting, key).json["status"]
      return status?["conditions"]?[0]?["message"] == "Hello, World!"
    }
    try await eventually("the event") { try await !cluster.events(about: "world", in: namespace).isEmpty }

    try await cluster.client.delete(.configMap, key)
    try await expectText("Hello, World!", at: key, cluster)
    try await cluster.client.patch(Self.greeting, key, .merge(["spec": ["name": "Swift"]]))
    try await expectText("Hello, Swift!", at: key, cluster)

    let status = await process.terminate(grace: .seconds(15))
    #expect(status == .exited(0))
  }

  private func expectText(_ text: String, at key: ObjectKey, _ cluster: TestCluster) async throws {
    try await eventually("the ConfigMap to say '\(text)'") {
      try await cluster.client.find(.configMap, key)?.json[path: "data", "text"]?.stringValue == text
    }
  }
}
