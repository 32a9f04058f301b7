public import Glibc
import Synchronization

/// A running child process.
///
/// Guarantees: the child is reaped as soon as it ends, whether or not anybody waits for it; a signal
/// never reaches another process that got the same number later; with the default
/// ``ProcessConfiguration/Lifetime/boundToCaller`` the child does not outlive the caller, however
/// the caller ends. Waiting blocks no thread of Swift's cooperative pool.
public final class ChildProcess: Sendable {
  private struct State {
    var status: ExitStatus?
    var waiters: [CheckedContinuation<ExitStatus, Never>] = []
  }

  /// The number of the process.
  public let processID: pid_t
  let title: String
  private let state = Mutex(State())
  private let output: AnonymousFile?
  private let errorOutput: AnonymousFile?

  /// Starts a program.
  ///
  /// - Throws: ``ProcessError`` if there is no such program or the system refuses to start it.
  public static func start(_ configuration: ProcessConfiguration) throws -> ChildProcess {
    let child = try ChildProcess(configuration)
    try child.watch()
    return child
  }

  private init(_ configuration: ProcessConfiguration) throws {
    let input = try AnonymousFile(containing: configuration.input)
    let output = try ProcessOutput(configuration.output, inherited: STDOUT_FILENO)
    let errorOutput = try ProcessOutput(configuration.errorOutput, inherited: STDERR_FILENO)
    var arguments = [configuration.executable] + configuration.arguments
    var path = try programPath(configuration.executable, path: configuration.environment["PATH"])
    if let cgroup = configuration.cgroup {
      arguments = cgroup.wrapping(program: path, arguments: configuration.arguments)
      path = "/bin/sh"
    }
    let spawn = Spawn(
      path: path, arguments: arguments, environment: configuration.environment, directory: configuration.directory,
      descriptors: (input.descriptor, output.descriptor, errorOutput.descriptor),
      processGroup: configuration.lifetime == .boundToCaller ? try Watchdog.shared().processGroup : nil)
    processID = try spawn.start()
    title = configuration.title
    self.output = output.captured
    self.errorOutput = errorOutput.captured
  }

  /// Whether the process has not ended yet.
  public var isRunning: Bool { state.withLock { $0.status == nil } }

  /// How it ended; `nil` while it runs.
  public var status: ExitStatus? { state.withLock { $0.status } }

  /// What it has written to standard output so far, if that is captured.
  public var standardOutput: [UInt8] { output?.contents() ?? [] }

  /// What it has written to standard error so far, if that is captured.
  public var standardError: [UInt8] { errorOutput?.contents() ?? [] }

  /// Sends a signal. Returns false if the process has ended already.
  @discardableResult
  public func signal(_ number: Int32) -> Bool {
    // Under the lock the process is not reaped yet, so that its number cannot belong to another.
    state.withLock { $0.status == nil && Glibc.kill(processID, number) == 0 }
  }

  /// Waits for the end of the process. Not ended early by cancellation: send a signal for that.
  @discardableResult
  public func wait() async -> ExitStatus {
    await withCheckedContinuation { continuation in
      let ended = state.withLock { state in
        if state.status == nil { state.waiters.append(continuation) }
        return state.status
      }
      if let ended { continuation.resume(returning: ended) }
    }
  }

  /// Asks the process to end with `SIGTERM`, and kills it if it has not done so after `grace`.
  @discardableResult
  public func terminate(grace: Duration = .seconds(5)) async -> ExitStatus {
    signal(SIGTERM)
    let timer = Task {
      try await Task.sleep(for: grace)
      signal(SIGKILL)
    }
    defer { timer.cancel() }
    return await wait()
  }

  /// Kills the process with `SIGKILL` and waits until it is gone.
  @discardableResult
  public func kill() async -> ExitStatus {
    signal(SIGKILL)
    return await wait()
  }

  /// One thread per child sits in `waitid`: simple, and there are never many children.
  private func watch() throws {
    try startThread { [self] in
      var information = siginfo_t()
      // Look without reaping, so that `signal` can be kept out while the number is given up.
      while waitid(P_PID, id_t(bitPattern: processID), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
      reap()
    }
  }

  private func reap() {
    let (status, waiters) = state.withLock { state in
      var word: Int32 = 0
      while waitpid(processID, &word, 0) == -1, errno == EINTR {}
      let status = ExitStatus(waitStatus: word)
      state.status = status
      defer { state.waiters = [] }
      return (status, state.waiters)
    }
    for waiter in waiters { waiter.resume(returning: status) }
  }
}
