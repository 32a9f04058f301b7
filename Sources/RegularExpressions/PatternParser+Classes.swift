extension PatternParser {
  /// What stands behind a backslash outside of brackets.
  mutating func escape() throws(RegularExpressionError) -> PatternNode {
    if let letter = peek(1) {
      let assertion: Assertion? =
        switch letter {
        case "A": .textStart
        case "z": .textEnd
        case "b": .wordBoundary
        case "B": .noWordBoundary
        default: nil
        }
      if let assertion {
        index += 2
        return .assertion(assertion)
      }
    }
    var characters = CharacterClass()
    characters.ignoresCase = flags.ignoresCase
    if try namedClass(into: &characters) { return .characters(characters.finished(isNegated: false)) }
    return literalNode(try escapedCharacter())
  }

  /// `\d`, `\pL`, `\p{Lu}`: whether there is one here.
  private mutating func namedClass(into characters: inout CharacterClass) throws(RegularExpressionError) -> Bool {
    guard peek == "\\", let letter = peek(1) else { return false }
    if let ranges = NamedClasses.perl(letter) {
      index += 2
      characters.add(ranges)
      return true
    }
    guard letter == "p" || letter == "P" else { return false }
    try unicodeClass(into: &characters, isNegated: letter == "P")
    return true
  }

  private mutating func unicodeClass(
    into characters: inout CharacterClass, isNegated: Bool
  ) throws(RegularExpressionError) {
    let start = index
    index += 2
    var name = ""
    if skip("{") {
      let nameStart = index
      while let scalar = peek, scalar != "}" { index += 1 }
      guard peek != nil else { throw error("invalid character class range", text(from: start)) }
      name = text(from: nameStart)
      index += 1
    } else if let scalar = peek {
      name = String(scalar)
      index += 1
    }
    var isNegated = isNegated
    if name.hasPrefix("^") {
      isNegated.toggle()
      name.removeFirst()
    }
    if name == "Any" {
      characters.add(isNegated ? [] : [0...0x10FFFF])
    } else if let members = NamedClasses.category(name) {
      characters.add(members, isNegated: isNegated)
    } else if let ranges = NamedClasses.scripts[name] {
      characters.add(isNegated ? CharacterClass.complement(of: ranges) : ranges)
    } else {
      throw error("invalid character class range", text(from: start))
    }
  }

  // MARK: Single characters

  private mutating func escapedCharacter() throws(RegularExpressionError) -> UInt32 {
    let start = index
    index += 1
    guard let letter = peek else { throw error("trailing backslash at end of expression", "") }
    index += 1
    switch letter {
    case "a": return 0x07
    case "f": return 0x0C
    case "n": return 0x0A
    case "r": return 0x0D
    case "t": return 0x09
    case "v": return 0x0B
    case "x": if let value = hexadecimal() { return value }
    case "0"..."7": if let value = octal(letter) { return value }
    default: if letter.isASCII, !letter.isWord || letter == "_" { return letter.value }
    }
    throw error("invalid escape sequence", text(from: start))
  }

  private mutating func hexadecimal() -> UInt32? {
    let isBraced = skip("{")
    var value: UInt32 = 0
    var count = 0
    while isBraced || count < 2, let scalar = peek {
      index += 1
      if isBraced, scalar == "}" { return count > 0 ? value : nil }
      guard let digit = Character(scalar).hexDigitValue, scalar.isASCII else { return nil }
      value = value * 16 + UInt32(digit)
      if value > 0x10FFFF { return nil }
      count += 1
    }
    return !isBraced && count == 2 ? value : nil
  }

  /// `\0` and up to three digits; `\1` alone would be a back reference, which RE2 does not have.
  private mutating func octal(_ first: Unicode.Scalar) -> UInt32? {
    guard first == "0" || peek.map({ ("0"..."7").contains($0) }) == true else { return nil }
    var value = first.value - 0x30
    var digits = 1
    while digits < 3, let scalar = peek, ("0"..."7").contains(scalar) {
      value = value * 8 + scalar.value - 0x30
      digits += 1
      index += 1
    }
    return value
  }

  // MARK: Brackets

  mutating func bracketClass() throws(RegularExpressionError) -> CharacterClass {
    let start = index
    index += 1
    var characters = CharacterClass()
    characters.ignoresCase = flags.ignoresCase
    let isNegated = skip("^")
    var isFirst = true
    while isFirst || peek != "]" {
      isFirst = false
      if try posixClass(into: &characters) { continue }
      if try namedClass(into: &characters) { continue }
      let rangeStart = index
      let low = try bracketCharacter(start)
      var high = low
      if peek == "-", let next = peek(1), next != "]" {
        index += 1
        high = try bracketCharacter(start)
        if high < low { throw error("invalid character class range", text(from: rangeStart)) }
      }
      characters.add(low...high)
    }
    index += 1
    return characters.finished(isNegated: isNegated)
  }

  private mutating func bracketCharacter(_ start: Int) throws(RegularExpressionError) -> UInt32 {
    guard let scalar = peek else { throw error("missing closing ]", text(from: start, to: scalars.count)) }
    if scalar == "\\" { return try escapedCharacter() }
    index += 1
    return scalar.value
  }

  /// `[:alpha:]` within brackets: whether there is one here.
  private mutating func posixClass(into characters: inout CharacterClass) throws(RegularExpressionError) -> Bool {
    guard peek == "[", peek(1) == ":" else { return false }
    var end = index + 2
    while end + 1 < scalars.count, !(scalars[end] == ":" && scalars[end + 1] == "]") { end += 1 }
    guard end + 1 < scalars.count else { return false }
    var name = text(from: index + 2, to: end)
    let isNegated = name.hasPrefix("^")
    if isNegated { name.removeFirst() }
    guard let ranges = NamedClasses.posix[name] else {
      throw error("invalid character class range", text(from: index, to: end + 2))
    }
    index = end + 2
    characters.add(isNegated ? CharacterClass.complement(of: ranges) : ranges)
    return true
  }
}
