/// Formats of names: of hosts, people, things and versions.
enum NameFormats {
  static func uuid(_ text: String) -> String? {
    let lengths = [8, 4, 4, 4, 12]
    let groups = Format.parts(text, "-")
    guard groups.count == lengths.count else { return "must have \(lengths.count) elements" }
    for (index, (group, length)) in zip(groups, lengths).enumerated() {
      if group.utf8.count != length { return "element \(index + 1) must be \(length) characters long" }
      for scalar in group.unicodeScalars {
        let isHexadecimal =
          Format.isDigit(scalar) || ("a"..."f").contains(scalar) || ("A"..."F").contains(scalar)
        if !isHexadecimal { return "non-hex character \(MessageText.quoted(scalar))" }
      }
    }
    return nil
  }

  static func hostname(_ text: String) -> String? {
    let name = text.hasSuffix(".") ? String(text.dropLast()) : text
    if name.utf8.count > 253 { return "more than 253 characters long" }
    for label in Format.parts(name, ".") {
      if label.isEmpty || label.utf8.count > 63 { return "label must be 1 to 63 characters long" }
      if label.hasPrefix("-") { return "label starts with hyphen" }
      if label.hasSuffix("-") { return "label ends with hyphen" }
      for scalar in label.unicodeScalars where !Format.isAlphanumeric(scalar) && scalar != "-" {
        return "invalid character \(MessageText.quoted(scalar))"
      }
    }
    return nil
  }

  static func email(_ text: String) -> String? {
    if text.utf8.count > 254 { return "more than 255 characters long" }
    guard let at = text.lastIndex(of: "@") else { return "missing @" }
    let local = String(text[..<at])
    if local.utf8.count > 64 { return "local part more than 64 characters long" }
    if local.utf8.count > 1, local.hasPrefix("\"") {
      let inner = local.dropFirst().dropLast()
      if inner.contains("\\") || inner.contains("\"") {
        return "backslash and quote are not allowed within quoted local part"
      }
    } else if let reason = localPart(local) {
      return reason
    }
    let domain = String(text[text.index(after: at)...])
    if domain.hasPrefix("["), domain.hasSuffix("]") {
      let address = String(domain.dropFirst().dropLast())
      if address.hasPrefix("IPv6:") {
        return AddressFormats.ipv6(String(address.dropFirst(5))).map { "invalid ipv6 address: \($0)" }
      }
      return AddressFormats.ipv4(address).map { "invalid ipv4 address: \($0)" }
    }
    return hostname(domain).map { "invalid domain: \($0)" }
  }

  private static func localPart(_ text: String) -> String? {
    if text.hasPrefix(".") { return "starts with dot" }
    if text.hasSuffix(".") { return "ends with dot" }
    if text.contains("..") { return "consecutive dots" }
    for scalar in text.unicodeScalars where !Format.isAlphanumeric(scalar) {
      if !".!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar) {
        return "invalid character \(MessageText.quoted(scalar))"
      }
    }
    return nil
  }

  /// A semantic version, by the letter.
  static func semver(_ text: String) -> String? {
    var core = text
    if let plus = core.firstIndex(of: "+") {
      let build = String(core[core.index(after: plus)...])
      if build.isEmpty { return "build is empty" }
      for part in Format.parts(build, ".") {
        if part.isEmpty { return "build identifier is empty" }
        if let reason = identifier(part, "build") { return reason }
      }
      core = String(core[..<plus])
    }
    if let dash = core.firstIndex(of: "-") {
      for part in Format.parts(String(core[core.index(after: dash)...]), ".") {
        if part.isEmpty { return "pre-release identifier is empty" }
        if let reason = identifier(part, "pre-release") { return reason }
        if part.utf8.count > 1, part.hasPrefix("0"), part.unicodeScalars.allSatisfy(Format.isDigit) {
          return "pre-release numeric identifier starts with zero"
        }
      }
      core = String(core[..<dash])
    }
    let numbers = Format.parts(core, ".")
    guard numbers.count == 3 else { return "versionCore must have 3 numbers separated by dot" }
    for (name, number) in zip(["major", "minor", "patch"], numbers) {
      if number.isEmpty { return "\(name) is empty" }
      if number.utf8.count > 1, number.hasPrefix("0") { return "\(name) starts with zero" }
      if !number.unicodeScalars.allSatisfy(Format.isDigit) { return "\(name) contains non-digit" }
    }
    return nil
  }

  private static func identifier(_ text: String, _ kind: String) -> String? {
    for scalar in text.unicodeScalars where !Format.isAlphanumeric(scalar) && scalar != "-" {
      return "invalid character \(MessageText.quoted(scalar)) in \(kind) identifier"
    }
    return nil
  }
}
