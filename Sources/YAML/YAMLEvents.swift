import CLibyaml

/// libyaml's parser as a source of events.
///
/// libyaml copies what it is given in pieces, so the text itself is never held twice.
final class YAMLEvents {
  struct Mark {
    let line: Int
    let column: Int
  }

  enum Event {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias(String)
    case scalar(String, anchor: String?, tag: String?, style: YAMLStyle)
    case sequenceStart(anchor: String?, tag: String?, flow: Bool)
    case sequenceEnd
    case mappingStart(anchor: String?, tag: String?, flow: Bool)
    case mappingEnd
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private var text: [UInt8]
  private var offset = 0
  private var delivered = 0
  private var escapes: GoEscapes

  /// - Parameter refusesEscapedSlashes: Whether `\/` in double quotes is an error, as for Go's library.
  init(_ text: [UInt8], refusesEscapedSlashes: Bool = false) {
    // libyaml looks for a byte order mark only where it is not told the encoding.
    let text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text
    self.text = text
    escapes = GoEscapes(text, refusesSlashes: refusesEscapedSlashes)
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    // The only way for this to fail is a lack of memory, in which case the parser reports an error when it is used.
    _ = yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    connectInput()
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The next event and where it begins.
  func next() throws(YAMLError) -> (event: Event, mark: Mark) {
    var event = yaml_event_t()
    while yaml_parser_parse(parser, &event) != 1 {
      guard let mended = escapes.mended(text, parser.pointee), restart(with: mended) else { throw failure() }
    }
    defer { yaml_event_delete(&event) }
    delivered += 1
    if let problem = escapes.problem(event, text) { throw problem }
    let mark = Mark(line: Int(event.start_mark.line) &+ 1, column: Int(event.start_mark.column) &+ 1)
    return (Self.translate(event), mark)
  }

  /// Reads another text up to where this one was left.
  private func restart(with mended: [UInt8]) -> Bool {
    yaml_parser_delete(parser)
    _ = yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    text = mended
    offset = 0
    connectInput()
    var event = yaml_event_t()
    for _ in 0..<delivered {
      guard yaml_parser_parse(parser, &event) == 1 else { return false }
      yaml_event_delete(&event)
    }
    return true
  }

  /// The handler through which libyaml asks for more text.
  private func connectInput() {
    let read:
      @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt8>?, Int, UnsafeMutablePointer<Int>?) -> Int32 =
        {
          context, buffer, size, sizeRead in
          guard let context, let buffer, let sizeRead else { return 0 }
          let events = Unmanaged<YAMLEvents>.fromOpaque(context).takeUnretainedValue()
          sizeRead.pointee = events.copy(to: buffer, atMost: size)
          return 1
        }
    yaml_parser_set_input(parser, read, Unmanaged.passUnretained(self).toOpaque())
  }

  private func copy(to buffer: UnsafeMutablePointer<UInt8>, atMost size: Int) -> Int {
    let count = min(size, text.count - offset)
    text.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress, count > 0 else { return }
      buffer.update(from: base + offset, count: count)
    }
    offset += count
    return count
  }

  private static func translate(_ event: yaml_event_t) -> Event {
    switch event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_ALIAS_EVENT: return .alias(string(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let value = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return .scalar(value, anchor: string(scalar.anchor), tag: string(scalar.tag), style: style(scalar.style))
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      let flow = start.style == YAML_FLOW_SEQUENCE_STYLE
      return .sequenceStart(anchor: string(start.anchor), tag: string(start.tag), flow: flow)
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      let flow = start.style == YAML_FLOW_MAPPING_STYLE
      return .mappingStart(anchor: string(start.anchor), tag: string(start.tag), flow: flow)
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    default: return .streamEnd
    }
  }

  private static func style(_ style: yaml_scalar_style_t) -> YAMLStyle {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  private static func string(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private func failure() -> YAMLError {
    let state = parser.pointee
    let problem = state.problem.map { String(cString: $0) } ?? "not enough memory to parse the document"
    let context = Int(state.context_mark.line)
    let place = Int(state.problem_mark.line)
    // Go's library counts lines of the scanner from one and those of the parser from zero.
    var goLine = context != 0 ? context : place
    if goLine != 0, state.error == YAML_SCANNER_ERROR { goLine &+= 1 }
    let scannerLine = place &+ (state.error == YAML_SCANNER_ERROR ? 1 : 0)
    let goLineOfVersion2 = place != 0 ? scannerLine : context
    guard state.error != YAML_READER_ERROR else {
      let line = text.prefix(Int(clamping: state.problem_offset)).reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
      return YAMLError(.syntax(problem), line: line, column: 0, goLine: 0)
    }
    let column = Int(state.problem_mark.column) &+ 1
    return YAMLError(
      .syntax(problem), line: place &+ 1, column: column, goLine: goLine, goLineOfVersion2: goLineOfVersion2)
  }
}
