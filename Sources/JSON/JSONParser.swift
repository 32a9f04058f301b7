/// Builds a ``JSONValue`` from UTF-8 bytes (RFC 8259).
///
/// A later member replaces an earlier one of the same name, as in Go. Nesting is limited, because the parser
/// recurses and an exhausted stack would end the process.
public struct JSONParser {
  /// How deep arrays and objects may be nested. The API server itself refuses what is deeper than some hundred.
  public static let defaultDepthLimit = 256

  private var scanner: JSONScanner
  private let depthLimit: Int

  private init(_ bytes: [UInt8], depthLimit: Int) {
    scanner = JSONScanner(bytes: bytes)
    self.depthLimit = depthLimit
  }

  /// Parses one value and refuses anything after it but white space.
  public static func parse(
    _ bytes: [UInt8], depthLimit: Int = JSONParser.defaultDepthLimit
  ) throws(JSONError) -> JSONValue {
    var parser = JSONParser(bytes, depthLimit: depthLimit)
    let value = try parser.value(depth: 0)
    parser.scanner.skipWhitespace()
    guard parser.scanner.isAtEnd else { throw parser.scanner.failure(.trailingData) }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    if depth > depthLimit { throw scanner.failure(.tooDeep(limit: depthLimit)) }
    scanner.skipWhitespace()
    if scanner.isAtEnd { throw scanner.failure(.unexpectedEnd) }
    switch scanner.current {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "\""): return .string(try scanner.scanString())
    case UInt8(ascii: "t"):
      try scanner.scanLiteral("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try scanner.scanLiteral("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try scanner.scanLiteral("null")
      return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return .number(JSONNumber(checked: try scanner.scanNumber()))
    default: throw scanner.failure(.unexpectedByte(scanner.current, expected: "a value"))
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
    var result = JSONObject()
    scanner.advance()
    scanner.skipWhitespace()
    if scanner.current == UInt8(ascii: "}") {
      scanner.advance()
      return result
    }
    while true {
      scanner.skipWhitespace()
      let key = try scanner.scanString()
      scanner.skipWhitespace()
      try scanner.expect(UInt8(ascii: ":"), "':'")
      result[key] = try value(depth: depth + 1)
      scanner.skipWhitespace()
      if scanner.current == UInt8(ascii: "}") {
        scanner.advance()
        return result
      }
      try scanner.expect(UInt8(ascii: ","), "',' or '}'")
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
    var result: [JSONValue] = []
    scanner.advance()
    scanner.skipWhitespace()
    if scanner.current == UInt8(ascii: "]") {
      scanner.advance()
      return result
    }
    while true {
      result.append(try value(depth: depth + 1))
      scanner.skipWhitespace()
      if scanner.current == UInt8(ascii: "]") {
        scanner.advance()
        return result
      }
      try scanner.expect(UInt8(ascii: ","), "',' or ']'")
    }
  }
}

extension JSONValue {
  /// Parses UTF-8 bytes; throws ``JSONError``.
  public init(parsing bytes: [UInt8]) throws(JSONError) { self = try JSONParser.parse(bytes) }

  public init(parsing text: String) throws(JSONError) { self = try JSONParser.parse(Array(text.utf8)) }
}
