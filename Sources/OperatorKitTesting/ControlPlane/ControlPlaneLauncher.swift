import Glibc
import Synchronization

/// Starts, watches and ends the processes of one control plane.
final class ControlPlaneLauncher: Sendable {
  let files: ControlPlaneFiles
  private let ports: ControlPlanePorts
  private let commands: ComponentCommands
  private let options: ControlPlane.Options
  private let probe: ControlPlaneProbe
  private let processes = Mutex<[ControlPlane.Component: ChildProcess]>([:])
  private let leftovers = Mutex<Set<String>>([])

  private static let maximumRestarts = 5

  init(binaries: ControlPlaneBinaries, options: ControlPlane.Options) async throws {
    ports = try ControlPlanePorts(hollowNodes: options.hollowNodes)
    files = try await ControlPlaneFiles(apiServerPort: ports.apiServer.port)
    commands = ComponentCommands(binaries: binaries, files: files, ports: ports, options: options)
    probe = ControlPlaneProbe(files: files)
    self.options = options
  }

  deinit {
    // The directory goes with the last reference to it; nothing may write there any more.
    processes.withLock { for process in $0.values { process.signal(SIGKILL) } }
  }

  /// Starts everything that the options name. The parts come up side by side as far as they can.
  func startAll() async throws {
    try await start(.etcd)
    try spawn(.apiServer)
    // It answers before its start-up hooks have run; the others need no more than that.
    try await ready(.apiServer, "its port") { ports.apiServer.accepts() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await self.waitForAPIServer() }
      if options.controllerManager { group.addTask { try await self.start(.controllerManager) } }
      if options.scheduler { group.addTask { try await self.start(.scheduler) } }
      for number in 0..<max(options.hollowNodes, 0) { group.addTask { try await self.start(.hollowNode(number)) } }
      try await group.waitForAll()
    }
  }

  /// Starts one part and waits until it is ready.
  func start(_ component: ControlPlane.Component) async throws {
    if isRunning(component) { return }
    switch component {
    case .etcd:
      try spawn(component)
      try await ready(component, "its port") { ports.etcd.accepts() }
    case .apiServer:
      try spawn(component)
      try await waitForAPIServer()
    case .controllerManager:
      try spawn(component)
      try await ready(component, "the default service account") {
        await probe.get("/api/v1/namespaces/default/serviceaccounts/default")?.contains("\"secrets\"") == true
      }
    case .scheduler:
      try spawn(component)
    case .hollowNode(let number):
      try await startNode(number)
    }
  }

  func isRunning(_ component: ControlPlane.Component) -> Bool {
    processes.withLock { $0[component]?.isRunning ?? false }
  }

  func processID(of component: ControlPlane.Component) -> pid_t? {
    processes.withLock { processes in processes[component].flatMap { $0.isRunning ? $0.processID : nil } }
  }

  func kill(_ component: ControlPlane.Component) async {
    await processes.withLock { $0[component] }?.kill()
  }

  func stop() async {
    let all = processes.withLock { Array($0.values) }
    for process in all { process.signal(SIGKILL) }
    for process in all { await process.wait() }
    files.directory.remove()
    leftovers.withLock { for path in $0 { removeTree(path) } }
  }

  private func spawn(_ component: ControlPlane.Component) throws {
    let process = try ChildProcess.start(try commands.configuration(component))
    processes.withLock { $0[component] = process }
  }

  private func waitForAPIServer() async throws {
    try await ready(.apiServer, "/readyz") { await probe.get("/readyz") != nil }
  }

  /// Makes the Node object first: a kubelet that finds its address range there reports Ready at once
  /// instead of ten seconds later.
  private func startNode(_ number: Int) async throws {
    let component = ControlPlane.Component.hollowNode(number)
    let name = "\(component)"
    let range = "10.\(244 + number / 256).\(number % 256).0/24"
    try await ready(.apiServer, "creating a Node") {
      if await probe.get("/api/v1/nodes/\(name)") != nil { return true }
      return await probe.post(
        "/api/v1/nodes",
        json: """
          {"apiVersion":"v1","kind":"Node","metadata":{"name":"\(name)"},\
          "spec":{"podCIDR":"\(range)","podCIDRs":["\(range)"]}}
          """)
    }
    // Its simulated container runtime listens on a socket with a fixed name, so two of them on one machine
    // must not start at the same time. Once connected they do not disturb each other.
    let lock = try await FileLock.acquire("/tmp/operatorkit-kubemark.lock", within: options.startTimeout)
    let before = Self.kubeletDirectories()
    try spawn(component)
    // It keeps its files in /tmp whatever TMPDIR says; under the lock the new ones are its own.
    defer { remember(Self.kubeletDirectories().subtracting(before)) }
    try await ready(component, "the Node being Ready") {
      await probe.get("/api/v1/nodes/\(name)")?.contains("\"reason\": \"KubeletReady\"") == true
    }
    withExtendedLifetime(lock) {}
  }

  private static func kubeletDirectories() -> Set<String> {
    Set(entries(of: "/tmp").filter { $0.hasPrefix("hollow-kubelet.") }.map { "/tmp/\($0)" })
  }

  private func remember(_ directories: Set<String>) {
    for directory in directories { try? Watchdog.shared().remove(directory: directory) }
    leftovers.withLock { $0.formUnion(directories) }
  }

  /// Waits for a condition. A component that ends meanwhile is started again a few times, as a kubelet would: on a
  /// busy machine the API server takes longer to answer than the others wait for it.
  private func ready(
    _ component: ControlPlane.Component, _ what: String, _ condition: () async -> Bool
  ) async throws {
    var restarts = 0
    do {
      try await eventually(what, within: options.startTimeout, every: .milliseconds(20)) {
        if let status = processes.withLock({ $0[component]?.status }) {
          guard restarts < Self.maximumRestarts else {
            throw ControlPlaneError.componentEnded(component, status, log: files.logTail(component))
          }
          restarts += 1
          try spawn(component)
        }
        return await condition()
      }
    } catch is ConditionTimeout {
      throw ControlPlaneError.notReady(component, waitedFor: what, log: files.logTail(component))
    }
  }
}
