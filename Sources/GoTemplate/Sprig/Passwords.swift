extension TemplateFunctions {
  mutating func addPasswords() {
    add("bcrypt", [.string]) { call throws(TemplateError) in try Passwords.bcrypt(call.bytes(0), call.run) }
    add("htpasswd", [.string, .string]) { call throws(TemplateError) in
      let user = call.bytes(0)
      if user.contains(UInt8(ascii: ":")) { return TemplateValue(bytes: Array("invalid username: ".utf8) + user) }
      let hash = try Passwords.bcrypt(call.bytes(1), call.run)
      return TemplateValue(bytes: user + [UInt8(ascii: ":")] + (hash.stringBytes ?? []))
    }
    add("derivePassword", [.uint32, .string, .string, .string, .string]) { call throws(TemplateError) in
      guard let templates = MasterPassword.templates(call.string(1)) else {
        return .string("cannot find password template \(call.string(1))")
      }
      try call.run.spend(Passwords.steps)
      let counter = if case .uint64(let value) = call[0] { UInt32(truncatingIfNeeded: value) } else { UInt32(0) }
      let password = MasterPassword.derive(
        counter: counter, templates: templates, password: call.bytes(2), user: call.bytes(3), site: call.bytes(4))
      guard let password else { throw TemplateError(.limit, "failed to derive password: no memory for scrypt") }
      return TemplateValue(bytes: password)
    }
    add("encryptAES", [.string, .string]) { call throws(TemplateError) in
      if call.bytes(1).isEmpty { return "" }
      let encrypted = AESText.encrypt(
        call.bytes(1), password: call.bytes(0), initial: Random.bytes(AESText.blockSize))
      guard let encrypted else { throw TemplateError("crypto/aes: libcrypto refuses") }
      return TemplateValue(bytes: Base64Text.encode(encrypted))
    }
    add("decryptAES", [.string, .string]) { call throws(TemplateError) in
      if call.bytes(1).isEmpty { return "" }
      let bytes = try Base64Text.decode(call.bytes(1))
      let capacity = call.bytes(1).count / 4 * 3
      return TemplateValue(bytes: try AESText.decrypt(bytes, password: call.bytes(0), capacity: capacity))
    }
  }
}

enum Passwords {
  /// What a hash that is meant to be slow counts for: some hundreds fit into a run.
  static let steps = 100_000

  static func bcrypt(_ password: [UInt8], _ run: TemplateRun) throws(TemplateError) -> TemplateValue {
    if password.count > BCrypt.maximumPassword {
      return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
    }
    try run.spend(steps)
    return .string(BCrypt.hash(password, salt: Random.bytes(16)))
  }
}
