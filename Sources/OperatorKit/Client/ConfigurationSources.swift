import HTTP

extension ClientConfiguration {
  /// Where the service account of a pod is mounted.
  private static let mount = "/var/run/secrets/kubernetes.io/serviceaccount"

  /// The configuration of a pod in a cluster: its service account's token, which is read again when it is rotated.
  ///
  /// Throws ``ClientConfigurationError`` outside of a cluster.
  public static func inCluster() throws -> ClientConfiguration {
    guard let host = environment("KUBERNETES_SERVICE_HOST"), let port = environment("KUBERNETES_SERVICE_PORT") else {
      throw ClientConfigurationError(
        "not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set")
    }
    let bracketed = host.contains(":") ? "[\(host)]" : host
    guard let server = RemoteURL("https://\(bracketed):\(port)") else {
      throw ClientConfigurationError("KUBERNETES_SERVICE_HOST '\(host)' is not a host")
    }
    var result = ClientConfiguration(server: server, credentials: .tokenFile("\(mount)/token"))
    result.tls.caPEM = try readFile("\(mount)/ca.crt")
    result.tls.useSystemRoots = false
    result.proxy = .none
    if let namespace = try? readFile("\(mount)/namespace") {
      result.namespace = String(decoding: namespace, as: UTF8.self).trimmingSpaces
    }
    return result
  }

  /// A kubeconfig file of the user's own.
  public static func kubeconfig(
    path: String, context: String? = nil, allowExec: Bool = true
  ) throws -> ClientConfiguration {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let text = try readFile(path)
    return try Kubeconfig(text, trust: .user(folder: folder, allowExec: allowExec)).configuration(context: context)
  }

  /// What most programs want: the file that `KUBECONFIG` names, else the pod's service account, else
  /// `~/.kube/config`.
  public static func automatic() throws -> ClientConfiguration {
    if let path = environment("KUBECONFIG") {
      return try kubeconfig(path: path.split(separator: ":").first.map(String.init) ?? path)
    }
    if environment("KUBERNETES_SERVICE_HOST") != nil { return try inCluster() }
    guard let home = environment("HOME") else {
      throw ClientConfigurationError("no kubeconfig: neither KUBECONFIG nor HOME is set, and this is not a pod")
    }
    return try kubeconfig(path: "\(home)/.kube/config")
  }
}
