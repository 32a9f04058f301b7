import Glibc
import OperatorKitTesting

/// Starts controllers, each in a memory cgroup where those can be made.
struct Launcher {
  let binaries: String
  let directory: TemporaryDirectory

  func startSource(kubeconfig: String) throws -> Controller {
    let storage = "\(directory.path)/storage"
    guard mkdir(storage, 0o700) == 0 else { throw FigureFailure("cannot make \(storage)") }
    let port = try PortReservation()
    let address = "127.0.0.1:\(port.port)"
    var controller = try start(
      "source-controller",
      ["--storage-path=\(storage)", "--storage-addr=\(address)", "--storage-adv-addr=\(address)"],
      kubeconfig: kubeconfig)
    controller.port = port
    return controller
  }

  /// Takes webhooks, in half of the room that the others have.
  func startNotification(kubeconfig: String) throws -> Controller {
    let port = try PortReservation()
    var controller = try start(
      "notification-controller", ["--receiverAddr=127.0.0.1:\(port.port)", "--events-addr=127.0.0.1:0"],
      kubeconfig: kubeconfig, limit: Controller.limit / 2)
    controller.port = port
    return controller
  }

  func start(
    _ name: String, _ arguments: [String], kubeconfig: String, limit: UInt64 = Controller.limit
  ) throws -> Controller {
    let cgroup = MemoryCgroup.unavailabilityReason == nil ? try MemoryCgroup(limit: limit, name: name) : nil
    var environment = ProcessConfiguration.currentEnvironment()
    environment["KUBECONFIG"] = kubeconfig
    environment["RUNTIME_NAMESPACE"] = World.namespace
    environment["TMPDIR"] = directory.path
    var configuration = ProcessConfiguration(
      "\(binaries)/\(name)",
      ["--metrics-addr=127.0.0.1:0", "--health-addr=127.0.0.1:0", "--log-encoding=json"] + arguments,
      environment: environment)
    configuration.output = .file("\(directory.path)/\(name).log")
    configuration.errorOutput = .file("\(directory.path)/\(name).log")
    configuration.cgroup = cgroup
    return Controller(name: name, limit: limit, process: try ChildProcess.start(configuration), cgroup: cgroup)
  }
}

/// Why a figure cannot be had.
struct FigureFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
