/// The order in which Go's YAML library (version 2) writes the keys of a map: letters by code, runs of digits by
/// value, everything else before letters.
package enum KeyOrder {
  package static func precedes(_ left: String, _ right: String) -> Bool {
    var left = left
    var right = right
    let fast = left.withUTF8 { a in right.withUTF8 { b in precedesASCII(a, b) } }
    return fast ?? precedes(Array(left.unicodeScalars), Array(right.unicodeScalars))
  }

  /// Decides where the first difference is between two letters of ASCII, which is nearly always.
  private static func precedesASCII(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool? {
    let common = min(a.count, b.count)
    var index = 0
    while index < common, a[index] == b[index] { index += 1 }
    guard index < common else { return a.count < b.count }
    return isASCIILetter(a[index]) && isASCIILetter(b[index]) ? a[index] < b[index] : nil
  }

  private static func isASCIILetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
  }

  private static func precedes(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Bool {
    let common = min(a.count, b.count)
    guard let index = (0..<common).first(where: { a[$0] != b[$0] }) else { return a.count < b.count }
    let aIsLetter = a[index].properties.isAlphabetic
    let bIsLetter = b[index].properties.isAlphabetic
    if aIsLetter && bIsLetter { return a[index] < b[index] }
    if aIsLetter || bIsLetter { return bIsLetter }
    return precedesByNumber(a, b, at: index)
  }

  private static func precedesByNumber(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], at index: Int) -> Bool {
    // A zero inside a number counts as a digit of it, one at its front does not.
    let isInsideNumber = (a[index] == "0" || b[index] == "0") && followsSignificantDigit(a, index)
    let (aValue, aEnd) = number(a, from: index, start: isInsideNumber ? 1 : 0)
    let (bValue, bEnd) = number(b, from: index, start: isInsideNumber ? 1 : 0)
    if aValue != bValue { return aValue < bValue }
    if aEnd != bEnd { return aEnd < bEnd }
    return a[index] < b[index]
  }

  private static func followsSignificantDigit(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
    var position = index - 1
    while position >= 0, isDigit(text[position]) {
      if text[position] != "0" { return true }
      position -= 1
    }
    return false
  }

  private static func number(_ text: [Unicode.Scalar], from start: Int, start initial: Int64) -> (Int64, end: Int) {
    var value = initial
    var index = start
    while index < text.count, isDigit(text[index]) {
      value = value &* 10 &+ Int64(text[index].value) &- 48
      index += 1
    }
    return (value, index)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .decimalNumber }
}
