import GoTemplate
import YAML

/// Why a text is not TOML.
struct TOMLError: Error {
  let message: String
}

/// Reads TOML into maps: keys, tables, lists of tables, strings, numbers, booleans, dates as texts.
struct TOMLReader {
  private let bytes: [UInt8]
  private var index = 0
  private var lastKey = ""
  private static let depthLimit = 100

  static func map(_ bytes: [UInt8]) throws(TOMLError) -> TemplateMap {
    var reader = TOMLReader(bytes: bytes)
    return try reader.document()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func document() throws(TOMLError) -> TemplateMap {
    let root = TemplateMap()
    var current = root
    while true {
      skipBlankLines()
      guard let byte = peek() else { return root }
      if byte == UInt8(ascii: "[") {
        current = try heading(root)
      } else {
        try assignment(into: current, depth: 0)
      }
      skipBlanks()
      guard peek() == nil || peek() == UInt8(ascii: "\n") else { throw unexpected("expected new line or end of file") }
    }
  }

  // MARK: Tables

  private mutating func heading(_ root: TemplateMap) throws(TOMLError) -> TemplateMap {
    index += 1
    let isList = peek() == UInt8(ascii: "[")
    if isList { index += 1 }
    let path = try keyPath()
    for _ in 0..<(isList ? 2 : 1) {
      guard peek() == UInt8(ascii: "]") else { throw unexpected("expected ']'") }
      index += 1
    }
    var current = root
    for name in path.dropLast() { current = try step(current, name) }
    guard let last = path.last else { throw unexpected("expected a key") }
    guard isList else { return try step(current, last) }
    let table = TemplateMap()
    let existing = current[last]?.elements ?? []
    current[last] = TemplateValue(existing + [.map(table)])
    return table
  }

  private mutating func step(_ map: TemplateMap, _ name: String) throws(TOMLError) -> TemplateMap {
    switch map[name] {
    case nil:
      let inner = TemplateMap()
      map[name] = .map(inner)
      return inner
    case .map(let inner)?: return inner
    case .list(let list)?:
      guard case .map(let inner)? = list.elements.last else { throw unexpected("'\(name)' is no table") }
      return inner
    default: throw unexpected("key '\(name)' has already been defined")
    }
  }

  private mutating func assignment(into map: TemplateMap, depth: Int) throws(TOMLError) {
    let path = try keyPath()
    guard peek() == UInt8(ascii: "=") else { throw noSeparator() }
    index += 1
    lastKey = path.joined(separator: ".")
    skipBlanks()
    let value = try value(depth: depth)
    var current = map
    for name in path.dropLast() { current = try step(current, name) }
    guard let last = path.last else { return }
    guard current[last] == nil else { throw unexpected("Key '\(lastKey)' has already been defined.") }
    current[last] = value
  }

  private mutating func keyPath() throws(TOMLError) -> [String] {
    var path: [String] = []
    while true {
      skipBlanks()
      path.append(try key())
      skipBlanks()
      guard peek() == UInt8(ascii: ".") else { return path }
      index += 1
    }
  }

  private mutating func key() throws(TOMLError) -> String {
    if let byte = peek(), byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return try string(byte) }
    let start = index
    while let byte = peek(), Self.isBare(byte) { index += 1 }
    guard index > start else { throw unexpected("expected a key") }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(TOMLError) -> TemplateValue {
    guard depth < Self.depthLimit else { throw unexpected("nested too deeply") }
    guard let byte = peek() else { throw failure("unexpected EOF; expected value") }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string(byte))
    case UInt8(ascii: "["): return try list(depth: depth)
    case UInt8(ascii: "{"): return try inlineTable(depth: depth)
    default: return try word()
    }
  }

  private mutating func list(depth: Int) throws(TOMLError) -> TemplateValue {
    index += 1
    var items: [TemplateValue] = []
    while true {
      skipBlankLines()
      if peek() == UInt8(ascii: "]") { break }
      items.append(try value(depth: depth + 1))
      skipBlankLines()
      if peek() == UInt8(ascii: ",") {
        index += 1
      } else if peek() != UInt8(ascii: "]") {
        throw unexpected("expected a comma (',') or array terminator (']')")
      }
    }
    index += 1
    return TemplateValue(items)
  }

  private mutating func inlineTable(depth: Int) throws(TOMLError) -> TemplateValue {
    index += 1
    let map = TemplateMap()
    while true {
      skipBlankLines()
      if peek() == UInt8(ascii: "}") { break }
      try assignment(into: map, depth: depth + 1)
      skipBlankLines()
      if peek() == UInt8(ascii: ",") {
        index += 1
      } else if peek() != UInt8(ascii: "}") {
        throw unexpected("expected a comma or an inline table terminator '}'")
      }
    }
    index += 1
    return .map(map)
  }

  private mutating func word() throws(TOMLError) -> TemplateValue {
    let start = index
    while let byte = peek(), !",]}#\n\r".utf8.contains(byte) { index += 1 }
    let text = GoText.trimmed(String(decoding: bytes[start..<index], as: UTF8.self))
    let plain = text.filter { $0 != "_" }
    switch plain {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "inf", "+inf": return .float64(.infinity)
    case "-inf": return .float64(-.infinity)
    case "nan", "+nan", "-nan": return .float64(.nan)
    default: break
    }
    if let number = Self.integer(plain) { return .int64(number) }
    if let number = GoNumber.double(plain) { return .float64(number) }
    let startsWithDigit = text.utf8.first.map { $0 >= 0x30 && $0 <= 0x39 } ?? false
    if text.utf8.count >= 8, startsWithDigit, text.contains("-") || text.contains(":") {
      return .string(text.replacing(" ", with: "T"))
    }
    throw unexpected("expected value but found \"\(text)\" instead")
  }

  private static func integer(_ text: String) -> Int64? {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where text.hasPrefix(prefix) {
      return Int64(text.dropFirst(2), radix: radix)
    }
    return Int64(text)
  }

  // MARK: Strings

  private mutating func string(_ quote: UInt8) throws(TOMLError) -> String {
    let isLong = bytes[index...].starts(with: [quote, quote, quote])
    index += isLong ? 3 : 1
    if isLong, peek() == UInt8(ascii: "\n") { index += 1 }
    var out: [UInt8] = []
    while let byte = peek() {
      if byte == quote {
        if !isLong {
          index += 1
          return String(decoding: out, as: UTF8.self)
        }
        if bytes[index...].starts(with: [quote, quote, quote]) {
          index += 3
          return String(decoding: out, as: UTF8.self)
        }
      }
      if byte == UInt8(ascii: "\n"), !isLong { throw failure("strings cannot contain newlines") }
      index += 1
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        try escape(into: &out, isLong: isLong)
      } else {
        out.append(byte)
      }
    }
    throw failure("unexpected EOF; expected '\(quote == UInt8(ascii: "'") ? "'" : "\"")'")
  }

  private mutating func escape(into out: inout [UInt8], isLong: Bool) throws(TOMLError) {
    guard let byte = peek() else { throw failure("unexpected EOF") }
    index += 1
    switch byte {
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "e"): out.append(0x1B)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(byte)
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let count = byte == UInt8(ascii: "u") ? 4 : 8
      let digits = String(decoding: bytes[index...].prefix(count), as: UTF8.self)
      guard digits.utf8.count == count, let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) else {
        throw failure("invalid escape")
      }
      index += count
      out += Array(String(Character(scalar)).utf8)
    case UInt8(ascii: "\n") where isLong:
      while let next = peek(), next <= UInt8(ascii: " ") { index += 1 }
    default: throw failure("invalid escape character '\(Character(Unicode.Scalar(byte)))'")
    }
  }

  // MARK: Characters

  private func peek() -> UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipBlanks() {
    while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0D { index += 1 }
    if peek() == UInt8(ascii: "#") { while let byte = peek(), byte != UInt8(ascii: "\n") { index += 1 } }
  }

  private mutating func skipBlankLines() {
    skipBlanks()
    while peek() == UInt8(ascii: "\n") {
      index += 1
      skipBlanks()
    }
  }

  /// What stands where `=` should.
  private func noSeparator() -> TOMLError {
    guard index < bytes.count else { return failure("unexpected EOF; expected key separator '='") }
    let quoted = FormattedText.quotedCharacter(bytes, at: index)
    return failure("expected '.' or '=', but got \(quoted) instead")
  }

  private func unexpected(_ what: String) -> TOMLError {
    index < bytes.count ? failure(what) : failure("unexpected EOF; \(what)")
  }

  private func failure(_ what: String) -> TOMLError {
    let line = bytes[..<min(index, bytes.count)].reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    return TOMLError(message: "toml: line \(line)\(lastKey.isEmpty ? "" : " (last key \"\(lastKey)\")"): \(what)")
  }
}
