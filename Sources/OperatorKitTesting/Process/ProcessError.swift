/// What can go wrong around a child process.
public enum ProcessError: Error, Sendable, CustomStringConvertible {
  /// No such program, neither as a path nor in `PATH` and the system folders.
  case programNotFound(String)
  /// The operating system refused a step; `code` is its `errno`.
  case system(call: String, code: Int32)
  /// The program ended with something else than success.
  case failed(program: String, status: ExitStatus, output: String)
  /// The program was still running after the time given to it and was killed.
  case timedOut(program: String, output: String)

  public var description: String {
    switch self {
    case .programNotFound(let name):
      "no program \(name) found; `make setup` installs what the tests need"
    case .system(let call, let code):
      "\(call): \(errorText(code))"
    case .failed(let program, let status, let output):
      "\(program) \(status)\(output.isEmpty ? "" : ": \(output)")"
    case .timedOut(let program, let output):
      "\(program) did not end in time and was killed\(output.isEmpty ? "" : ": \(output)")"
    }
  }
}
