/// Sprig's pair of a certificate and its key.
final class CertificateObject: TemplateObject {
  let certificate: [UInt8]
  let key: [UInt8]

  init(certificate: [UInt8], key: [UInt8]) {
    self.certificate = certificate
    self.key = key
  }

  var typeName: String { "sprig.certificate" }
  var kind: TemplateKind { .struct }
  var text: String { "{\(String(decoding: certificate, as: UTF8.self)) \(String(decoding: key, as: UTF8.self))}" }
  var encoded: TemplateValue? {
    .map(TemplateMap([("Cert", TemplateValue(bytes: certificate)), ("Key", TemplateValue(bytes: key))]))
  }

  func member(_ name: String) -> TemplateMember? {
    switch name {
    case "Cert": .field(TemplateValue(bytes: certificate))
    case "Key": .field(TemplateValue(bytes: key))
    default: nil
    }
  }
}
