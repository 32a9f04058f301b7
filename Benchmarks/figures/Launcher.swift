import Glibc
import OperatorKitTesting

/// Starts controllers, each in a memory cgroup where those can be made.
struct Launcher {
  let binaries: String
  let directory: TemporaryDirectory

  func startSource(kubeconfig: String) throws -> Controller {
    let storage = "\(directory.path)/storage"
    guard mkdir(storage, 0o700) == 0 else { throw FigureFailure("cannot make \(storage)") }
    let address = "127.0.0.1:\(try freePort())"
    return try start(
      "source-controller",
      ["--storage-path=\(storage)", "--storage-addr=\(address)", "--storage-adv-addr=\(address)"],
      kubeconfig: kubeconfig)
  }

  func start(_ name: String, _ arguments: [String], kubeconfig: String) throws -> Controller {
    let cgroup = MemoryCgroup.unavailabilityReason == nil ? try MemoryCgroup(limit: Controller.limit, name: name) : nil
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
    return Controller(name: name, process: try ChildProcess.start(configuration), cgroup: cgroup)
  }
}

/// A port of the loopback interface that is free at this moment.
private func freePort() throws -> UInt16 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard descriptor >= 0 else { throw FigureFailure("no socket: \(String(cString: strerror(errno)))") }
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let bound = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
      bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
    }
  }
  guard bound else { throw FigureFailure("no free port: \(String(cString: strerror(errno)))") }
  return UInt16(bigEndian: address.sin_port)
}

/// Why a figure cannot be had.
struct FigureFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
