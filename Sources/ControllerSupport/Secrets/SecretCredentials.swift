public import HTTP

/// How to prove who we are over HTTP.
public enum HTTPCredentials: Sendable, Hashable, CustomStringConvertible {
  case basic(username: String, password: String)
  case bearer(token: String)

  /// Sets the `Authorization` header.
  public func apply(to headers: inout HTTPHeaders) {
    switch self {
    case .basic(let username, let password): headers.setBasicAuthorization(user: username, password: password)
    case .bearer(let token): headers.setBearerAuthorization(token)
    }
  }

  /// Values that must not appear in logs.
  public var secrets: [String] {
    switch self {
    case .basic(_, let password): [password]
    case .bearer(let token): [token]
    }
  }

  public var description: String {
    switch self {
    case .basic: "username and password"
    case .bearer: "bearer token"
    }
  }
}

/// Certificates from a Secret.
public struct SecretTLS: Sendable, Hashable {
  /// Authorities in addition to the system's, and the client's certificate.
  public let options: TLSOptions
  /// Old key names that were used (`caFile`, `certFile`, `keyFile`), for a warning.
  public let legacyKeys: [String]
}

extension SecretData {
  /// `username` and `password`, or `nil` when neither is there. Throws ``SecretError`` when only one is.
  public func basicCredentials() throws -> HTTPCredentials? {
    switch (try headerText("username"), try headerText("password")) {
    case (let username?, let password?): return .basic(username: username, password: password)
    case (nil, nil): return nil
    case (.some, nil): throw SecretError.incompletePair(key, present: "username", missing: "password")
    case (nil, .some): throw SecretError.incompletePair(key, present: "password", missing: "username")
    }
  }

  /// `bearerToken`, or `nil` when it is not there.
  public func bearerCredentials() throws -> HTTPCredentials? {
    try headerText("bearerToken").map { .bearer(token: $0) }
  }

  /// What the Secret has for HTTP: the token wins over the password.
  public func httpCredentials() throws -> HTTPCredentials? { try bearerCredentials() ?? basicCredentials() }

  /// `ca.crt`, `tls.crt` and `tls.key`, or their old names; `nil` when there is none. Throws ``SecretError`` when the
  /// pair of certificate and key is not complete or a value is not PEM.
  public func tls() throws -> SecretTLS? {
    let authority = pick("ca.crt", legacy: "caFile")
    let certificate = pick("tls.crt", legacy: "certFile")
    let privateKey = pick("tls.key", legacy: "keyFile")
    switch (certificate, privateKey) {
    case (let pair?, nil): throw SecretError.incompletePair(key, present: pair.name, missing: "tls.key")
    case (nil, let pair?): throw SecretError.incompletePair(key, present: pair.name, missing: "tls.crt")
    case (nil, nil) where authority == nil: return nil
    default: break
    }
    let used = [authority, certificate, privateKey].compactMap { $0 }
    for value in used where !value.isPEM {
      throw SecretError.malformed(key, key: value.name, reason: "is not PEM (no -----BEGIN line)")
    }
    return SecretTLS(
      options: TLSOptions(
        caPEM: authority?.bytes, clientCertificatePEM: certificate?.bytes, clientKeyPEM: privateKey?.bytes),
      legacyKeys: used.filter(\.isLegacy).map(\.name))
  }

  /// As ``tls()``, for a Secret that must have certificates.
  public func requiredTLS() throws -> SecretTLS {
    guard let found = try tls() else {
      throw SecretError.nothingUsable(key, keys: ["ca.crt", "tls.crt", "tls.key"])
    }
    return found
  }

  /// `address`, with `username` and `password` where they are. Throws ``SecretError``.
  public func proxy() throws -> ProxyOption {
    guard let address = try headerText("address") else { throw SecretError.missingKey(key, key: "address") }
    guard !address.isEmpty else { throw SecretError.malformed(key, key: "address", reason: "is empty") }
    guard address.utf8.count <= 2048 else {
      throw SecretError.malformed(key, key: "address", reason: "is longer than 2048 characters")
    }
    guard let url = RemoteURL(address), ["http", "https", "socks5"].contains(url.scheme) else {
      throw SecretError.malformed(
        key, key: "address", reason: "is not a URL with one of the schemes http, https, socks5")
    }
    return .url(url, username: try headerText("username"), password: try headerText("password"))
  }

  private struct Value {
    let name: String
    let bytes: [UInt8]
    let isLegacy: Bool
    var isPEM: Bool { String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") }
  }

  private func pick(_ name: String, legacy: String) -> Value? {
    if let bytes = bytes(name) { return Value(name: name, bytes: bytes, isLegacy: false) }
    return bytes(legacy).map { Value(name: legacy, bytes: $0, isLegacy: true) }
  }
}
