import JSON

/// The characters of an assignment.
struct SetScanner {
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private let hasEscapes: Bool

  init(_ text: String, hasEscapes: Bool) {
    scalars = Array(text.unicodeScalars)
    self.hasEscapes = hasEscapes
  }

  func peek() -> Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  mutating func advance() { index = min(index + 1, scalars.count) }

  /// The text up to one of the characters, which is consumed, or to the end. A backslash takes the next character as
  /// it is.
  mutating func until(_ stops: Set<Unicode.Scalar>) -> (text: String, stop: Unicode.Scalar?) {
    var text = String.UnicodeScalarView()
    while let scalar = peek() {
      index += 1
      if stops.contains(scalar) { return (String(text), scalar) }
      if hasEscapes, scalar == "\\" {
        guard let next = peek() else { return (String(text), nil) }
        index += 1
        text.append(next)
      } else {
        text.append(scalar)
      }
    }
    return (String(text), nil)
  }

  mutating func rest() -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[index...])
    index = scalars.count
    return String(text)
  }

  /// Skips white space and a comma after it. Returns whether nothing else was there.
  mutating func skipEmpty() -> Bool {
    while let scalar = peek() {
      if scalar == "," {
        index += 1
        return true
      }
      guard GoText.isSpace(scalar) else { return false }
      index += 1
    }
    return true
  }

  /// Reads one JSON value and leaves what follows.
  mutating func json() throws(HelmError) -> JSONValue {
    let start = index
    var depth = 0
    var isInString = false
    scan: while let scalar = peek() {
      switch scalar {
      case "\\" where isInString: index += 1
      case "\"": isInString.toggle()
      case "[" where !isInString, "{" where !isInString: depth += 1
      case "]" where !isInString, "}" where !isInString: depth -= 1
      case "," where !isInString && depth == 0: break scan
      default: break
      }
      advance()
      if depth == 0, !isInString, scalar == "]" || scalar == "}" || scalar == "\"" { break }
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[start..<min(index, scalars.count)])
    do throws(JSONError) {
      return try JSONParser.parse(Array(String(text).utf8))
    } catch {
      throw HelmError(.values, GoJSONError.text(error, in: Array(String(text).utf8)))
    }
  }
}
