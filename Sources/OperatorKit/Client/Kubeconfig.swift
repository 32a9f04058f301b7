import Digests
import HTTP
import JSON
import YAML

/// Reads kubeconfig files.
///
/// A kubeconfig that comes from a Secret is a tenant's text: with ``Trust/tenant`` nothing in it can open a file or run
/// a program (the classes of CVE-2022-24817 and CVE-2021-41254); such entries are dropped, not looked at.
public struct Kubeconfig: Sendable {
  public enum Trust: Sendable {
    /// The user's own file: may name certificate and token files, relative to the folder given, and exec plugins.
    case user(folder: String, allowExec: Bool)
    /// Text from a Secret. The flags are the operator's, never the tenant's.
    case tenant(allowExec: Bool, allowInsecureTLS: Bool)
  }

  private let root: JSONValue
  private let trust: Trust

  /// Parses the text; throws ``ClientConfigurationError``.
  public init(_ text: [UInt8], trust: Trust) throws {
    do {
      guard let root = try YAML.decode(text).first, root.objectValue != nil else {
        throw ClientConfigurationError("kubeconfig is empty")
      }
      self.root = root
    } catch let error as ClientConfigurationError {
      throw error
    } catch {
      throw ClientConfigurationError("kubeconfig is not valid YAML: \(error)")
    }
    self.trust = trust
  }

  /// The configuration of a context, the current one unless named. Throws ``ClientConfigurationError``.
  public func configuration(context name: String? = nil) throws -> ClientConfiguration {
    let contextName = name ?? root["current-context"]?.stringValue ?? ""
    let context = try entry("contexts", named: contextName, field: "context")
    let clusterName = context["cluster"]?.stringValue ?? ""
    let cluster = try entry("clusters", named: clusterName, field: "cluster")
    let userName = context["user"]?.stringValue ?? ""
    let user = userName.isEmpty ? .object([:]) : try entry("users", named: userName, field: "user")

    guard let address = cluster["server"]?.stringValue, let server = RemoteURL(address) else {
      throw ClientConfigurationError("kubeconfig cluster '\(clusterName)' has no valid server address")
    }
    var result = ClientConfiguration(server: server)
    result.tls = try tls(cluster: cluster, user: user)
    result.credentials = try credentials(user)
    result.namespace = context["namespace"]?.stringValue ?? "default"
    if let proxy = cluster["proxy-url"]?.stringValue {
      guard let url = RemoteURL(proxy) else {
        throw ClientConfigurationError("kubeconfig cluster '\(clusterName)' has a malformed proxy-url")
      }
      result.proxy = .url(url, username: nil, password: nil)
    }
    if case .user = trust, let user = user["as"]?.stringValue { result.impersonation = Impersonation(user: user) }
    return result
  }

  private func entry(_ list: String, named name: String, field: String) throws -> JSONValue {
    let entries = root[list]?.arrayValue ?? []
    guard let value = entries.first(where: { $0["name"]?.stringValue == name })?[field], value.objectValue != nil else {
      throw ClientConfigurationError("kubeconfig has no \(field) named '\(name)'")
    }
    return value
  }

  private func tls(cluster: JSONValue, user: JSONValue) throws -> TLSOptions {
    var tls = TLSOptions()
    tls.caPEM = try bytes(cluster, data: "certificate-authority-data", file: "certificate-authority")
    tls.useSystemRoots = tls.caPEM == nil
    tls.clientCertificatePEM = try bytes(user, data: "client-certificate-data", file: "client-certificate")
    tls.clientKeyPEM = try bytes(user, data: "client-key-data", file: "client-key")
    tls.serverName = cluster["tls-server-name"]?.stringValue
    tls.insecureSkipVerify = cluster["insecure-skip-tls-verify"]?.boolValue == true && maySkipVerification
    return tls
  }

  private var maySkipVerification: Bool {
    switch trust {
    case .user: true
    case .tenant(_, let allowInsecureTLS): allowInsecureTLS
    }
  }

  private func bytes(_ object: JSONValue, data: String, file: String) throws -> [UInt8]? {
    if let encoded = object[data]?.stringValue, !encoded.isEmpty {
      guard let decoded = Base64.decode(encoded) else {
        throw ClientConfigurationError("kubeconfig field \(data) is not valid base64")
      }
      return decoded
    }
    guard case .user(let folder, _) = trust, let path = object[file]?.stringValue, !path.isEmpty else { return nil }
    return try readFile(path.hasPrefix("/") ? path : "\(folder)/\(path)")
  }

  private func credentials(_ user: JSONValue) throws -> ClientConfiguration.Credentials {
    if case .user(let folder, _) = trust, let path = user["tokenFile"]?.stringValue {
      return .tokenFile(path.hasPrefix("/") ? path : "\(folder)/\(path)")
    }
    if let token = user["token"]?.stringValue { return .token(token) }
    if let name = user["username"]?.stringValue {
      return .basic(username: name, password: user["password"]?.stringValue ?? "")
    }
    if let exec = user["exec"] {
      guard allowsExec else {
        if case .tenant = trust { return .none }
        throw ClientConfigurationError("kubeconfig wants to run a credential plugin, which is not allowed here")
      }
      return .exec(try ExecCredentialPlugin(exec))
    }
    return .none
  }

  private var allowsExec: Bool {
    switch trust {
    case .user(_, let allowExec), .tenant(let allowExec, _): allowExec
    }
  }
}
