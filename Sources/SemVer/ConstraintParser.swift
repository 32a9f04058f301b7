/// Reads one group of comparators, the text between two `||`.
struct ConstraintParser {
  private var scanner: Scanner
  private let whole: String

  init(_ text: String, whole: String) {
    scanner = Scanner(text)
    self.whole = whole
  }

  mutating func group() throws(SemVerError) -> VersionConstraint.Group {
    var group = VersionConstraint.Group()
    _ = scanner.skipBlanks()
    var afterComma = true
    repeat {
      let operation = try operation()
      _ = scanner.skipBlanks()
      let first = try operand()
      var blank = scanner.skipBlanks()
      if blank, let upper = try hyphenUpperBound() {
        // An operator before a hyphen range has no meaning, nor has a range glued on by a blank.
        guard operation == nil, afterComma else { throw malformed }
        group.comparators.append(Comparator(operation: .greaterOrEqual, operand: first))
        group.comparators.append(Comparator(operation: .lessOrEqual, operand: upper))
        _ = scanner.skipBlanks()
        blank = true
        afterComma = true
      } else {
        group.comparators.append(Comparator(operation: operation ?? .equal, operand: first))
        afterComma = false
      }
      if scanner.isAtEnd { break }
      let comma = scanner.skip(UInt8(ascii: ","))
      guard blank || comma else { throw malformed }
      afterComma = afterComma || comma
      _ = scanner.skipBlanks()
    } while true
    group.acceptsPrereleases = group.comparators.contains { !$0.operand.version.prerelease.isEmpty }
    return group
  }

  private var malformed: SemVerError { .malformedConstraint(whole) }

  private mutating func operation() throws(SemVerError) -> Comparator.Operation? {
    switch scanner.take(while: { "=!<>~^".utf8.contains($0) }) {
    case "": nil
    case "=": .equal
    case "!=": .notEqual
    case ">": .greater
    case "<": .less
    case ">=", "=>": .greaterOrEqual
    case "<=", "=<": .lessOrEqual
    case "~", "~>": .tilde
    case "^": .caret
    default: throw malformed
    }
  }

  private mutating func hyphenUpperBound() throws(SemVerError) -> Comparator.Operand? {
    guard scanner.skip(UInt8(ascii: "-")) else { return nil }
    guard scanner.skipBlanks() else { throw malformed }
    return try operand()
  }

  private mutating func operand() throws(SemVerError) -> Comparator.Operand {
    _ = scanner.skip(UInt8(ascii: "v"))
    var numbers: [String] = []
    repeat {
      let number = scanner.take { Scanner.isDigit($0) || "xX*".utf8.contains($0) }
      guard !number.isEmpty else { throw malformed }
      numbers.append(number)
    } while numbers.count < 3 && scanner.skip(UInt8(ascii: "."))
    let prerelease: String
    do {
      prerelease = try scanner.suffix(after: UInt8(ascii: "-"), in: whole)
      _ = try scanner.suffix(after: UInt8(ascii: "+"), in: whole)
      try SemanticVersion.validate(prerelease: prerelease, in: whole)
    } catch { throw malformed }
    return try operand(numbers, prerelease: prerelease)
  }

  private func operand(_ parts: [String], prerelease: String) throws(SemVerError) -> Comparator.Operand {
    var numbers: [UInt64] = []
    var wildcard: Comparator.Wildcard = .none
    for index in 0..<3 {
      guard index < parts.count, !["x", "X", "*"].contains(parts[index]) else {
        wildcard = [.major, .minor, .patch][index]
        break
      }
      guard let number = UInt64(parts[index]) else { throw malformed }
      numbers.append(number)
    }
    while numbers.count < 3 { numbers.append(0) }
    let version = SemanticVersion(
      major: numbers[0], minor: numbers[1], patch: numbers[2], prerelease: prerelease, metadata: "", original: "")
    return Comparator.Operand(version: version, wildcard: wildcard)
  }
}
