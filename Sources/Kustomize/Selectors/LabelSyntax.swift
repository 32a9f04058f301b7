/// What Kubernetes allows as the key and the value of a label; a selector with anything else is an error.
enum LabelSyntax {
  private static let maximumLength = 63
  private static let maximumDomainLength = 253

  /// What is wrong with a key; `nil` when nothing is.
  static func problem(ofKey key: String) -> String? {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let name = parts.last else {
      return "a qualified name \(nameRule) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
    }
    var problems: [String] = []
    if parts.count == 2, let domain = parts.first { problems += problem(ofDomain: domain).map { "prefix part " + $0 } }
    if name.isEmpty { problems.append("name part must be non-empty") }
    if name.utf8.count > maximumLength { problems.append("name part must be no more than \(maximumLength) characters") }
    if !isName(name) { problems.append("name part \(nameRule)") }
    return problems.isEmpty ? nil : problems.joined(separator: "; ")
  }

  /// What is wrong with a value; `nil` when nothing is.
  static func problem(ofValue value: String) -> String? {
    var problems: [String] = []
    if value.utf8.count > maximumLength { problems.append("must be no more than \(maximumLength) characters") }
    if !value.isEmpty && !isName(value[...]) { problems.append(valueRule) }
    return problems.isEmpty ? nil : problems.joined(separator: "; ")
  }

  private static func problem(ofDomain domain: Substring) -> [String] {
    if domain.isEmpty { return ["must be non-empty"] }
    var problems: [String] = []
    if domain.utf8.count > maximumDomainLength {
      problems.append("must be no more than \(maximumDomainLength) characters")
    }
    let parts = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isDomain = parts.allSatisfy { part in
      isEnclosed(part, isLowercaseOrDigit) && part.allSatisfy { isLowercaseOrDigit($0) || $0 == UInt8(ascii: "-") }
    }
    if !isDomain { problems.append(domainRule) }
    return problems
  }

  private static func isName(_ text: Substring) -> Bool {
    isEnclosed(text.utf8, isAlphanumeric)
      && text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
  }

  private static func isEnclosed(_ bytes: some BidirectionalCollection<UInt8>, _ fits: (UInt8) -> Bool) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return false }
    return fits(first) && fits(last)
  }

  private static func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLowercaseOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private static let nameRule =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
    + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
  private static let valueRule =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    + "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
  private static let domainRule =
    "a DNS-1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with "
    + "an alphanumeric character (e.g. 'example.com', regex used for validation is "
    + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
}
