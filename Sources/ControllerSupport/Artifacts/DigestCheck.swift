import Digests

/// Compares the digest of a stream with the one that was promised.
struct DigestCheck {
  private let expected: Digest
  private let digest: StreamingDigest

  /// Reads `sha256:<hex>`, or hexadecimal alone, which means sha256.
  init(_ text: String) throws {
    guard let expected = Digest(text.contains(":") ? text : "sha256:\(text)"), expected.algorithm != .sha1 else {
      throw ArtifactFetchError.unsupportedDigest(text)
    }
    self.expected = expected
    digest = StreamingDigest(expected.algorithm)
  }

  func update(_ bytes: [UInt8]) { digest.update(bytes) }

  func finish() throws {
    let found = digest.finishDigest()
    guard found == expected else {
      throw ArtifactFetchError.digestMismatch(expected: expected.description, found: found.description)
    }
  }
}
