import OperatorKit
import TestSupport
import Testing

@Suite struct MemoryLimitTests {
  let scratch = try? Scratch()

  func limit(cgroup: String, mounts: String, _ files: [String: String]) throws -> MemoryLimit {
    let scratch = try #require(scratch)
    try scratch.write("proc/self/cgroup", cgroup)
    try scratch.write("proc/self/mountinfo", mounts)
    for (name, text) in files { try scratch.write(name, text) }
    return MemoryLimit.current(root: scratch.path)
  }

  let unified = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n"

  @Test func versionTwoTakesTheTightestLimitAbove() throws {
    let limit = try limit(
      cgroup: "0::/pods/one\n", mounts: unified,
      [
        "sys/fs/cgroup/pods/memory.max": "67108864\n", "sys/fs/cgroup/pods/one/memory.max": "max\n",
        "sys/fs/cgroup/pods/one/memory.current": "1234\n", "sys/fs/cgroup/pods/one/memory.stat": "anon 99\nfile 5\n",
      ])
    #expect(limit.bytes == 64 << 20)
    #expect(limit.usedBytes() == 1234)
    #expect(limit.anonymousBytes() == 99)
  }

  @Test func versionTwoInAContainerSeesItselfAtTheRoot() throws {
    let limit = try limit(
      cgroup: "0::/\n", mounts: unified,
      ["sys/fs/cgroup/memory.max": "33554432\n", "sys/fs/cgroup/memory.current": "1\n"])
    #expect(limit.bytes == 32 << 20)
  }

  @Test func versionOneInAContainerSeesOnlyItsPartOfTheHierarchy() throws {
    let limit = try limit(
      cgroup: "5:cpu,cpuacct:/docker/x\n4:memory:/docker/x\n0::/\n",
      mounts: "31 23 0:27 /docker/x /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n",
      [
        "sys/fs/cgroup/memory/memory.limit_in_bytes": "67108864\n",
        "sys/fs/cgroup/memory/memory.usage_in_bytes": "5\n",
        "sys/fs/cgroup/memory/memory.stat": "total_rss 7\nhierarchical_memory_limit 50331648\n",
      ])
    #expect(limit.bytes == 48 << 20)
    #expect(limit.anonymousBytes() == 7)
  }

  @Test func noLimitIsNone() throws {
    let limit = try limit(
      cgroup: "4:memory:/\n", mounts: "31 23 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n",
      [
        "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        "sys/fs/cgroup/memory/memory.usage_in_bytes": "5\n",
      ])
    #expect(limit.bytes == nil)
    #expect(MemoryBudget.ofProcess(reservedBytes: 1 << 20, assumedLimit: 9 << 20, limit: limit).totalBytes == 8 << 20)
  }

  @Test(arguments: ["", "garbage\n::::\n", "0::\n", "4:memory\n"])
  func nonsenseIsNoLimit(cgroup: String) throws {
    let limit = try limit(cgroup: cgroup, mounts: "x - \n- - -\n1 2 3 4 5 6 7 - cgroup2\n", [:])
    #expect(limit.bytes == nil)
    #expect(limit.usedBytes() == nil)
  }
}

@Suite struct MemoryBudgetTests {
  @Test func roomIsGivenBackWhenAReservationIsDropped() async throws {
    let budget = MemoryBudget(totalBytes: 100)
    do {
      let first = try await budget.acquire(60)
      #expect(budget.usedBytes == 60)
      first.shrink(to: 10)
      #expect(budget.usedBytes == 10)
      first.release()
      first.release()
    }
    let second = try await budget.acquire(100)
    #expect(budget.usedBytes == 100)
    _ = second
  }

  @Test func firstComeFirstServed() async throws {
    let budget = MemoryBudget(totalBytes: 100)
    let held = try await budget.acquire(80)
    let large = Task { try await budget.acquire(90) }
    while budget.waitingCount < 1 { await Task.yield() }
    // There would be room for this one, but it must not overtake.
    let small = Task { try await budget.acquire(10) }
    while budget.waitingCount < 2 { await Task.yield() }
    #expect(budget.usedBytes == 80)
    held.release()
    let (a, b) = (try await large.value, try await small.value)
    #expect(budget.usedBytes == 100)
    a.release()
    b.release()
    #expect(budget.usedBytes == 0)
  }

  @Test func whatIsLargerThanAllIsLetInAlone() async throws {
    let budget = MemoryBudget(totalBytes: 100)
    let held = try await budget.acquire(1)
    let giant = Task { try await budget.acquire(.max) }
    while budget.waitingCount < 1 { await Task.yield() }
    held.release()
    let room = try await giant.value
    let next = Task { try await budget.acquire(1) }
    while budget.waitingCount < 1 { await Task.yield() }
    room.release()
    try await next.value.release()
    #expect(budget.usedBytes == 0)
  }

  @Test func aCancelledWaiterLeavesTheLine() async throws {
    let budget = MemoryBudget(totalBytes: 100)
    let held = try await budget.acquire(50)
    let blocked = Task { try await budget.acquire(80) }
    while budget.waitingCount < 1 { await Task.yield() }
    let behind = Task { try await budget.acquire(50) }
    while budget.waitingCount < 2 { await Task.yield() }
    blocked.cancel()
    await #expect(throws: CancellationError.self) { try await blocked.value }
    try await behind.value.release()
    held.release()
    #expect(budget.usedBytes == 0 && budget.waitingCount == 0)
  }

  @Test func nothingIsLostUnderContention() async throws {
    let budget = MemoryBudget(totalBytes: 64)
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<400 {
        group.addTask {
          let work = Task {
            try await budget.with(number % 90) {
              #expect(budget.usedBytes <= 64 || number % 90 > 64)
              await Task.yield()
            }
          }
          if number % 7 == 0 { work.cancel() }
          _ = try? await work.value
        }
      }
    }
    #expect(budget.usedBytes == 0 && budget.waitingCount == 0)
  }

  @Test func theAllocatorCanBeAskedAtAnyTime() {
    Allocator.configure()
    for _ in 0..<100 { Allocator.returnFreedMemory() }
  }
}
