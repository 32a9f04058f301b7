import CCrypto

extension DigestAlgorithm {
  /// The HMAC (RFC 2104) of bytes in memory under a key. Empty when libcrypto fails, which ``constantTimeEquals(_:_:)``
  /// never holds for equal.
  public func authenticationCode(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    // HMAC wants a pointer even where there is no byte.
    let key = key.isEmpty ? [0] : key
    let keyLength = Int32(clamping: key.count)
    return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      var written: UInt32 = 0
      let made = key.withUnsafeBufferPointer { key in
        bytes.withUnsafeBufferPointer { bytes in
          HMAC(function, key.baseAddress, keyLength, bytes.baseAddress, bytes.count, buffer.baseAddress, &written)
        }
      }
      count = made == nil ? 0 : min(Int(written), byteCount)
    }
  }
}
