import Digests

/// An HMAC of the body under the token, as `sha256=<hex>`.
enum CallSignature {
  private static let algorithms: [String: DigestAlgorithm] = ["sha1": .sha1, "sha256": .sha256, "sha512": .sha512]

  /// Throws ``CallRefusal``.
  static func check(_ header: String?, _ body: [UInt8], _ token: [UInt8]) throws {
    guard let header, !header.isEmpty else { throw CallRefusal("missing signature") }
    let parts = header.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let name = parts.first, let text = parts.last,
      let algorithm = algorithms[String(name)]
    else { throw CallRefusal("the signature does not begin with sha1=, sha256= or sha512=") }
    guard let signature = Hex.decode(String(text)) else { throw CallRefusal("the signature is not hexadecimal") }
    guard constantTimeEquals(signature, algorithm.authenticationCode(of: body, key: token)) else {
      throw CallRefusal("payload signature check failed")
    }
  }
}
