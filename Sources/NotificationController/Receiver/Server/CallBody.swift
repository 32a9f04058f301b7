import JSON

/// Reads bodies as JSON, within bounds: three megabytes of nested brackets would be a hundred in memory.
enum CallBody {
  static let maximumValues = 60_000
  static let maximumDepth = 64

  /// Throws ``CallBodyError``.
  static func parse(_ bytes: [UInt8]) throws -> JSONValue {
    guard values(in: bytes) <= maximumValues else { throw CallBodyError.tooMany(limit: maximumValues) }
    do {
      return try JSONParser.parse(bytes, depthLimit: maximumDepth)
    } catch {
      throw CallBodyError.malformed("\(error)")
    }
  }

  /// No fewer than the values in a document: each but the first follows one of these signs.
  private static func values(in bytes: [UInt8]) -> Int {
    var count = 1
    var isText = false
    var isEscaped = false
    for byte in bytes {
      switch (byte, isText) {
      case _ where isEscaped: isEscaped = false
      case (UInt8(ascii: "\\"), true): isEscaped = true
      case (UInt8(ascii: "\""), _): isText.toggle()
      case (UInt8(ascii: ","), false), (UInt8(ascii: "["), false), (UInt8(ascii: "{"), false),
        (UInt8(ascii: ":"), false):
        count += 1
      default: break
      }
    }
    return count
  }
}

/// Why a body is no JSON to work with.
enum CallBodyError: Error, Hashable, CustomStringConvertible {
  case malformed(String)
  case notAnObject
  case tooMany(limit: Int)

  var description: String {
    switch self {
    case .malformed(let problem): "failed to parse request body as JSON: \(problem)"
    case .notAnObject: "failed to parse request body as JSON: it is no object"
    case .tooMany(let limit): "failed to parse request body as JSON: it has more than \(limit) values"
    }
  }
}
