public import Glibc

/// A real Kubernetes control plane for tests: etcd, API server with RBAC, controller manager, scheduler and
/// nodes whose pods "run" without containers.
///
/// ```swift
/// let cluster = try await ControlPlane.start()
/// try await cluster.kubectl("create", "deployment", "web", "--image=web")
/// await cluster.stop()
/// ```
///
/// ## Expected flow
/// ``shared()`` for tests that keep to a namespace of their own; ``start(_:)`` for tests that need a cluster for
/// themselves, such as those that kill its parts.
///
/// ## Guarantees
/// It listens on free ports of the loopback address only (the hollow kubelet is an exception, it has no flag
/// for that), shares nothing with other control planes on the machine, and is gone with its data when the process that
/// started it ends, also by `SIGKILL`.
///
/// ## Assumptions
/// `etcd`, `openssl` and `curl` are installed. The other programs are built once per machine by
/// `scripts/build-control-plane.sh`. If `FLUX_SWIFT_TEST_KUBECONFIG` names a kubeconfig, or `CLUSTER=existing` is
/// set and `KUBECONFIG` names one, that cluster is used and nothing is built or started.
public final class ControlPlane: Sendable {
  /// A kubeconfig of an administrator, with all certificates inside.
  public let kubeconfigPath: String
  /// The text of that file.
  public let kubeconfigYAML: String
  /// Such as `https://127.0.0.1:41235`.
  public let serverURL: String
  /// PEM file with the authority that signed the server's certificate; `nil` if an existing cluster has none.
  public let authorityPath: String?
  /// The administrator's certificate and key; `nil` if an existing cluster is used with a token.
  public let admin: CertificateAuthority.Identity?
  /// How long the start took, building not counted; zero for an existing cluster.
  public let startDuration: Duration

  /// `nil` with an existing cluster.
  let launcher: ControlPlaneLauncher?
  /// Keeps the files of an existing cluster's credentials.
  private let directory: TemporaryDirectory

  init(launcher: ControlPlaneLauncher, startDuration: Duration) {
    let files = launcher.files
    (kubeconfigPath, kubeconfigYAML) = (files.kubeconfigPath, files.kubeconfigYAML)
    (serverURL, authorityPath, admin) = (files.serverURL, files.authority.certificatePath, files.admin)
    (self.launcher, self.startDuration, directory) = (launcher, startDuration, files.directory)
  }

  init(existing: ExistingCluster) {
    (kubeconfigPath, kubeconfigYAML) = (existing.kubeconfigPath, existing.kubeconfigYAML)
    (serverURL, authorityPath, admin) = (existing.serverURL, existing.authorityPath, existing.admin)
    (launcher, startDuration, directory) = (nil, .zero, existing.directory)
  }

  /// Starts a control plane and waits until it is ready: the API server says so, the nodes are Ready, and the
  /// namespace `default` has its service account.
  ///
  /// - Throws: ``ControlPlaneError`` with the end of the failing component's log, ``ProcessError``.
  public static func start(_ options: Options = Options()) async throws -> ControlPlane {
    if let existing = try await ExistingCluster.fromEnvironment() { return ControlPlane(existing: existing) }
    let named = options.programs.map { ControlPlaneBinaries(directory: $0) }
    let binaries = if let named { named } else { try await ControlPlaneBinaries.locate() }
    let started = ContinuousClock.now
    let launcher = try await ControlPlaneLauncher(binaries: binaries, options: options)
    do {
      try await launcher.startAll()
    } catch {
      await launcher.stop()
      throw error
    }
    return ControlPlane(launcher: launcher, startDuration: ContinuousClock.now - started)
  }

  /// The control plane that all tests of this process share, started when first asked for and gone when the process
  /// ends. It has the default ``Options``.
  public static func shared() async throws -> ControlPlane { try await sharedStart.value }

  private static let sharedStart = Task { try await start() }

  /// Whether this is a cluster that was handed in: its parts cannot be killed, and its version is not ours.
  public var isExisting: Bool { launcher == nil }

  /// Ends everything and removes its data. Has no effect on an existing cluster.
  public func stop() async { await launcher?.stop() }

  /// Kills one part with `SIGKILL`; data and ports stay. Does nothing if it is not running.
  ///
  /// - Throws: ``ControlPlaneError/notOurs(_:)`` with an existing cluster.
  public func kill(_ component: Component) async throws { await (try ours("kill")).kill(component) }

  /// Starts one part again on the same data and port, and waits until it is ready. Does nothing if it is running.
  ///
  /// - Throws: ``ControlPlaneError``.
  public func start(_ component: Component) async throws { try await (try ours("start")).start(component) }

  /// Whether this part is running.
  public func isRunning(_ component: Component) -> Bool { launcher?.isRunning(component) ?? true }

  /// The process of one part; `nil` if it does not run or is not ours.
  public func processID(of component: Component) -> pid_t? { launcher?.processID(of: component) }

  /// The end of the log of one part, for messages; empty with an existing cluster.
  public func logTail(_ component: Component) -> String { launcher?.files.logTail(component) ?? "" }

  private func ours(_ operation: String) throws -> ControlPlaneLauncher {
    guard let launcher else { throw ControlPlaneError.notOurs(operation) }
    return launcher
  }
}
