import OperatorKitTesting
import Testing

@testable import GoTemplate

@Suite("Keys, certificates and passwords of templates")
struct CryptoTests {
  @Test("pi begins as it does, and ends where bcrypt needs it to")
  func digits() {
    let words = PiDigits.words(18 + 1024)
    #expect(words.prefix(4) == [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344])
    #expect(words.suffix(2) == [0x578F_DFE3, 0x3AC3_72E6])
  }

  @Test(
    "bcrypt hashes as others do",
    arguments: [
      ("", "DCq7YPn5Rq63x1Lad4cll.", 6, "TV4S6ytwfsfvkgY8jIucDrjc8deX1s."),
      ("a", "m0CrhHm10qJ3lXRY.5zDGO", 6, "3rS2KdeeWLuGmsfGlMfOxih58VYVfxe"),
      ("abc", "If6bvum7DFjUnE9p2uDeDu", 6, "0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"),
    ])
  func bcrypt(password: String, salt: String, cost: Int, hash: String) {
    let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    var bits = 0
    var value = 0
    var bytes: [UInt8] = []
    for letter in salt.utf8 {
      value = value << 6 | (alphabet.firstIndex(of: letter) ?? 0)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: value >> bits))
      }
    }
    #expect(BCrypt.hash(Array(password.utf8), salt: bytes, cost: cost) == "$2a$0\(cost)$\(salt)\(hash)")
  }

  @Test("two hashes of one password differ, and each is one of sixty letters")
  func salts() {
    let (one, other) = (render("{{bcrypt \"x\"}}"), render("{{bcrypt \"x\"}}"))
    #expect(one != other && one.hasPrefix("$2a$10$") && one.utf8.count == 60)
  }

  /// Runs openssl with files; its output, or what it complains about.
  private func openssl(_ arguments: [String], _ files: [String: String]) async throws -> String {
    let directory = try TemporaryDirectory()
    for (name, text) in files { _ = try directory.write(text, to: name) }
    let full = arguments.map { files[$0] == nil ? $0 : "\(directory.path)/\($0)" }
    let result = try await ChildProcess.run(ProcessConfiguration("openssl", full), allowFailure: true)
    return String(decoding: result.output + result.errorOutput, as: UTF8.self)
  }

  /// The parts of a text between lines of dashes.
  private func parts(_ text: String) -> [String] { text.split(separator: "=====\n").map(String.init) }

  @Test(
    "openssl trusts a chain that a template made",
    arguments: [
      "genCA \"ca\" 9", "genCAWithKey \"ca\" 9 (genPrivateKey \"ecdsa\")",
      "genCAWithKey \"ca\" 9 (genPrivateKey \"ed25519\")",
    ])
  func chain(authority: String) async throws {
    let made = parts(
      render(
        """
        {{$ca := \(authority)}}{{$c := genSignedCert "server" (list "10.0.0.1" "::1") (list "a.example" "*.b") 5 $ca -}}
        {{$ca.Cert}}=====
        {{$c.Cert}}=====
        {{$c.Key}}
        """))
    try #require(made.count == 3)
    let files = ["ca.pem": made[0], "server.pem": made[1], "key.pem": made[2]]
    let verified = try await openssl(
      [
        "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "a.example", "-CAfile", "ca.pem",
        "server.pem",
      ], files)
    #expect(verified.contains("OK") && !verified.contains("error"), "\(verified)")
    let address = try await openssl(["verify", "-verify_ip", "10.0.0.1", "-CAfile", "ca.pem", "server.pem"], files)
    #expect(address.contains("OK") && !address.contains("error"), "\(address)")
    let shown = try await openssl(["x509", "-in", "server.pem", "-noout", "-text", "-nameopt", "RFC2253"], files)
    #expect(shown.contains("Subject: CN=server") && shown.contains("Issuer: CN=ca"))
    #expect(shown.contains("DNS:a.example, DNS:*.b, IP Address:10.0.0.1, IP Address:0:0:0:0:0:0:0:1"))
    #expect(shown.contains("TLS Web Server Authentication, TLS Web Client Authentication"))
    let key = try await openssl(["pkey", "-in", "key.pem", "-pubout"], files)
    #expect(try await openssl(["x509", "-in", "server.pem", "-noout", "-pubkey"], files) == key)
  }

  @Test("a certificate of another authority's key is refused")
  func mismatch() {
    let text = """
      {{$a := genCA "a" 1}}{{$b := genCA "b" 1}}{{$m := buildCustomCert (b64enc $a.Cert) (b64enc $b.Key)}}
      {{genSignedCert "x" nil nil 1 $m}}
      """
    #expect(render(text).hasSuffix("x509: provided PrivateKey doesn't match parent's PublicKey"))
  }

  @Test(
    "openssl reads each kind of key",
    arguments: [("rsa", "4096 bit"), ("ecdsa", "prime256v1"), ("ed25519", "ED25519 Private-Key"), ("dsa", "2048 bit")])
  func keys(kind: String, description: String) async throws {
    let key = render("{{genPrivateKey \"\(kind)\"}}")
    let shown = try await openssl(["pkey", "-in", "key.pem", "-noout", "-text"], ["key.pem": key])
    #expect(shown.contains(description), "\(shown)")
  }

  @Test("openssl decrypts what a template encrypted")
  func encryption() async throws {
    let text = render("{{encryptAES \"0123456789abcdef0123456789abcdef\" \"attack at dawn\"}}")
    let bytes = try Base64Text.decode(Array(text.utf8))
    let hex = { (bytes: ArraySlice<UInt8>) in
      bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
    let key = hex(Array("0123456789abcdef0123456789abcdef".utf8)[...])
    var openssl = ProcessConfiguration(
      "openssl", ["enc", "-d", "-aes-256-cbc", "-K", key, "-iv", hex(bytes.prefix(16))])
    openssl.input = Array(bytes.dropFirst(16))
    let result = try await ChildProcess.run(openssl)
    #expect(result.text == "attack at dawn")
  }

  @Test("keys and slow hashes count as much work, so that a run of them ends")
  func bounds() {
    var limits = TemplateLimits()
    limits.steps = 600_000
    #expect(render("{{range 100}}{{$x := genCA \"x\" 1}}{{end}}", limits: limits).contains("more than 600000 steps"))
    #expect(render("{{range 100}}{{$x := bcrypt \"x\"}}{{end}}", limits: limits).contains("more than 600000 steps"))
    #expect(
      render("{{range 100}}{{$x := derivePassword 1 \"pin\" \"a\" \"b\" \"c\"}}{{end}}", limits: limits)
        .contains("more than 600000 steps"))
  }

  @Test("broken PEM is no key, wherever it breaks")
  func broken() {
    let key = Array(render("{{genPrivateKey \"ecdsa\"}}").utf8)
    for end in stride(from: 0, to: key.count - 8, by: 7) {
      #expect(throws: TemplateError.self) { try PrivateKey.parse(pem: Array(key[..<end])) }
    }
    for index in stride(from: 40, to: key.count - 40, by: 5) {
      var changed = key
      changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      _ = try? PrivateKey.parse(pem: changed)
    }
  }
}
