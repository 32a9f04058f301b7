import TestSupport

/// A certificate authority that exists for one test.
final class TestCA: Sendable {
  /// A certificate and its key.
  struct Identity: Sendable {
    let certificatePath: String
    let keyPath: String
    let certificate: [UInt8]
    let key: [UInt8]
  }

  let scratch: Scratch
  let pem: [UInt8]
  let path: String

  init(_ name: String = "test CA") throws {
    scratch = try Scratch()
    path = scratch.file("ca.pem")
    try Command.run([
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
      "-subj", "/CN=\(name)", "-keyout", scratch.file("ca.key"), "-out", path,
    ])
    pem = try scratch.read("ca.pem")
  }

  /// A certificate for these names.
  func issue(_ commonName: String, names: [String] = [], expired: Bool = false) throws -> Identity {
    let base = commonName.replacing(".", with: "_")
    let key = scratch.file("\(base).key")
    let request = scratch.file("\(base).csr")
    let certificate = scratch.file("\(base).pem")
    let alternatives = names.isEmpty ? "DNS:\(commonName)" : names.joined(separator: ",")
    try scratch.write("\(base).ext", "subjectAltName=\(alternatives)\n".utf8)
    try Command.run([
      "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(commonName)",
      "-keyout", key, "-out", request,
    ])
    try Command.run([
      "openssl", "x509", "-req", "-in", request, "-CA", path, "-CAkey", scratch.file("ca.key"),
      "-set_serial", "\(UInt32.random(in: 1...UInt32.max))", "-days", expired ? "-1" : "2",
      "-extfile", scratch.file("\(base).ext"), "-out", certificate,
    ])
    return Identity(
      certificatePath: certificate, keyPath: key, certificate: try scratch.read("\(base).pem"),
      key: try scratch.read("\(base).key"))
  }
}
