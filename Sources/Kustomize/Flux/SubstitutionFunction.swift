/// What the operators of substitution do to a value.
enum SubstitutionFunction {
  static func apply(_ function: String, to value: String, _ arguments: [String]) throws(SubstitutionError) -> String {
    switch function {
    case ",": return changeFirst(value) { $0.lowercaseMapping }
    case ",,": return value.lowercased()
    case "^": return changeFirst(value) { $0.uppercaseMapping }
    case "^^": return value.uppercased()
    case "#" where arguments.isEmpty: return String(value.utf8.count)
    case "#", "##", "%", "%%": return try trim(function, value, arguments.first ?? "")
    case ":": return try substring(value, arguments)
    case "/", "//", "/#", "/%": return replace(function, value, arguments)
    default: return value.isEmpty ? arguments.joined() : value
    }
  }

  private static func changeFirst(_ value: String, _ map: (Unicode.Scalar.Properties) -> String) -> String {
    guard let first = value.unicodeScalars.first else { return value }
    return map(first.properties) + String(value.unicodeScalars.dropFirst())
  }

  /// Counted in bytes. What is no number means the whole value.
  private static func substring(_ value: String, _ arguments: [String]) throws(SubstitutionError) -> String {
    let bytes = Array(value.utf8)
    guard let first = arguments.first, let offset = Int(first) else { return value }
    let start = offset < 0 ? max(0, bytes.count + max(offset, -bytes.count)) : offset
    guard arguments.count > 1 else { return start < bytes.count ? text(bytes[start...]) : "" }
    guard let length = Int(arguments[1]) else { return value }
    let (end, overflow) = start.addingReportingOverflow(length)
    if overflow || end >= bytes.count { return start < bytes.count ? text(bytes[start...]) : "" }
    guard length >= 0 else { throw .negativeLength(arguments[1]) }
    return text(bytes[start..<end])
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func replace(_ function: String, _ value: String, _ arguments: [String]) -> String {
    guard let old = arguments.first, !old.isEmpty else { return value }
    let new = arguments.count > 1 ? arguments[1] : ""
    switch function {
    case "//": return value.components(separatedBy: old).joined(separator: new)
    case "/#":
      guard arguments.count == 2, value.hasBytePrefix(old) else { return value }
      return new + text(Array(value.utf8)[old.utf8.count...])
    case "/%":
      let bytes = Array(value.utf8)
      guard arguments.count == 2, bytes.suffix(old.utf8.count).elementsEqual(old.utf8) else { return value }
      return text(bytes[..<(bytes.count - old.utf8.count)]) + new
    default:
      guard let range = value.firstRange(of: old) else { return value }
      return value[..<range.lowerBound] + new + value[range.upperBound...]
    }
  }

  /// Removes the shortest (`#`, `%`) or longest (`##`, `%%`) match of a pattern from the front or the end.
  private static func trim(_ function: String, _ value: String, _ pattern: String) throws(SubstitutionError) -> String {
    let isSuffix = function.hasPrefix("%")
    let text = isSuffix ? reversed(value) : value
    let glob = ShellGlob(isSuffix ? reversed(pattern) : pattern)
    let bytes = Array(text.utf8)
    guard bytes.count <= ShellGlob.maximumLength else { throw .valueTooLong(limit: ShellGlob.maximumLength) }
    var matched = 0
    for count in stride(from: bytes.count, to: 0, by: -1) {
      guard let matches = glob.matches(bytes[..<count]) else { return value }
      guard matches else { continue }
      matched = count
      if function.utf8.count == 2 { break }
    }
    let rest = Self.text(bytes[matched...])
    return isSuffix ? reversed(rest) : rest
  }

  private static func reversed(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.reversed()))
  }
}

extension String {
  fileprivate func hasBytePrefix(_ prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }
}
