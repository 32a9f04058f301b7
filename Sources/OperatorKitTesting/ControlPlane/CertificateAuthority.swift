/// A certificate authority for the time of a test, made with the `openssl` command.
public struct CertificateAuthority: Sendable {
  /// A certificate with its key, as PEM files.
  public struct Identity: Sendable {
    /// The certificate.
    public var certificatePath: String
    /// The private key.
    public var keyPath: String
  }

  /// What a certificate may be used for.
  public enum Usage: String, Sendable {
    /// A server proves who it is.
    case server = "serverAuth"
    /// A client proves who it is.
    case client = "clientAuth"
  }

  /// The folder of all files.
  public let directory: String
  /// The authority's own certificate, PEM.
  public var certificatePath: String { "\(directory)/ca.crt" }

  /// Makes a new authority in an existing folder.
  ///
  /// - Throws: ``ProcessError`` if `openssl` is missing or fails.
  public static func create(in directory: String, name: String = "Test CA") async throws -> CertificateAuthority {
    let authority = CertificateAuthority(directory: directory)
    try await openssl(
      ["req", "-x509", "-subj", "/CN=\(name)", "-days", "3650", "-out", authority.certificatePath]
        + newKey("\(directory)/ca.key"))
    return authority
  }

  /// Issues a certificate.
  ///
  /// - Parameters:
  ///   - name: the name of the two files, without extension.
  ///   - subject: as `openssl` writes it, such as `/O=group/CN=name`.
  ///   - alternativeNames: such as `IP:127.0.0.1` or `DNS:localhost`.
  public func issue(
    _ name: String, subject: String, alternativeNames: [String] = [], usage: Usage
  ) async throws -> Identity {
    let identity = Identity(certificatePath: "\(directory)/\(name).crt", keyPath: "\(directory)/\(name).key")
    var arguments = ["req", "-x509", "-subj", subject, "-days", "3650", "-out", identity.certificatePath]
    arguments += ["-CA", certificatePath, "-CAkey", "\(directory)/ca.key"]
    arguments += ["-addext", "basicConstraints=critical,CA:FALSE", "-addext", "extendedKeyUsage=\(usage.rawValue)"]
    if !alternativeNames.isEmpty {
      arguments += ["-addext", "subjectAltName=\(alternativeNames.joined(separator: ","))"]
    }
    try await Self.openssl(arguments + Self.newKey(identity.keyPath))
    return identity
  }

  private static func newKey(_ path: String) -> [String] {
    ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path]
  }

  private static func openssl(_ arguments: [String]) async throws {
    try await ChildProcess.run(ProcessConfiguration("openssl", arguments))
  }
}
