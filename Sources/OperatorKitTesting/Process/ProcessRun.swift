import Glibc

/// What a finished program left.
public struct ProcessResult: Sendable {
  /// How it ended.
  public var status: ExitStatus
  /// What it wrote to standard output, if that was captured.
  public var output: [UInt8]
  /// What it wrote to standard error, if that was captured.
  public var errorOutput: [UInt8]

  /// Standard output as text without trailing white space.
  public var text: String { trimmed(output) }
}

extension ChildProcess {
  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - timeout: after this time the program is killed.
  ///   - allowFailure: return the result also when the program ended with something else than success.
  /// - Throws: ``ProcessError``; `CancellationError` if the task was cancelled, after killing the program.
  @discardableResult
  public static func run(
    _ configuration: ProcessConfiguration, timeout: Duration = .seconds(120), allowFailure: Bool = false
  ) async throws -> ProcessResult {
    let child = try start(configuration)
    let timer = Task {
      try await Task.sleep(for: timeout)
      return child.signal(SIGKILL)
    }
    let status = await withTaskCancellationHandler {
      await child.wait()
    } onCancel: {
      child.signal(SIGKILL)
    }
    timer.cancel()
    let result = ProcessResult(status: status, output: child.standardOutput, errorOutput: child.standardError)
    try Task.checkCancellation()
    if case .success(true) = await timer.result {
      throw ProcessError.timedOut(program: child.title, output: tail(of: result.errorOutput))
    }
    guard allowFailure || status.isSuccess else {
      let output = tail(of: result.errorOutput + result.output)
      throw ProcessError.failed(program: child.title, status: status, output: output)
    }
    return result
  }

  /// Runs a program with the caller's environment to its end, as ``run(_:timeout:allowFailure:)`` does.
  @discardableResult
  public static func run(
    _ executable: String, _ arguments: String..., directory: String? = nil, timeout: Duration = .seconds(120)
  ) async throws -> ProcessResult {
    try await run(ProcessConfiguration(executable, arguments, directory: directory), timeout: timeout)
  }
}

/// The last two thousand bytes of a program's output as text, for messages.
func tail(of bytes: [UInt8]) -> String {
  trimmed(Array(bytes.suffix(2000)))
}

/// The bytes as text, without the white space at the end.
func trimmed(_ bytes: [UInt8]) -> String {
  var end = bytes.count
  while end > 0, bytes[end - 1] <= 0x20 { end -= 1 }
  return String(decoding: bytes[..<end], as: UTF8.self)
}
