import Glibc
import OperatorKitTesting
import Testing

@Suite(.enabled(if: MemoryCgroup.unavailabilityReason == nil, "memory cgroups are writable here"))
struct MemoryCgroupTests {
  @Test("A program that takes more than the limit is killed, and the kill is counted")
  func hogIsKilled() async throws {
    let cgroup = try MemoryCgroup(limit: 32 << 20)
    // `tail` keeps an endless line in memory.
    var configuration = ProcessConfiguration("sh", ["-c", "exec tail /dev/zero"])
    configuration.cgroup = cgroup
    let result = try await ChildProcess.run(configuration, timeout: .seconds(60), allowFailure: true)
    #expect(result.status == .signalled(SIGKILL))
    let usage = cgroup.usage()
    #expect(usage.kills == 1)
    if let peak = usage.peak { #expect(peak > 16 << 20 && peak <= 32 << 20) }
  }

  @Test("A modest program runs, and its figures can be read while it does")
  func figures() async throws {
    let cgroup = try MemoryCgroup(limit: 64 << 20)
    let script = "x=$(head -c 1000000 /dev/zero | tr '\\0' x); echo ready; sleep 1000"
    var configuration = ProcessConfiguration("sh", ["-c", script])
    configuration.cgroup = cgroup
    let child = try ChildProcess.start(configuration)
    try await eventually("the program being ready") { !child.standardOutput.isEmpty }
    let usage = cgroup.usage()
    #expect(usage.current > 0 && usage.current <= 64 << 20)
    #expect(usage.anonymous > 0)
    #expect(usage.kills == 0)
    let memory = try #require(ProcessMemory(of: child.processID))
    #expect(memory.anonymous >= 1_000_000)
    #expect(memory.resident >= memory.anonymous && memory.peakResident >= memory.resident)
    await child.kill()
  }

  @Test("The group is removed with the last reference")
  func removal() async throws {
    var cgroup: MemoryCgroup? = try MemoryCgroup(limit: 32 << 20)
    let path = try #require(cgroup?.path)
    #expect(access(path, F_OK) == 0)
    cgroup = nil
    #expect(access(path, F_OK) != 0)
  }
}
