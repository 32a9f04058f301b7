import Digests
import GitOpsAPI

/// What makes two events equal: object, message, revisions and token, hashed. Half of the digest is plenty to tell
/// events apart, and half the memory.
struct EventKey: Hashable, Sendable {
  private let first: UInt64
  private let second: UInt64

  init(_ event: ControllerEvent) {
    let object = event.involvedObject
    var parts = [
      "event", "name=\(object.name ?? "")", "namespace=\(object.namespace ?? "")", "kind=\(object.kind ?? "")",
      "message=\(Noise.withoutNumbers(event.message))",
    ]
    for name in [EventMetadata.originRevision, EventMetadata.revision, EventMetadata.token] {
      if let value = event.value(of: name) { parts.append("\(name)=\(value)") }
    }
    let digest = DigestAlgorithm.sha256.digest(of: parts.joined(separator: "/"))
    first = EventKey.number(digest.prefix(8))
    second = EventKey.number(digest.dropFirst(8).prefix(8))
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
