import Digests

extension TemplateFunctions {
  mutating func addDigests() {
    add("sha1sum", [.string]) { call in .string(DigestAlgorithm.sha1.hexDigest(of: call.bytes(0))) }
    add("sha256sum", [.string]) { call in .string(DigestAlgorithm.sha256.hexDigest(of: call.bytes(0))) }
    add("sha512sum", [.string]) { call in .string(DigestAlgorithm.sha512.hexDigest(of: call.bytes(0))) }
    add("adler32sum", [.string]) { call in
      var low: UInt32 = 1
      var high: UInt32 = 0
      for byte in call.bytes(0) {
        low = (low + UInt32(byte)) % 65521
        high = (high + low) % 65521
      }
      return .string(String(high << 16 | low))
    }
  }
}
