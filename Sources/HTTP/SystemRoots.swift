import Glibc

/// Where this machine keeps the certificates of the authorities it trusts.
///
/// A directory of certificates named by their hashes is preferred to one file: OpenSSL then reads the one or
/// two certificates that a connection needs instead of parsing all hundred and forty.
struct SystemRoots: Sendable {
  /// A directory of hashed certificates.
  let directory: String?
  /// A file of all certificates, when there is no such directory.
  let file: String?

  /// What is found on this machine, looked up once. `SSL_CERT_FILE` and `SSL_CERT_DIR` go first.
  static let machine = SystemRoots()

  private init() {
    let chosenFile = getenv("SSL_CERT_FILE").map { String(cString: $0) }
    let chosenDirectory = getenv("SSL_CERT_DIR").map { String(cString: $0) }
    let directories = chosenDirectory.map { [$0] } ?? ["/etc/ssl/certs", "/etc/pki/tls/certs"]
    let files = [
      "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
      "/etc/ssl/cert.pem",
    ]
    if let chosenFile {
      file = chosenFile
      directory = chosenDirectory
    } else if let hashed = directories.first(where: Self.holdsHashedCertificates) {
      file = nil
      directory = hashed
    } else {
      file = files.first { access($0, R_OK) == 0 }
      directory = nil
    }
  }

  private static func holdsHashedCertificates(_ path: String) -> Bool {
    guard let stream = opendir(path) else { return false }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.utf8.count == 10, name.hasSuffix(".0") { return true }
    }
    return false
  }
}
