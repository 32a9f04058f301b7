import Glibc
import OperatorKitTesting
import Testing

@Suite struct ChildProcessTests {
  @Test("Output, error output and exit code come back")
  func outputAndCode() async throws {
    let configuration = ProcessConfiguration("sh", ["-c", "echo out; echo err >&2; exit 3"])
    let result = try await ChildProcess.run(configuration, allowFailure: true)
    #expect(result.status == .exited(3))
    #expect(result.text == "out")
    #expect(String(decoding: result.errorOutput, as: UTF8.self) == "err\n")
  }

  @Test("Input, environment and directory reach the program")
  func inputEnvironmentDirectory() async throws {
    let directory = try TemporaryDirectory()
    var configuration = ProcessConfiguration("sh", ["-c", "cat; printf ' %s ' \"$GREETING\"; pwd"])
    configuration.input = Array("hello".utf8)
    configuration.environment["GREETING"] = "dear reader"
    configuration.directory = directory.path
    #expect(try await ChildProcess.run(configuration).text == "hello dear reader \(directory.path)")
  }

  @Test("Megabytes of output do not block the program")
  func largeOutput() async throws {
    let result = try await ChildProcess.run("head", "-c", "5000000", "/dev/zero")
    #expect(result.output.count == 5_000_000)
  }

  @Test("A failure is thrown with the end of the error output")
  func failure() async throws {
    do {
      try await ChildProcess.run("sh", "-c", "echo the reason >&2; exit 1")
      Issue.record("should have thrown")
    } catch ProcessError.failed(_, let status, let output) {
      #expect(status == .exited(1))
      #expect(output == "the reason")
    }
  }

  @Test("A missing program is named")
  func missingProgram() async throws {
    await #expect {
      try await ChildProcess.run("no-such-program-anywhere")
    } throws: {
      "\($0)".contains("no-such-program-anywhere")
    }
  }

  @Test("A program that takes too long is killed")
  func timeout() async throws {
    do {
      try await ChildProcess.run("sleep", "1000", timeout: .milliseconds(50))
      Issue.record("should have thrown")
    } catch ProcessError.timedOut {}
  }

  @Test("Cancelling the task kills the program")
  func cancellation() async throws {
    let directory = try TemporaryDirectory()
    let note = "\(directory.path)/note"
    let task = Task { try await ChildProcess.run("sh", "-c", "echo $$ >\"$0\"; exec sleep 1000", note) }
    try await eventually("the program running") { readText(note)?.hasSuffix("\n") == true }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    let process = try #require(readText(note)?.split(separator: "\n").first.flatMap { pid_t($0) })
    #expect(kill(process, 0) == -1 && errno == ESRCH)
  }

  @Test("Signals are reported, and none is sent once the process has ended")
  func signals() async throws {
    let child = try ChildProcess.start(ProcessConfiguration("sleep", ["1000"]))
    #expect(child.isRunning)
    #expect(await child.terminate() == .signalled(SIGTERM))
    #expect(child.status == .signalled(SIGTERM))
    #expect(!child.signal(SIGKILL))
  }

  @Test("A process that ignores SIGTERM is killed after the grace period")
  func stubborn() async throws {
    let script = "trap '' TERM; echo ready; while :; do sleep 1; done"
    let child = try ChildProcess.start(ProcessConfiguration("sh", ["-c", script]))
    try await eventually("the trap") { !child.standardOutput.isEmpty }
    #expect(await child.terminate(grace: .milliseconds(50)) == .signalled(SIGKILL))
  }

  @Test("A hundred children at once leave no zombie, waited for or not")
  func noZombies() async throws {
    let children = try (0..<100).map { _ in try ChildProcess.start(ProcessConfiguration("true")) }
    for child in children {
      try await eventually("the end of \(child.processID)") { !child.isRunning }
      #expect(waitpid(child.processID, nil, WNOHANG) == -1)
    }
  }
}
