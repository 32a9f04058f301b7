import Testing

@testable import OperatorKitTesting

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

    @Test("A component that gives up while the API server is not there yet is started again")
    func startsAgain() async throws {
      if try await ControlPlane.shared().isExisting { return }
      let real = try await ControlPlaneBinaries.locate()
      let folder = try TemporaryDirectory(prefix: "programs")
      for name in ["kube-apiserver", "kube-scheduler", "kubemark"] {
        try await ChildProcess.run("ln", "-s", real.path(name), "\(folder.path)/\(name)")
      }
      let manager = try folder.write(
        """
        #!/bin/sh
        echo started >> \(folder.path)/starts
        [ "$(wc -l < \(folder.path)/starts)" -lt 3 ] && exit 255
        exec \(real.path("kube-controller-manager")) "$@"

        """, to: "kube-controller-manager")
      try await ChildProcess.run("chmod", "+x", manager)
      var options = ControlPlane.Options()
      (options.scheduler, options.hollowNodes, options.programs) = (false, 0, folder.path)
      let cluster = try await ControlPlane.start(options)
      #expect(cluster.isRunning(.controllerManager))
      #expect(try await ChildProcess.run("cat", "\(folder.path)/starts").text.split(separator: "\n").count == 3)
      await cluster.stop()
    }
  }
}
