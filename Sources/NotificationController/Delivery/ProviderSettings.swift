import GitOpsAPI
import HTTP
import OperatorKit

/// A Provider with what its Secrets say, ready to be used.
struct ProviderSettings: Sendable {
  let type: ProviderType
  let key: ObjectKey
  let uid: String
  /// Empty where there is none.
  var address = ""
  var channel = ""
  var username = ""
  var password = ""
  var token = ""
  var headers: [String: String] = [:]
  var tls = TLSOptions()
  var proxy = ProxyOption.environment
  var serviceAccount = ""
  /// What else is in the Secret, for the types that have keys of their own.
  var secret: [String: [UInt8]] = [:]
  var timeout = Duration.seconds(15)
  /// Whether addresses without TLS may be used.
  var allowsPlainHTTP = true

  init(type: ProviderType, key: ObjectKey, uid: String) {
    self.type = type
    self.key = key
    self.uid = uid
  }

  /// The token, or where there is none the password.
  var tokenOrPassword: String { token.isEmpty ? password : token }

  /// Texts that must not appear in messages.
  var secrets: [String] {
    var values = [token, password] + headers.values
    values += secret.filter { $0.key != "address" && $0.key != "username" }
      .map { String(decoding: $0.value, as: UTF8.self) }
    // Addresses of several servers have commas between them; there a user without a password is a token.
    for url in address.split(separator: ",").compactMap({ RemoteURL(String($0).trimmingSpaces) }) {
      if let secret = url.password ?? (type.rawValue == "nats" ? url.user : nil) { values.append(secret) }
    }
    return values
  }

  /// The address as a URL; throws ``ProviderError``.
  func url() throws -> RemoteURL {
    guard let url = RemoteURL(address), url.scheme == "http" || url.scheme == "https" else {
      throw ProviderError.badAddress(type, expected: "an http or https URL")
    }
    return try checked(url)
  }

  /// As ``url()``, for incoming webhooks, whose path is what lets a caller in.
  func webhook() throws -> RemoteURL {
    var url = try url()
    url.pathIsSecret = true
    return url
  }

  /// The URL, unless it is not allowed; throws ``ProviderError``.
  func checked(_ url: RemoteURL) throws -> RemoteURL {
    guard url.scheme != "http" || allowsPlainHTTP else { throw ProviderError.plainHTTP(type) }
    return url
  }

  /// A request with the Provider's trust and proxy.
  func request(_ method: HTTPMethod, _ url: RemoteURL, headers: HTTPHeaders = [:]) -> HTTPRequest {
    var request = HTTPRequest(method: method, url: url, headers: headers)
    request.options.tls = tls
    request.options.proxy = proxy
    request.options.connectionGroup = "\(key)"
    return request
  }
}

/// Why a Provider cannot be used as it is. Names no secret.
enum ProviderError: Error, Hashable, CustomStringConvertible {
  case badAddress(ProviderType, expected: String)
  case plainHTTP(ProviderType)
  case missing(ProviderType, String)
  case invalid(ProviderType, String)
  case unknownType(String)
  case unsupported(ProviderType, String)

  var description: String {
    switch self {
    case .badAddress(let type, let expected): "invalid \(type) address: it is not \(expected)"
    case .plainHTTP(let type): "invalid \(type) address: plain HTTP is forbidden by --insecure-allow-http=false"
    case .missing(let type, let what): "\(type): \(what) cannot be empty"
    case .invalid(let type, let what): "\(type): \(what)"
    case .unknownType(let type): "provider \(type) not supported"
    case .unsupported(let type, let what): "\(type): \(what)"
    }
  }
}
