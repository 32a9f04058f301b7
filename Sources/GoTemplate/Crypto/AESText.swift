import CCrypto

/// Sprig's encryption of texts: AES-256 in CBC mode, the initial block in front.
enum AESText {
  static let blockSize = 16

  /// - Returns: `nil` when libcrypto refuses.
  static func encrypt(_ text: [UInt8], password: [UInt8], initial: [UInt8]) -> [UInt8]? {
    let padding = blockSize - text.count % blockSize
    let padded = text + [UInt8](repeating: UInt8(padding), count: padding)
    return run(padded, password, initial, isEncryption: true).map { initial + $0 }
  }

  /// - Throws: ``TemplateError`` in Go's words for what was not made by ``encrypt(_:password:initial:)``.
  static func decrypt(_ bytes: [UInt8], password: [UInt8], capacity: Int) throws(TemplateError) -> [UInt8] {
    if capacity < blockSize {
      throw TemplateError("runtime error: slice bounds out of range [:16] with capacity \(capacity)")
    }
    if bytes.count < blockSize {
      throw TemplateError("runtime error: slice bounds out of range [16:\(bytes.count)]")
    }
    let content = Array(bytes[blockSize...])
    if content.count % blockSize != 0 { throw TemplateError("crypto/cipher: input not full blocks") }
    guard !content.isEmpty else { throw TemplateError("runtime error: index out of range [-1]") }
    guard let text = run(content, password, Array(bytes[..<blockSize]), isEncryption: false), let padding = text.last
    else { throw TemplateError("crypto/aes: libcrypto refuses") }
    let count = text.count - Int(padding)
    if count < 0 { throw TemplateError("runtime error: slice bounds out of range [:\(count)]") }
    return Array(text[..<count])
  }

  private static func run(
    _ bytes: [UInt8], _ password: [UInt8], _ initial: [UInt8], isEncryption: Bool
  ) -> [UInt8]? {
    guard let context = EVP_CIPHER_CTX_new() else { return nil }
    defer { EVP_CIPHER_CTX_free(context) }
    // The password is the key: cut off, or filled with zeros.
    let key = password.prefix(32) + [UInt8](repeating: 0, count: max(0, 32 - password.count))
    guard initial.count == blockSize,
      EVP_CipherInit_ex(context, EVP_aes_256_cbc(), nil, Array(key), initial, isEncryption ? 1 : 0) == 1,
      EVP_CIPHER_CTX_set_padding(context, 0) == 1, let count = Int32(exactly: bytes.count)
    else { return nil }
    var out = [UInt8](repeating: 0, count: bytes.count + blockSize)
    var written: Int32 = 0
    guard EVP_CipherUpdate(context, &out, &written, bytes, count) == 1 else { return nil }
    return Array(out.prefix(Int(written)))
  }
}
