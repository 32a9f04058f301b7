import Glibc
import Logging
import OperatorKit

/// The life of a controller's process, from its arguments to its exit code.
public enum ControllerProcess {
  /// Runs a program until a signal ends it, then exits. Call it as the first statement of `main`.
  ///
  /// Exit codes: 0 after a signal or `--help`, 2 for arguments that cannot be read, 1 for everything else.
  public static func main<Program: ControllerProgram>(_ program: Program.Type) async -> Never {
    TerminationSignal.listen()
    Allocator.configure()
    let code = await run(
      program, arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessEnvironment.current,
      until: TerminationSignal.wait)
    // Without running exit handlers: threads of libraries may still be at work.
    _exit(code)
  }

  /// As ``main(_:)``, but ends when `ending` returns, and returns the exit code.
  package static func run<Program: ControllerProgram>(
    _ type: Program.Type, arguments: [String], environment: [String: String],
    until ending: @escaping @Sendable () async throws -> Int32
  ) async -> Int32 {
    do {
      let start = try ControllerStart<Program>(arguments: arguments, environment: environment)
      LoggingSystem.bootstrapController(start.options.log, redactor: start.redactor)
      return await run(start, until: ending)
    } catch FlagError.help(let text) {
      StandardStream.output.write(text)
      return 0
    } catch {
      StandardStream.error.write("\(Program.profile.name): \(error)\n")
      if case .invalid = error as? FlagError { return 1 }
      return 2
    }
  }

  private static func run<Program: ControllerProgram>(
    _ start: ControllerStart<Program>, until ending: @escaping @Sendable () async throws -> Int32
  ) async -> Int32 {
    let log = Logger(label: "setup")
    for notice in start.values.notices { log.info("\(notice)") }
    do {
      let services = try ControllerServices(start)
      var manager = Manager(logger: Logger(label: "manager"))
      try services.install(in: &manager)
      try await start.program.configure(&manager, services.context)
      log.info("starting manager")
      try await services.run(manager, until: ending)
      return 0
    } catch {
      log.error("the process ends", metadata: ["error": "\(error)"])
      return 1
    }
  }
}

/// What is known before anything runs.
struct ControllerStart<Program: ControllerProgram>: Sendable {
  let program: Program
  let values: FlagValues
  let options: CommonOptions
  let environment: [String: String]
  let redactor = Redactor()

  /// Throws ``FlagError``.
  init(arguments: [String], environment: [String: String]) throws {
    var flags = FlagSet(program: Program.profile.name)
    let common = CommonFlags(&flags, Program.profile)
    program = Program(flags: &flags)
    values = try flags.parse(arguments, environment: environment)
    options = try CommonOptions(values, common, Program.profile, environment: environment)
    self.environment = environment
  }
}

/// The environment of this process.
public enum ProcessEnvironment {
  public static var current: [String: String] {
    var result: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        result[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      next = next.advanced(by: 1)
    }
    return result
  }
}
