/// `%XX` escapes in URLs.
package enum PercentEncoding {
  /// Which characters stay as they are.
  package enum Keeping {
    /// Letters, digits and `-._~`.
    case unreserved
    /// What a path may hold, slashes included.
    case path
    /// What a query may hold, separators included.
    case query

    fileprivate func keeps(_ byte: UInt8) -> Bool {
      if PercentEncoding.isUnreserved(byte) { return true }
      return switch self {
      case .unreserved: false
      case .path: PercentEncoding.pathExtra.utf8.contains(byte)
      case .query: PercentEncoding.queryExtra.utf8.contains(byte)
      }
    }
  }

  fileprivate static let pathExtra: String = "/:@!$&'()*+,;="
  fileprivate static let queryExtra: String = "/?:@!$&'()*+,;=[]|"

  /// Escapes everything that is not kept, the percent sign included.
  package static func encode(_ text: String, keeping: Keeping) -> String {
    var result: [UInt8] = []
    for byte in text.utf8 { append(byte, to: &result, keeping) }
    return String(decoding: result, as: UTF8.self)
  }

  /// Keeps the escapes that are there and adds those that are missing; `nil` for a broken escape.
  static func normalise(_ bytes: ArraySlice<UInt8>, keeping: Keeping) -> String? {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "%") {
        guard index + 2 < bytes.endIndex, hexValue(bytes[index + 1]) != nil, hexValue(bytes[index + 2]) != nil
        else { return nil }
        result.append(contentsOf: [bytes[index], bytes[index + 1], bytes[index + 2]])
        index += 3
      } else {
        append(bytes[index], to: &result, keeping)
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The text behind the escapes; `nil` for a broken escape or when the result is not UTF-8.
  package static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
    var result: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      guard bytes[index] == UInt8(ascii: "%") else {
        result.append(bytes[index])
        index += 1
        continue
      }
      guard index + 2 < bytes.endIndex, let high = hexValue(bytes[index + 1]), let low = hexValue(bytes[index + 2])
      else { return nil }
      result.append(high << 4 | low)
      index += 3
    }
    return String(validating: result, as: UTF8.self)
  }

  private static func append(_ byte: UInt8, to result: inout [UInt8], _ keeping: Keeping) {
    if keeping.keeps(byte) {
      result.append(byte)
    } else {
      result.append(contentsOf: [UInt8(ascii: "%"), hexDigit(byte >> 4), hexDigit(byte & 15)])
    }
  }

  fileprivate static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "A") &+ (value &- 10)
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
    default: nil
    }
  }
}
