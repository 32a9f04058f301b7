import Digests
import GitOpsAPI
import Glibc
import HTTP
import JSON
import OperatorKit

/// Azure Event Hubs, by its HTTPS interface: with a shared access key in the address, or with a token of the user's.
struct AzureEventHub: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL
  private let key: SharedAccessKey?

  init(_ settings: ProviderSettings, authorityHost: String? = AzureCloud.authorityHost) throws {
    self.settings = settings
    guard !settings.address.isEmpty else { throw ProviderError.missing(settings.type, "address") }
    if settings.address.contains("SharedAccessKey") {
      guard settings.token.isEmpty, settings.serviceAccount.isEmpty else {
        throw ProviderError.invalid(
          settings.type, "a shared access key cannot be combined with a token or with serviceAccountName")
      }
      let (url, key) = try SharedAccessKey.read(settings)
      (self.url, self.key) = (try settings.checked(url), key)
    } else {
      guard settings.serviceAccount.isEmpty || settings.token.isEmpty else {
        throw ProviderError.invalid(settings.type, "serviceAccountName cannot be combined with a token")
      }
      guard !settings.token.isEmpty else {
        throw ProviderError.unsupported(
          settings.type, "cloud identities are not supported; use a connection string with a shared access key")
      }
      let host = AzureCloud.qualified(settings.channel, authorityHost: authorityHost)
      guard let url = RemoteURL("https://\(host)/") else {
        throw ProviderError.invalid(settings.type, "the channel is not the name of a namespace")
      }
      self.url = url.appending(encodedPath: settings.address.pathSegment)
      key = nil
    }
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    var headers: HTTPHeaders = ["Content-Type": "application/atom+xml;type=entry;charset=utf-8"]
    headers["Authorization"] = key?.authorization(for: url) ?? "Bearer \(settings.token)"
    let target = url.appending(path: "messages").appending(query: [("timeout", "60"), ("api-version", "2014-01")])
    return [settings.post(notification.told.json.serialized(), to: target, headers: headers)]
  }
}

/// The key of a connection string: `Endpoint=sb://...;SharedAccessKeyName=...;SharedAccessKey=...;EntityPath=...`.
struct SharedAccessKey: Sendable {
  private let name: String
  private let value: String

  static func read(_ settings: ProviderSettings) throws -> (RemoteURL, SharedAccessKey) {
    var parts: [String: String] = [:]
    for part in settings.address.split(separator: ";") {
      guard let equals = part.firstIndex(of: "=") else { continue }
      parts[part[..<equals].lowercased()] = String(part[part.index(after: equals)...])
    }
    guard let endpoint = parts["endpoint"], let name = parts["sharedaccesskeyname"],
      let value = parts["sharedaccesskey"], let hub = parts["entitypath"], !hub.isEmpty, var url = RemoteURL(endpoint)
    else {
      throw ProviderError.badAddress(
        settings.type,
        expected: "a connection string with Endpoint, SharedAccessKeyName, SharedAccessKey and EntityPath")
    }
    // An emulator on the developer's machine has no certificate.
    url.scheme = parts["usedevelopmentemulator"]?.lowercased() == "true" ? "http" : "https"
    return (url.replacing(path: hub), SharedAccessKey(name: name, value: value))
  }

  /// A token for a resource, good for an hour.
  func authorization(for url: RemoteURL, at now: Timestamp = .now()) -> String {
    let resource = PercentEncoding.encode(url.string(includingCredentials: false), keeping: .unreserved)
    let expiry = now.microseconds / 1_000_000 + 3600
    let code = DigestAlgorithm.sha256.authenticationCode(
      of: Array("\(resource)\n\(expiry)".utf8), key: Array(value.utf8))
    let signature = PercentEncoding.encode(Base64.encode(code), keeping: .unreserved)
    let keyName = PercentEncoding.encode(name, keeping: .unreserved)
    return "SharedAccessSignature sr=\(resource)&sig=\(signature)&se=\(expiry)&skn=\(keyName)"
  }
}

/// Which of Azure's clouds this cluster is in.
enum AzureCloud {
  static var authorityHost: String? { getenv("AZURE_AUTHORITY_HOST").map { String(cString: $0) } }

  /// The whole name of a namespace of Event Hubs.
  static func qualified(_ namespace: String, authorityHost: String?) -> String {
    if namespace.contains(".servicebus.") { return namespace }
    let host = authorityHost ?? ""
    if host.contains("chinacloudapi.cn") { return "\(namespace).servicebus.chinacloudapi.cn" }
    if host.contains("microsoftonline.us") { return "\(namespace).servicebus.usgovcloudapi.net" }
    return "\(namespace).servicebus.windows.net"
  }
}
