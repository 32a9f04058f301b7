import CTLS
import Digests
import Synchronization

/// The authorities that connections trust, parsed once for all of them.
///
/// libcurl parses them anew for each connection, which takes milliseconds and a MiB each where the machine keeps its
/// authorities in one file.
package final class TrustStore: Sendable {
  /// Equal for equal authorities; says nothing about them.
  let identity: String
  /// OpenSSL counts the references to it, and locks it while it is read.
  nonisolated(unsafe) package let pointer: UnsafeMutableRawPointer

  /// `nil` when there is no memory, or no certificate in the text that should hold some.
  private init?(identity: String, pem: [UInt8]?, roots: SystemRoots?) {
    guard let pointer = flux_trust_new() else { return nil }
    self.identity = identity
    self.pointer = pointer
    if let file = roots?.file { flux_trust_add_file(pointer, file) }
    if let directory = roots?.directory { flux_trust_add_directory(pointer, directory) }
    guard let pem else { return }
    let count = pem.withUnsafeBytes { flux_trust_add(pointer, $0.baseAddress, Int32(clamping: $0.count)) }
    guard count > 0 else { return nil }
  }

  deinit { flux_trust_free(pointer) }

  /// Stores that were used lately; a new one is not kept beyond this number.
  private static let maximum = 32
  private static let known = Mutex<[String: TrustStore]>([:])

  /// The authorities of a request; `nil` when there is no certificate in what was given.
  package static func of(_ tls: TLSOptions) -> TrustStore? {
    let digest = tls.caPEM.map { DigestAlgorithm.sha256.hexDigest(of: $0) } ?? ""
    let identity = "\(tls.useSystemRoots ? "machine" : "own")-\(digest)"
    return known.withLock { stores in
      if let store = stores[identity] { return store }
      let store = TrustStore(
        identity: identity, pem: tls.caPEM, roots: tls.useSystemRoots ? SystemRoots.machine : nil)
      if stores.count >= maximum { stores = stores.filter { $0.key == "machine-" } }
      stores[identity] = store
      return store
    }
  }
}
