import Digests

/// The first half of a SHA-256 digest: short enough to keep for every object, long enough that no two things that an
/// adversary can write share it.
struct Fingerprint: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

  private init(_ digest: [UInt8]) {
    func word(_ range: Range<Int>) -> UInt64 {
      digest.indices.contains(range.upperBound - 1) ? digest[range].reduce(0) { $0 << 8 | UInt64($1) } : 0
    }
    high = word(0..<8)
    low = word(8..<16)
  }

  /// Of bytes, and of what gives them their meaning.
  init(_ bytes: [UInt8], in context: String = "") {
    let digest = StreamingDigest(.sha256)
    Fingerprint.add(context, to: digest)
    digest.update(bytes)
    self.init(digest.finish())
  }

  /// Of texts, each with its length, so that `ab, c` and `a, bc` differ.
  init(_ texts: [String]) {
    let digest = StreamingDigest(.sha256)
    for text in texts { Fingerprint.add(text, to: digest) }
    self.init(digest.finish())
  }

  init(_ identity: ObjectReference.Identity) {
    self.init([identity.groupKind.group, identity.groupKind.kind, identity.key.namespace, identity.key.name])
  }

  private static func add(_ text: String, to digest: StreamingDigest) {
    digest.update(Array("\(text.utf8.count):".utf8))
    digest.update(Array(text.utf8))
  }
}
