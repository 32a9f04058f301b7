import OperatorKitTesting
import Testing

extension OwnControlPlaneTests {
  @Suite struct ControlPlaneOutageTests {
    @Test("Killed parts come back on the same address with the same data")
    func killAndRestart() async throws {
      let cluster = try await ControlPlane.start(.apiServerOnly)
      guard !cluster.isExisting else { return }
      print("API server alone ready after \(cluster.startDuration)")
      try await cluster.kubectl("create", "configmap", "kept", "--from-literal=key=value")

      try await cluster.kill(.apiServer)
      #expect(!cluster.isRunning(.apiServer))
      await #expect(throws: ProcessError.self) { try await cluster.kubectl("get", "configmap", "kept") }
      try await cluster.start(.apiServer)
      #expect(try await cluster.kubectl("get", "configmap", "kept", "-o", "jsonpath={.data.key}") == "value")

      try await cluster.kill(.etcd)
      #expect(!cluster.isRunning(.etcd))
      try await cluster.start(.etcd)
      try await eventually("the API server finding etcd again") {
        (try? await cluster.kubectl("get", "configmap", "kept", "-o", "jsonpath={.data.key}")) == "value"
      }
      await cluster.stop()
    }

    @Test("Two control planes side by side do not see each other")
    func sideBySide() async throws {
      async let first = ControlPlane.start(.apiServerOnly)
      async let second = ControlPlane.start(.apiServerOnly)
      let (left, right) = try await (first, second)
      guard !left.isExisting else { return }
      #expect(left.serverURL != right.serverURL)
      try await left.kubectl("create", "namespace", "only-left")
      await #expect(throws: ProcessError.self) { try await right.kubectl("get", "namespace", "only-left") }
      await left.stop()
      await right.stop()
    }
  }
}
