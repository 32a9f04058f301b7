/// Words of an identifier: `HTTPStatusCode` has three.
enum WordCase {
  private enum Kind { case invalid, number, upper, alphabet, connector, punctuation, other }

  private typealias Word = (kind: Kind, text: ArraySlice<Unicode.Scalar>)

  /// In lower case, with a connector between words: `http_status_code`.
  static func lower(_ text: String, connector: Unicode.Scalar) -> String {
    var out = String.UnicodeScalarView()
    var rest = Array(text.unicodeScalars)[...]
    guard !rest.isEmpty else { return "" }
    var word = next(&rest)
    while !rest.isEmpty {
      if word.kind != .connector { append(word.kind, word.text, connector, &out) }
      let previous = word
      word = next(&rest)
      switch previous.kind {
      case .number:
        appendAlphanumerics(&word, &rest, connector, &out)
        if word.kind != .invalid, word.kind != .punctuation, word.kind != .connector { out.append(connector) }
      case .connector: append(.connector, previous.text, connector, &out)
      case .punctuation: break
      default: afterLetters(&word, &rest, connector, &out)
      }
    }
    append(word.kind, word.text, connector, &out)
    return String(out)
  }

  /// Whether a number behind letters belongs to them depends on what follows: `bld4_floor`, but `http_2xx`.
  private static func afterLetters(
    _ word: inout Word, _ rest: inout ArraySlice<Unicode.Scalar>, _ connector: Unicode.Scalar,
    _ out: inout String.UnicodeScalarView
  ) {
    guard word.kind == .number else {
      if word.kind != .connector, word.kind != .punctuation { out.append(connector) }
      return
    }
    if rest.isEmpty { return }
    let number = word.text
    word = next(&rest)
    guard word.kind == .alphabet else {
      append(.number, number, connector, &out)
      if word.kind != .connector, word.kind != .punctuation { out.append(connector) }
      return
    }
    out.append(connector)
    append(.number, number, connector, &out)
    appendAlphanumerics(&word, &rest, connector, &out)
    if word.kind != .invalid, word.kind != .connector, word.kind != .punctuation { out.append(connector) }
  }

  private static func appendAlphanumerics(
    _ word: inout Word, _ rest: inout ArraySlice<Unicode.Scalar>, _ connector: Unicode.Scalar,
    _ out: inout String.UnicodeScalarView
  ) {
    while word.kind == .alphabet || word.kind == .number {
      append(word.kind, word.text, connector, &out)
      word = next(&rest)
    }
  }

  private static func append(
    _ kind: Kind, _ text: ArraySlice<Unicode.Scalar>, _ connector: Unicode.Scalar,
    _ out: inout String.UnicodeScalarView
  ) {
    guard kind == .upper || kind == .connector else { return out.append(contentsOf: text) }
    for scalar in text { out.append(isConnector(scalar) ? connector : scalar.isUpper ? scalar.lower : scalar) }
  }

  private static func next(_ rest: inout ArraySlice<Unicode.Scalar>) -> Word {
    guard let first = rest.first else { return (.invalid, []) }
    let start = rest
    var count = 1
    let kind: Kind
    func take(_ belongs: (Unicode.Scalar) -> Bool) {
      while count < start.count, belongs(start[start.startIndex + count]) { count += 1 }
    }
    if isConnector(first) {
      kind = .connector
      take(isConnector)
    } else if isPunctuation(first) {
      kind = .punctuation
      take(isPunctuation)
    } else if first.isUpper {
      kind = .upper
      take(\.isUpper)
      if count > 1 {
        // The last of several capitals starts the next word.
        if count < start.count, start[start.startIndex + count].isLetter { count -= 1 }
      } else {
        take { $0.isLetter && !$0.isUpper }
      }
    } else if first.isLetter {
      kind = .alphabet
      take { $0.isLetter && !$0.isUpper }
    } else if isNumber(first) {
      kind = .number
      take(isNumber)
    } else {
      kind = .other
      take { !isConnector($0) && !$0.isLetter && !isNumber($0) && !isPunctuation($0) }
    }
    rest = rest.dropFirst(count)
    return (kind, start.prefix(count))
  }

  private static func isConnector(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || scalar == "_" || ByteText.isSpace(scalar)
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }

  private static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }

  /// Connectors taken out, and the letter behind each in upper case: `HttpStatusCode`.
  static func pascal(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var rest = Array(text.unicodeScalars)[...]
    var isFirstUpper = false
    var current: Unicode.Scalar?
    while let scalar = rest.popFirst() {
      current = scalar
      if !isConnector(scalar) {
        isFirstUpper = scalar.isUpper
        current = scalar.upper
        break
      }
      out.append(scalar)
    }
    guard var last = current else { return "" }
    if rest.isEmpty {
      out.append(last)
      return String(out)
    }
    while var scalar = rest.popFirst() {
      let before = last
      if isConnector(scalar), isConnector(before) {
        out.append(before)
        last = scalar
        continue
      }
      if isConnector(before) {
        isFirstUpper = scalar.isUpper
        scalar = scalar.upper
      } else {
        if isFirstUpper {
          if scalar.isUpper { scalar = scalar.lower } else { isFirstUpper = false }
        }
        out.append(before)
      }
      last = scalar
    }
    out.append(last)
    return String(out)
  }
}
