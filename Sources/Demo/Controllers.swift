import OperatorKit
import OperatorKitTesting

/// A controller's process under its memory limit.
struct RunningController {
  let name: String
  let process: ChildProcess
  let cgroup: MemoryCgroup?
  /// The port that is kept for it, if any.
  var port: PortReservation?

  /// What the process has used at most, and what it holds now.
  var memory: String {
    let megabytes = { (bytes: UInt64) in "\((bytes * 10 / (1 << 20)) / 10).\((bytes * 10 / (1 << 20)) % 10) MiB" }
    let now = ProcessMemory(of: process.processID)
    let anonymous = now.map { ", anonymous now \(megabytes($0.anonymous))" } ?? ""
    if let usage = cgroup?.usage(), let peak = usage.peak {
      return "peak \(megabytes(peak)) of \(megabytes(cgroup?.limit ?? 0))\(anonymous), kills \(usage.kills)"
    }
    return "peak resident \(now.map { megabytes($0.peakResident) } ?? "unknown")\(anonymous) (no cgroup to write)"
  }
}

/// Starts the controllers that the demo shows.
struct ControllerFleet {
  static let limit: UInt64 = 64 << 20

  let binaries: String
  let kubeconfig: String
  let directory: TemporaryDirectory

  /// Starts a controller on ports of its own. `arguments` come behind those that all controllers share.
  func start(
    _ name: String, _ arguments: [String], keep: Bool, limit: UInt64 = limit
  ) throws -> RunningController {
    let cgroup = MemoryCgroup.unavailabilityReason == nil ? try MemoryCgroup(limit: limit, name: name) : nil
    var environment = ProcessConfiguration.currentEnvironment()
    environment["KUBECONFIG"] = kubeconfig
    environment["RUNTIME_NAMESPACE"] = "flux-system"
    environment["TMPDIR"] = directory.path
    var configuration = ProcessConfiguration(
      "\(binaries)/\(name)",
      ["--metrics-addr=127.0.0.1:0", "--health-addr=127.0.0.1:0", "--log-encoding=json"] + arguments,
      environment: environment)
    configuration.output = .file("\(directory.path)/\(name).log")
    configuration.errorOutput = .file("\(directory.path)/\(name).log")
    configuration.cgroup = cgroup
    if keep { configuration.lifetime = .independent }
    return RunningController(name: name, process: try ChildProcess.start(configuration), cgroup: cgroup)
  }
}

/// Why the demo cannot go on.
struct DemoFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
