import GoQuoting

/// Work on the bytes of strings.
enum ByteText {
  /// Whether `piece` is in `text` at a place.
  static func isAt(_ place: Int, _ piece: [UInt8], in text: [UInt8]) -> Bool {
    guard place >= 0, place + piece.count <= text.count else { return false }
    for index in 0..<piece.count where text[place + index] != piece[index] { return false }
    return true
  }

  static func find(_ piece: [UInt8], in text: [UInt8], from start: Int = 0) -> Int? {
    guard let first = piece.first else { return start <= text.count ? start : nil }
    guard text.count >= piece.count else { return nil }
    var place = start
    while place <= text.count - piece.count {
      if text[place] == first, isAt(place, piece, in: text) { return place }
      place += 1
    }
    return nil
  }

  /// `strings.Replace` without end.
  static func replace(_ old: [UInt8], with new: [UInt8], in text: [UInt8]) -> [UInt8] {
    if old.isEmpty { return interspersed(new, in: text) }
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var place = 0
    while let found = find(old, in: text, from: place) {
      out += text[place..<found]
      out += new
      place = found + old.count
    }
    return out + text[place...]
  }

  /// Replacing nothing puts the new text in front of each character and at the end.
  private static func interspersed(_ new: [UInt8], in text: [UInt8]) -> [UInt8] {
    var out = new
    var place = 0
    while place < text.count {
      let width = Scalars.decode(text, at: place)?.1 ?? 1
      out += text[place..<place + width]
      out += new
      place += width
    }
    return out
  }

  /// `strings.SplitN`: at most `limit` parts if it is positive.
  static func split(_ text: [UInt8], by separator: [UInt8], limit: Int = -1) -> [[UInt8]] {
    if limit == 0 { return [] }
    var parts: [[UInt8]] = []
    var place = 0
    if separator.isEmpty {
      while place < text.count, limit < 0 || parts.count < limit - 1 {
        let width = Scalars.decode(text, at: place)?.1 ?? 1
        parts.append(Array(text[place..<place + width]))
        place += width
      }
      if place < text.count { parts.append(Array(text[place...])) }
      return parts
    }
    while limit < 0 || parts.count < limit - 1, let found = find(separator, in: text, from: place) {
      parts.append(Array(text[place..<found]))
      place = found + separator.count
    }
    parts.append(Array(text[place...]))
    return parts
  }

  static func indent(_ text: [UInt8], by spaces: Int) -> [UInt8] {
    let lines = text.count { $0 == 0x0A }
    var out: [UInt8] = []
    out.reserveCapacity(text.count + (lines + 1) * spaces)
    out.append(contentsOf: repeatElement(0x20, count: spaces))
    for byte in text {
      out.append(byte)
      if byte == 0x0A { out.append(contentsOf: repeatElement(0x20, count: spaces)) }
    }
    return out
  }

  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0: true
    case 0..<0x100: false
    default: scalar.properties.isWhitespace
    }
  }

  /// `strings.TrimSpace`
  static func trimSpace(_ text: [UInt8]) -> [UInt8] {
    trim(text) { isSpace($0) }
  }

  /// Without the characters at both ends that `isTrimmed` says yes to.
  static func trim(_ text: [UInt8], _ isTrimmed: (Unicode.Scalar) -> Bool) -> [UInt8] {
    var start = 0
    while start < text.count {
      let (scalar, width) = Scalars.decode(text, at: start) ?? ("\u{FFFD}", 1)
      guard isTrimmed(scalar) else { break }
      start += width
    }
    var end = text.count
    while end > start {
      var last = end - 1
      while last > start, end - last < 4, text[last] & 0xC0 == 0x80 { last -= 1 }
      let decoded = Scalars.decode(text, at: last)
      let (scalar, width) = decoded.map { $0.1 == end - last ? $0 : ("\u{FFFD}", 1) } ?? ("\u{FFFD}", 1)
      guard isTrimmed(scalar) else { break }
      end -= width
    }
    return Array(text[start..<end])
  }

  /// Each character mapped; bytes that are no UTF-8 become U+FFFD, as in Go.
  static func map(_ text: [UInt8], _ change: (Unicode.Scalar) -> Unicode.Scalar?) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var place = 0
    while place < text.count {
      let (scalar, width) = Scalars.decode(text, at: place) ?? ("\u{FFFD}", 1)
      if let changed = change(scalar) { append(changed, to: &out) }
      place += width
    }
    return out
  }

  static func append(_ scalar: Unicode.Scalar, to out: inout [UInt8]) {
    if scalar.isASCII {
      out.append(UInt8(truncatingIfNeeded: scalar.value))
    } else {
      out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }
}

/// Simple case mappings, one character to one, as Go's package unicode has them.
extension Unicode.Scalar {
  // Nearly all text is ASCII, for which there is no need to ask the tables of Unicode.
  var upper: Unicode.Scalar {
    if isASCII { return ("a"..."z").contains(self) ? Unicode.Scalar(UInt8(truncatingIfNeeded: value) - 0x20) : self }
    return single(properties.uppercaseMapping)
  }
  var lower: Unicode.Scalar {
    if isASCII { return ("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(truncatingIfNeeded: value) + 0x20) : self }
    return single(properties.lowercaseMapping)
  }
  var isUpper: Bool { isASCII ? ("A"..."Z").contains(self) : properties.generalCategory == .uppercaseLetter }
  var isLower: Bool { isASCII ? ("a"..."z").contains(self) : properties.generalCategory == .lowercaseLetter }

  var isLetter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  var isDigit: Bool { properties.generalCategory == .decimalNumber }

  private func single(_ mapping: String) -> Unicode.Scalar {
    mapping.unicodeScalars.count == 1 ? mapping.unicodeScalars.first ?? self : self
  }
}
