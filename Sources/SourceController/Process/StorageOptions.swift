package import ControllerSupport
package import Digests
import Glibc

/// Where artifacts are kept and served, from the flags, checked.
package struct StorageOptions: Hashable, Sendable {
  package let path: String
  package let listenAddress: ListenAddress
  package let advertisedAddress: String
  package let algorithm: DigestAlgorithm
  package let retention: RetentionPolicy

  /// - Parameters:
  ///   - address: As `--storage-addr`.
  ///   - advertised: As `--storage-adv-addr`; when empty, it follows from `address`.
  /// - Throws: `FlagError` that names the flag.
  package init(
    path: String, address: String, advertised: String = "", algorithm: String = "sha256",
    retention: RetentionPolicy = RetentionPolicy(), environment: [String: String] = [:]
  ) throws {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw FlagError.badValue(flag: "storage-path", value: path, expected: "an existing directory")
    }
    guard let known = DigestAlgorithm(rawValue: algorithm) else {
      throw FlagError.badValue(
        flag: "artifact-digest-algo", value: algorithm, expected: "one of sha1, sha256, sha384, sha512, blake3")
    }
    self.path = path
    listenAddress = try ListenAddress(address, flag: "storage-addr")
    advertisedAddress = advertised.isEmpty ? StorageOptions.fallback(listenAddress, environment) : advertised
    self.algorithm = known
    self.retention = retention
  }

  /// An address under which others may reach what listens here.
  private static func fallback(_ address: ListenAddress, _ environment: [String: String]) -> String {
    let host =
      switch address.host {
      case "": "localhost"
      case "0.0.0.0": environment["HOSTNAME"].flatMap { $0.isEmpty ? nil : $0 } ?? HostName.current
      case let host where host.contains(":"): "[\(host)]"
      case let host: host
      }
    return "\(host):\(address.port ?? 0)"
  }
}

extension StorageOptions {
  init(_ values: FlagValues, _ flags: SourceFlags, environment: [String: String]) throws {
    try self.init(
      path: values[flags.storagePath], address: values[flags.storageAddress],
      advertised: values[flags.advertisedAddress], algorithm: values[flags.digestAlgorithm],
      retention: RetentionPolicy(ttl: values[flags.retentionTTL], records: values[flags.retentionRecords]),
      environment: environment)
  }
}
