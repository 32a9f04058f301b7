extension ControlPlane {
  /// What to start besides etcd and the API server.
  public struct Options: Sendable {
    /// Garbage collection, namespace deletion, Deployments, service account tokens.
    public var controllerManager = true
    /// Binds pods to nodes.
    public var scheduler = true
    /// Nodes whose pods "run" without containers, named `hollow-0` and so on; each takes up to 110 pods.
    public var hollowNodes = 1
    /// Further flags of the API server, such as `--audit-log-path=...`.
    public var apiServerArguments: [String] = []
    /// A folder with the programs to run; `nil` for those that were built on this machine.
    public var programs: String?
    /// The time after which a start is given up. Building the binaries does not count.
    public var startTimeout: Duration = .seconds(180)

    /// Everything: pods run, garbage is collected.
    public init() {}

    /// etcd and the API server alone, for tests of clients and caches. Starts in two thirds of the time.
    public static var apiServerOnly: Options {
      var options = Options()
      options.controllerManager = false
      options.scheduler = false
      options.hollowNodes = 0
      return options
    }
  }

  /// The parts that can be killed and started again.
  public enum Component: Hashable, Sendable, CustomStringConvertible {
    case etcd, apiServer, controllerManager, scheduler
    /// The node with this number.
    case hollowNode(Int)

    public var description: String {
      switch self {
      case .etcd: "etcd"
      case .apiServer: "kube-apiserver"
      case .controllerManager: "kube-controller-manager"
      case .scheduler: "kube-scheduler"
      case .hollowNode(let number): "hollow-\(number)"
      }
    }
  }
}
