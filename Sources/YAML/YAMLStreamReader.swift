import CLibyaml

/// libyaml's events over text that is read piece by piece, for documents that are too large to hold.
///
/// Nothing is built: a scalar is a buffer that is valid until the next event. Memory does not depend on the length of
/// the text; a single value that is longer than the limit, or text without end between two values, is an error.
package final class YAMLStreamReader {
  package enum Event {
    case documentStart, documentEnd, streamEnd
    case alias
    case scalar(UnsafeBufferPointer<UInt8>, isPlain: Bool)
    case sequenceStart, sequenceEnd
    case mappingStart, mappingEnd
  }

  /// Fills the buffer and returns how many bytes it has put there; 0 at the end.
  package typealias Source = (UnsafeMutableRawBufferPointer) throws -> Int

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>
  private let source: Source
  private let maximumValueBytes: Int
  private var bytesSinceEvent = 0
  private var sourceError: (any Error)?
  private var isValueTooLong = false

  package init(maximumValueBytes: Int = 1 << 20, _ source: @escaping Source) {
    self.source = source
    self.maximumValueBytes = maximumValueBytes
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    event = .allocate(capacity: 1)
    event.initialize(to: yaml_event_t())
    // The only way for this to fail is a lack of memory, in which case the parser reports an error when it is used.
    _ = yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    connectInput()
  }

  deinit {
    yaml_event_delete(event)
    event.deallocate()
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The line of the last event, from 1.
  package var line: Int { Int(clamping: event.pointee.start_mark.line) &+ 1 }

  /// The next event. Throws ``YAMLError`` and what the source throws.
  package func next() throws -> Event {
    while true {
      yaml_event_delete(event)
      guard yaml_parser_parse(parser, event) == 1 else { throw failure() }
      bytesSinceEvent = 0
      switch event.pointee.type {
      case YAML_STREAM_START_EVENT: continue
      case YAML_DOCUMENT_START_EVENT: return .documentStart
      case YAML_DOCUMENT_END_EVENT: return .documentEnd
      case YAML_ALIAS_EVENT: return .alias
      case YAML_SCALAR_EVENT:
        let scalar = event.pointee.data.scalar
        let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        return .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
      case YAML_SEQUENCE_START_EVENT: return .sequenceStart
      case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
      case YAML_MAPPING_START_EVENT: return .mappingStart
      case YAML_MAPPING_END_EVENT: return .mappingEnd
      default: return .streamEnd
      }
    }
  }

  /// The handler through which libyaml asks for more text.
  private func connectInput() {
    let read:
      @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt8>?, Int, UnsafeMutablePointer<Int>?) -> Int32 =
        {
          context, buffer, size, sizeRead in
          guard let context, let buffer, let sizeRead else { return 0 }
          let reader = Unmanaged<YAMLStreamReader>.fromOpaque(context).takeUnretainedValue()
          guard let count = reader.fill(UnsafeMutableRawBufferPointer(start: buffer, count: size)) else { return 0 }
          sizeRead.pointee = count
          return 1
        }
    yaml_parser_set_input(parser, read, Unmanaged.passUnretained(self).toOpaque())
  }

  private func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
    guard bytesSinceEvent <= maximumValueBytes else {
      isValueTooLong = true
      return nil
    }
    do {
      let count = try source(buffer)
      bytesSinceEvent &+= count
      return min(max(count, 0), buffer.count)
    } catch {
      sourceError = error
      return nil
    }
  }

  private func failure() -> any Error {
    if let sourceError { return sourceError }
    let state = parser.pointee
    let line = Int(clamping: max(state.problem_mark.line, state.mark.line)) &+ 1
    if isValueTooLong { return YAMLError(.syntax("a value is longer than \(maximumValueBytes) bytes"), line: line) }
    let problem = state.problem.map { String(cString: $0) } ?? "not enough memory to parse the document"
    if state.error == YAML_READER_ERROR { return YAMLError(.syntax(problem), line: line) }
    return YAMLError(
      .syntax(problem), line: Int(clamping: state.problem_mark.line) &+ 1,
      column: Int(clamping: state.problem_mark.column) &+ 1)
  }
}
