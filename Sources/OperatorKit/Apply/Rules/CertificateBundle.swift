import Digests

/// A shallow look at PEM text: enough to tell a bundle from a placeholder such as `Cg==` or `<ca>`.
enum CertificateBundle {
  private static let begin = "-----BEGIN CERTIFICATE-----"
  private static let end = "-----END CERTIFICATE-----"

  /// Whether there is at least one certificate block whose body is base64 of an ASN.1 sequence.
  static func holdsCertificate(_ pem: [UInt8]) -> Bool {
    var body: [UInt8]?
    for line in pem.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      let text = String(decoding: line, as: UTF8.self).trimmingSpaces
      switch text {
      case begin: body = []
      case end:
        if let block = body, let der = Base64.decode(block), der.first == 0x30, der.count > 64 { return true }
        body = nil
      default: body?.append(contentsOf: text.utf8)
      }
    }
    return false
  }
}
