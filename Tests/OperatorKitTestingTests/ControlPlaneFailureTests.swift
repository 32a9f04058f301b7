import OperatorKitTesting
import Testing

extension OwnControlPlaneTests {
  @Suite struct ControlPlaneFailureTests {
    @Test("A component that ends at once fails the start with the end of its log")
    func failsWithLog() async throws {
      var options = ControlPlane.Options.apiServerOnly
      options.apiServerArguments = ["--no-such-flag"]
      do {
        let cluster = try await ControlPlane.start(options)
        #expect(cluster.isExisting)
      } catch ControlPlaneError.componentEnded(.apiServer, let status, let log) {
        #expect(!status.isSuccess)
        #expect(log.contains("no-such-flag"))
      }
    }
  }
}
