import Glibc
import OperatorKitTesting
import Testing

extension OwnControlPlaneTests {
  /// What is left after the process that used the library was killed.
  @Suite struct CrashedCallerTests {
    @Test("A control plane and its data are gone after its caller was killed")
    func controlPlaneEndsWithCaller() async throws {
      let directory = try TemporaryDirectory()
      let note = "\(directory.path)/note"
      await #expect(processExitsWith: .signal(SIGKILL)) { [note = note as String] in
        let cluster = try await ControlPlane.start()
        let parts: [ControlPlane.Component] = [.etcd, .apiServer, .controllerManager, .scheduler, .hollowNode(0)]
        let processes = parts.compactMap { cluster.processID(of: $0) }.map { "\($0)" }
        try writeText("\(processes.joined(separator: " ")) \(cluster.kubeconfigPath)", to: note)
        raise(SIGKILL)
      }
      let words = try #require(readText(note)).split(separator: " ").map(String.init)
      let kubeconfig = try #require(words.last)
      try await eventually("the directory of the control plane being removed") { access(kubeconfig, F_OK) != 0 }
      for word in words.dropLast() {
        let process = try #require(pid_t(word))
        try await eventually("process \(process) being gone") { isGone(process) }
      }
    }

    @Test("Children, their own children and cgroups are gone after the caller was killed")
    func childrenEndWithCaller() async throws {
      let directory = try TemporaryDirectory()
      let note = "\(directory.path)/note"
      await #expect(processExitsWith: .signal(SIGKILL)) { [note = note as String] in
        // The shell ignores SIGTERM and so does its child.
        let script = "trap '' TERM; sleep 1000 & echo $$ $! >\"$0\"; wait"
        var configuration = ProcessConfiguration("sh", ["-c", script, note])
        configuration.cgroup = try? MemoryCgroup(limit: 64 << 20)
        let child = try ChildProcess.start(configuration)
        try await eventually("the note") { readText(note)?.hasSuffix("\n") == true }
        try writeText((readText(note) ?? "") + (configuration.cgroup?.path ?? "/nowhere"), to: note)
        withExtendedLifetime(child) { _ = raise(SIGKILL) }
      }
      let words = try #require(readText(note)).split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)
      try #require(words.count == 3)
      for word in words.dropLast() {
        let process = try #require(pid_t(word))
        try await eventually("process \(process) being gone") { isGone(process) }
      }
      try await eventually("the cgroup being removed") { access(words[2], F_OK) != 0 }
    }
  }
}

/// Gone, or dead and not yet collected by the machine's first process.
private func isGone(_ process: pid_t) -> Bool {
  guard let status = readText("/proc/\(process)/stat") else { return true }
  return status.contains(") Z ")
}
