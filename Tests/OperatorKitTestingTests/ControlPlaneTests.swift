import Glibc
import OperatorKitTesting
import Testing

extension OwnControlPlaneTests {
  @Suite struct ControlPlaneTests {
    @Test("A Deployment of three replicas becomes Available, and nothing is left after stop")
    func deploymentBecomesAvailable() async throws {
      let cluster = try await ControlPlane.start()
      print("control plane ready after \(cluster.startDuration)")
      try await cluster.kubectl("create", "deployment", "web", "--image=example.test/web:1", "--replicas=3")
      try await cluster.kubectl("wait", "--for=condition=Available", "deployment/web", "--timeout=60s")
      let phases = try await cluster.kubectl("get", "pods", "-o", "jsonpath={.items[*].status.phase}")
      #expect(phases == "Running Running Running")

      await cluster.stop()
      guard !cluster.isExisting else { return }
      #expect(!cluster.isRunning(.etcd) && !cluster.isRunning(.apiServer) && !cluster.isRunning(.hollowNode(0)))
      #expect(access(cluster.kubeconfigPath, F_OK) != 0)
    }
  }
}
