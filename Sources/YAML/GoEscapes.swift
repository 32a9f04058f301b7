import CLibyaml

/// Where Go's YAML libraries and libyaml disagree about escapes in double quotes: Go reads `\'` as an apostrophe and
/// refuses `\/`; libyaml does the opposite.
struct GoEscapes {
  private static let unknownEscape = "found unknown escape character"
  /// Bytes that may be read again because of escapes; a text that needs more is refused.
  private static let patience = 256 << 20

  private let looksForSlashes: Bool
  private var readAgain = 0
  /// A place in the text, as the number of its character and of its byte.
  private var character = 0
  private var byte = 0

  init(_ text: [UInt8], refusesSlashes: Bool) {
    looksForSlashes = refusesSlashes && text.firstRange(of: Array("\\/".utf8)) != nil
  }

  /// The text without the backslashes before apostrophes in the string that libyaml has just stumbled over; `nil` when
  /// it has not stumbled over those.
  mutating func mended(_ text: [UInt8], _ state: yaml_parser_t) -> [UInt8]? {
    guard state.error == YAML_SCANNER_ERROR, state.problem.map({ String(cString: $0) }) == Self.unknownEscape,
      readAgain < Self.patience
    else { return nil }
    readAgain += text.count
    (character, byte) = (0, 0)
    let start = offset(of: Int(clamping: state.problem_mark.index), in: text)
    guard text[start...].starts(with: Array("\\'".utf8)) else { return nil }
    var mended = Array(text[..<start])
    var index = start
    while index < text.count, text[index] != UInt8(ascii: "\"") {
      if text[index] == UInt8(ascii: "\\"), index + 1 < text.count {
        if text[index + 1] != UInt8(ascii: "'") { mended.append(text[index]) }
        index += 1
      }
      mended.append(text[index])
      index += 1
    }
    (character, byte) = (0, 0)
    return mended + text[index...]
  }

  /// What is wrong with a string that libyaml has read.
  mutating func problem(_ event: yaml_event_t, _ text: [UInt8]) -> YAMLError? {
    guard looksForSlashes, event.type == YAML_SCALAR_EVENT, event.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE
    else { return nil }
    let start = offset(of: Int(clamping: event.start_mark.index), in: text)
    let end = offset(of: Int(clamping: event.end_mark.index), in: text)
    let first = Int(clamping: event.start_mark.line)
    var line = first
    var isEscaped = false
    for byte in text[start..<end] {
      if isEscaped, byte == UInt8(ascii: "/") {
        let goLine = first == 0 ? line : first
        return YAMLError(
          .syntax(Self.unknownEscape), line: line &+ 1, column: 0, goLine: goLine == 0 ? 0 : goLine &+ 1,
          goLineOfVersion2: line == 0 ? first : line &+ 1)
      }
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      if byte == UInt8(ascii: "\n") { line &+= 1 }
    }
    return nil
  }

  /// Where a character begins, from where the last one was; characters are asked for in their order.
  private mutating func offset(of number: Int, in text: [UInt8]) -> Int {
    while character < number, byte < text.count {
      byte = min(byte + ScalarText.width(text[byte]), text.count)
      character += 1
    }
    return byte
  }
}
