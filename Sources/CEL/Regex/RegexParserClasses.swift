extension RegexParser {
  /// What follows a backslash outside of brackets.
  mutating func escape() throws(RegexError) -> RegexNode {
    guard let letter = peek else { throw error("trailing backslash") }
    if let assertion = RegexParser.assertions[letter] {
      index += 1
      return .assertion(assertion)
    }
    var characters = CharacterClass(ignoresCase: flags.ignoresCase)
    characters.items = try escapedItems()
    return .character(characters)
  }

  private static let assertions: [Unicode.Scalar: RegexAssertion] = [
    "A": .textStart, "z": .textEnd, "b": .wordBoundary, "B": .noWordBoundary,
  ]

  /// A class or a single character behind a backslash.
  private mutating func escapedItems() throws(RegexError) -> [CharacterClass.Item] {
    guard let letter = peek else { throw error("trailing backslash") }
    if let ranges = NamedClasses.perl(letter) {
      index += 1
      return ranges.map { .range($0) }
    }
    if letter == "p" || letter == "P" {
      index += 1
      return [try unicodeCategory(isNegated: letter == "P")]
    }
    let value = try escapedCharacter()
    return [.range(value...value)]
  }

  private mutating func unicodeCategory(
    isNegated: Bool
  ) throws(RegexError) -> CharacterClass.Item {
    var isNegated = isNegated
    var name = ""
    if skip("{") {
      if skip("^") { isNegated.toggle() }
      while let scalar = next(), scalar != "}" { name.unicodeScalars.append(scalar) }
    } else if let scalar = next() {
      name.unicodeScalars.append(scalar)
    }
    guard let categories = NamedClasses.category(name) else {
      throw error("unsupported character class '\\p{\(name.prefix(32))}'")
    }
    return .category(categories, isNegated: isNegated)
  }

  private mutating func escapedCharacter() throws(RegexError) -> UInt32 {
    guard let letter = next() else { throw error("trailing backslash") }
    switch letter {
    case "a": return 0x07
    case "f": return 0x0C
    case "n": return 0x0A
    case "r": return 0x0D
    case "t": return 0x09
    case "v": return 0x0B
    case "x": return try hexadecimal()
    case "0"..."7": return try octal(letter)
    default:
      guard letter.isASCII, !letter.isWord || letter == "_" else {
        throw error("invalid escape sequence '\\\(letter)'")
      }
      return letter.value
    }
  }

  private mutating func hexadecimal() throws(RegexError) -> UInt32 {
    var digits = ""
    if skip("{") {
      while let scalar = next(), scalar != "}" { digits.unicodeScalars.append(scalar) }
    } else {
      for _ in 0..<2 { if let scalar = next() { digits.unicodeScalars.append(scalar) } }
      guard digits.utf8.count == 2 else { throw error("invalid escape sequence '\\x'") }
    }
    guard digits.utf8.allSatisfy({ $0.hexDigitValue != nil }),
      let value = UInt32(digits, radix: 16), value <= 0x10FFFF
    else { throw error("invalid escape sequence '\\x'") }
    return value
  }

  /// `\0` and three digits; `\1` would be a back reference, which RE2 does not have.
  private mutating func octal(_ first: Unicode.Scalar) throws(RegexError) -> UInt32 {
    var value = first.value - 0x30
    var digits = 1
    while digits < 3, let scalar = peek, scalar.value >= 0x30, scalar.value <= 0x37 {
      value = value * 8 + scalar.value - 0x30
      digits += 1
      index += 1
    }
    guard first == "0" || digits > 1 else { throw error("invalid escape sequence '\\\(first)'") }
    return value
  }

  // MARK: Brackets

  /// A class behind `[`.
  mutating func bracketClass() throws(RegexError) -> CharacterClass {
    var characters = CharacterClass(ignoresCase: flags.ignoresCase)
    characters.isNegated = skip("^")
    var isFirst = true
    while isFirst || peek != "]" {
      guard peek != nil else { throw error("missing closing ']'") }
      isFirst = false
      characters.items += try bracketItems()
    }
    index += 1
    return characters
  }

  private mutating func bracketItems() throws(RegexError) -> [CharacterClass.Item] {
    if skip("[:") { return try posixClass() }
    let items = try bracketEnd()
    guard items.count == 1, case .range(let first) = items[0], first.count == 1,
      index + 1 < scalars.count, peek == "-", scalars[index + 1] != "]"
    else { return items }
    index += 1
    guard case .range(let last)? = try bracketEnd().first, last.count == 1,
      first.lowerBound <= last.lowerBound
    else { throw error("invalid character class range") }
    return [.range(first.lowerBound...last.lowerBound)]
  }

  /// A single character, or an escape that may stand for more.
  private mutating func bracketEnd() throws(RegexError) -> [CharacterClass.Item] {
    guard let scalar = next() else { throw error("missing closing ']'") }
    if scalar == "\\" { return try escapedItems() }
    return [.range(scalar.value...scalar.value)]
  }

  private mutating func posixClass() throws(RegexError) -> [CharacterClass.Item] {
    let isNegated = skip("^")
    var name = ""
    while let scalar = peek, scalar.isWord {
      name.unicodeScalars.append(scalar)
      index += 1
    }
    guard skip(":]"), let ranges = NamedClasses.posix[name] else {
      throw error("invalid character class '[:\(name.prefix(32)):]'")
    }
    return (isNegated ? CharacterClass.complement(of: ranges) : ranges).map { .range($0) }
  }
}
