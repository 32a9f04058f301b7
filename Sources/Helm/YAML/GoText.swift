/// White space as Go's `unicode.IsSpace` and `strings.TrimSpace` see it.
enum GoText {
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(scalars[first...last])
  }

  /// Where the text begins that `strings.TrimLeftFunc(text, unicode.IsSpace)` leaves.
  static func start(_ bytes: ArraySlice<UInt8>) -> Int {
    var index = bytes.startIndex
    while index < bytes.endIndex, let width = spaceWidth(bytes, at: index) { index += width }
    return index
  }

  /// Where the text ends that `strings.TrimRightFunc(text, unicode.IsSpace)` leaves.
  static func end(_ bytes: ArraySlice<UInt8>) -> Int {
    var end = bytes.endIndex
    while end > bytes.startIndex {
      var first = end - 1
      while first > bytes.startIndex, end - first < 3, bytes[first] & 0xC0 == 0x80 { first -= 1 }
      guard spaceWidth(bytes, at: first) == end - first else { break }
      end = first
    }
    return end
  }

  static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool { start(bytes) == bytes.endIndex }

  /// The length in bytes of the white space at a place; `nil` when there is none.
  private static func spaceWidth(_ bytes: ArraySlice<UInt8>, at index: Int) -> Int? {
    let byte = bytes[index]
    if byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) { return 1 }
    guard byte >= 0xC2, byte <= 0xE3 else { return nil }
    let width = byte < 0xE0 ? 2 : 3
    guard index + width <= bytes.endIndex else { return nil }
    let text = String(decoding: bytes[index..<index + width], as: UTF8.self)
    guard let scalar = text.unicodeScalars.first else { return nil }
    return isSpace(scalar) ? width : nil
  }
}
