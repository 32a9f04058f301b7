import Digests
import HTTP
import OperatorKit

/// What a ConfigMap says about how to reach a cluster without a kubeconfig (`spec.kubeConfig.configMapRef`).
struct ClusterDescription: Hashable, Sendable {
  let server: RemoteURL
  /// Certificates of the cluster's authority; `nil` for the machine's.
  let authorityPEM: String?
  /// Whom tokens are meant for; never empty.
  let audiences: [String]
  /// Whose tokens; `nil` for the default.
  let serviceAccount: String?

  /// Throws ``ApplierProblem`` that names the key.
  init(_ map: DynamicObject) throws {
    let data = map.json["data"]?.stringMapValue ?? [:]
    func text(_ key: String) -> String? {
      data[key].map { $0.trimmingWhitespace }.flatMap { $0.isEmpty ? nil : $0 }
    }
    func unusable(_ problem: String) -> ApplierProblem {
      ApplierProblem(.unusable, "kubeconfig ConfigMap '\(map.key)': \(problem)")
    }
    switch text("provider") {
    case "generic": break
    case "aws", "azure", "gcp":
      throw unusable("the provider '\(text("provider") ?? "")' is not supported here; use generic, with an address")
    case nil: throw unusable("it has no key 'provider'")
    case let other?: throw unusable("the provider '\(other)' is none of generic, aws, azure and gcp")
    }
    guard let address = text("address") else { throw unusable("it has no key 'address'") }
    guard let server = ClusterDescription.server(address) else {
      throw unusable("the address is not that of an https server, such as https://api.example.com:6443")
    }
    self.server = server
    authorityPEM = text("ca.crt")
    let lines = (text("audiences") ?? "").split(separator: "\n").map { String($0).trimmingWhitespace }
    let named = lines.filter { !$0.isEmpty }
    audiences = named.isEmpty ? [ClusterDescription.canonical(server)] : named
    serviceAccount = text("serviceAccountName")
  }

  /// The address with scheme and port. Only https will do: a token goes there.
  private static func server(_ address: String) -> RemoteURL? {
    guard var url = RemoteURL(address.contains("://") ? address : "https://\(address)"), url.scheme == "https",
      !url.host.isEmpty, !url.hasCredentials
    else { return nil }
    url.port = url.effectivePort
    return url
  }

  private static func canonical(_ url: RemoteURL) -> String { "\(url.scheme)://\(url.authority)" }

  /// Equal for equal clusters and audiences.
  func tokenKey(_ account: ObjectKey) -> String {
    let text = ([server.string(includingCredentials: false), "\(account)"] + audiences).joined(separator: "\n")
    return DigestAlgorithm.sha256.hexDigest(of: text)
  }

  func configuration(token: String) -> ClientConfiguration {
    var result = ClientConfiguration(server: server, credentials: .token(token))
    result.tls.caPEM = authorityPEM.map { Array($0.utf8) }
    result.tls.useSystemRoots = authorityPEM == nil
    return result
  }
}

extension String {
  fileprivate var trimmingWhitespace: String {
    let bytes = utf8.drop { $0 <= 0x20 }
    return String(decoding: bytes.reversed().drop { $0 <= 0x20 }.reversed(), as: UTF8.self)
  }
}
