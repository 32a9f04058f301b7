/// Reads the answer to a fetch and takes the pack out of it.
///
/// A state machine without I/O: bytes go in, the pack's bytes come out.
package struct FetchAnswer {
  private enum State {
    /// Version 2: the name of the next section.
    case section
    /// Version 2: lines of a section that is of no interest.
    case skipping
    /// Version 0: lines before the pack.
    case preamble
    /// The pack, in side bands.
    case pack
    case done
  }

  private var parser = PktLineParser()
  private var state: State
  /// Commits whose parents were cut off.
  package private(set) var shallow: [ObjectID] = []

  package init(_ version: ServerCapabilities.Version) {
    state = version == .v2 ? .section : .preamble
  }

  /// - Parameter pack: Takes the bytes of the pack.
  /// - Throws: ``GitError`` or what `pack` throws.
  package mutating func feed(_ bytes: UnsafeRawBufferPointer, pack: (UnsafeRawBufferPointer) throws -> Void) throws {
    var parser = parser
    defer { self.parser = parser }
    try parser.feed(bytes) { packet in
      switch packet {
      case .data(let line): try read(line, pack)
      case .flush: try readFlush()
      case .delimiter: try readDelimiter()
      case .responseEnd: break
      }
    }
  }

  /// - Throws: ``GitError`` when the answer is not complete.
  package func finish() throws {
    try parser.finish()
    guard state == .done else { throw GitError.protocolViolation("the answer ends before the pack does") }
  }

  private mutating func read(_ line: UnsafeRawBufferPointer, _ pack: (UnsafeRawBufferPointer) throws -> Void) throws {
    if case .pack = state { return try readBand(line, pack) }
    if line.hasPrefix("ERR ") { throw GitError.remote(sanitising: String(line.lineText.dropFirst(4))) }
    switch state {
    case .section: state = line.lineText == "packfile" ? .pack : .skipping
    case .skipping: readShallow(line.lineText)
    case .preamble:
      // Side bands start right after the acknowledgement.
      if line.hasPrefix("NAK") || line.hasPrefix("ACK ") { state = .pack } else { readShallow(line.lineText) }
    case .pack, .done: throw GitError.protocolViolation("data after the end of the pack")
    }
  }

  private mutating func readShallow(_ text: String) {
    guard text.hasPrefix("shallow "), shallow.count < 10_000, let id = ObjectID(hex: text.dropFirst(8)) else { return }
    shallow.append(id)
  }

  private func readBand(_ line: UnsafeRawBufferPointer, _ pack: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard let band = line.first else { return }
    let data = UnsafeRawBufferPointer(rebasing: line[1...])
    switch band {
    case 1: try pack(data)
    // Progress is meant for people who watch.
    case 2: break
    case 3: throw GitError.remote(sanitising: data.lineText)
    default:
      if line.hasPrefix("ERR ") { throw GitError.remote(sanitising: String(line.lineText.dropFirst(4))) }
      throw GitError.protocolViolation("an unknown side band")
    }
  }

  private mutating func readFlush() throws {
    switch state {
    case .pack: state = .done
    // The end of the list of shallow commits.
    case .preamble: break
    case .section, .skipping: throw GitError.protocolViolation("an answer without a pack")
    case .done: throw GitError.protocolViolation("an unexpected flush packet")
    }
  }

  private mutating func readDelimiter() throws {
    guard case .skipping = state else { throw GitError.protocolViolation("an unexpected special packet") }
    state = .section
  }
}
