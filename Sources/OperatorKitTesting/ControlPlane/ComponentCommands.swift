/// The command lines of a control plane's parts.
struct ComponentCommands: Sendable {
  let binaries: ControlPlaneBinaries
  let files: ControlPlaneFiles
  let ports: ControlPlanePorts
  let options: ControlPlane.Options

  func configuration(_ component: ControlPlane.Component) throws -> ProcessConfiguration {
    let (program, arguments) =
      switch component {
      case .etcd: ("etcd", etcd)
      case .apiServer: (binaries.path("kube-apiserver"), apiServer)
      case .controllerManager: (binaries.path("kube-controller-manager"), controllerManager)
      case .scheduler: (binaries.path("kube-scheduler"), scheduler)
      case .hollowNode(let number): (binaries.path("kubemark"), try hollowNode(number))
      }
    var configuration = ProcessConfiguration(program, arguments, directory: files.path)
    // Nothing of the caller's environment (proxies, KUBECONFIG) may change how a component behaves.
    configuration.environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": files.path, "TMPDIR": "\(files.path)/tmp",
    ]
    configuration.output = .file(files.logPath(component))
    configuration.errorOutput = .file(files.logPath(component))
    return configuration
  }

  private var etcd: [String] {
    let client = "http://127.0.0.1:\(ports.etcd.port)"
    let peer = "http://127.0.0.1:\(ports.etcdPeer.port)"
    return [
      "--name=default", "--data-dir=\(files.path)/etcd", "--listen-client-urls=\(client)",
      "--advertise-client-urls=\(client)", "--listen-peer-urls=\(peer)", "--initial-advertise-peer-urls=\(peer)",
      "--initial-cluster=default=\(peer)",
      // Alone, it need not wait a second before it elects itself; and its data is thrown away.
      "--heartbeat-interval=20", "--election-timeout=200", "--unsafe-no-fsync", "--logger=zap",
    ]
  }

  private var apiServer: [String] {
    var arguments = [
      "--etcd-servers=http://127.0.0.1:\(ports.etcd.port)", "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1", "--secure-port=\(ports.apiServer.port)", "--cert-dir=\(files.path)/apiserver",
      "--tls-cert-file=\(files.server.certificatePath)", "--tls-private-key-file=\(files.server.keyPath)",
      "--client-ca-file=\(files.authority.certificatePath)", "--authorization-mode=RBAC",
      "--service-account-key-file=\(files.serviceAccountCertificatePath)",
      "--service-account-signing-key-file=\(files.serviceAccountKeyPath)",
      "--service-account-issuer=https://kubernetes.default.svc", "--service-cluster-ip-range=10.0.0.0/24",
      "--allow-privileged=true",
      // A loopback address is refused as an endpoint of the `kubernetes` Service.
      "--endpoint-reconciler-type=none",
    ]
    // Without the controller manager no namespace gets its default account, and no pod could be created.
    if !options.controllerManager { arguments.append("--disable-admission-plugins=ServiceAccount") }
    return arguments + options.apiServerArguments
  }

  private var controllerManager: [String] {
    [
      "--kubeconfig=\(files.kubeconfigPath)", "--leader-elect=false", "--port=0", "--secure-port=0",
      "--service-account-private-key-file=\(files.serviceAccountKeyPath)",
      "--root-ca-file=\(files.authority.certificatePath)", "--kube-api-qps=200", "--kube-api-burst=400",
      // Each of these waits for a cloud or a network that is not there.
      "--controllers=*,-nodeipam,-route,-service,-cloud-node-lifecycle",
    ]
  }

  private var scheduler: [String] {
    [
      "--kubeconfig=\(files.kubeconfigPath)", "--leader-elect=false", "--port=0", "--secure-port=0",
      "--kube-api-qps=200",
    ]
  }

  private func hollowNode(_ number: Int) throws -> [String] {
    guard ports.kubelets.indices.contains(number) else {
      throw ControlPlaneError.notReady(.hollowNode(number), waitedFor: "a node that was not asked for", log: "")
    }
    return [
      "--morph=kubelet", "--name=hollow-\(number)", "--kubeconfig=\(files.kubeconfigPath)",
      "--kubelet-port=\(ports.kubelets[number].port)", "--kubelet-read-only-port=0",
    ]
  }
}

/// The ports of one control plane, kept for its whole life.
struct ControlPlanePorts: Sendable {
  let etcd: PortReservation
  let etcdPeer: PortReservation
  let apiServer: PortReservation
  let kubelets: [PortReservation]

  init(hollowNodes: Int) throws {
    etcd = try PortReservation()
    etcdPeer = try PortReservation()
    apiServer = try PortReservation()
    kubelets = try (0..<max(hollowNodes, 0)).map { _ in try PortReservation() }
  }
}
