import Glibc
import HTTP
import OperatorKitTesting

/// A controller's process, with ports and directories of its own.
final class RunningController: Sendable {
  let process: ChildProcess
  let directory: TemporaryDirectory
  private let ports: [PortReservation]

  /// Starts a controller that uses the cluster's kubeconfig.
  ///
  /// - Parameters:
  ///   - ports: How many ports to reserve; the arguments are made from them.
  ///   - directory: Gets `tmp` for temporary files and `data` for what the controller keeps.
  static func start(
    _ name: String, _ cluster: TestCluster, environment: [String: String] = [:], ports count: Int = 3,
    directory: TemporaryDirectory? = nil, arguments: (_ ports: [UInt16], _ directory: String) -> [String]
  ) throws -> RunningController {
    let ports = try (0..<count).map { _ in try PortReservation() }
    let directory = try directory ?? TemporaryDirectory(prefix: name)
    var configuration = try configuration(
      name, kubeconfig: cluster.controlPlane.kubeconfigPath, directory, arguments(ports.map(\.port), directory.path))
    configuration.environment.merge(environment) { $1 }
    return RunningController(process: try ChildProcess.start(configuration), directory: directory, ports: ports)
  }

  /// How a controller is started; makes `tmp` and `data` in its directory.
  static func configuration(
    _ name: String, kubeconfig: String, _ directory: TemporaryDirectory, _ arguments: [String]
  ) throws -> ProcessConfiguration {
    var configuration = ProcessConfiguration(try ControllerBinary.path(name), arguments, directory: directory.path)
    for variable in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "no_proxy", "NO_PROXY"] {
      configuration.environment[variable] = nil
    }
    configuration.environment["KUBECONFIG"] = kubeconfig
    for folder in ["tmp", "data"] { mkdir("\(directory.path)/\(folder)", 0o700) }
    configuration.environment["TMPDIR"] = "\(directory.path)/tmp"
    return configuration
  }

  private init(process: ChildProcess, directory: TemporaryDirectory, ports: [PortReservation]) {
    self.process = process
    self.directory = directory
    self.ports = ports
  }

  deinit { process.signal(SIGKILL) }

  /// The reserved port with this number.
  func port(_ number: Int) -> UInt16 { ports[number].port }

  /// What the process has logged.
  var log: String { String(decoding: process.standardError, as: UTF8.self) }

  /// The value of a series of the metrics endpoint; `nil` while there is none. Labels may come in any order.
  func metric(_ name: String, port: UInt16, labels: [String: String] = [:]) async throws -> Double? {
    let url = "http://127.0.0.1:\(port)/metrics"
    let text = String(decoding: try await Download.get(url).body, as: UTF8.self)
    for line in text.split(separator: "\n") where line.hasPrefix(name + "{") || line.hasPrefix(name + " ") {
      guard labels.allSatisfy({ line.contains("\($0.key)=\"\($0.value)\"") }) else { continue }
      return line.split(separator: " ").last.flatMap { Double($0) }
    }
    return nil
  }
}
