import Glibc
import YAML

/// Goes through a repository's index once, from the disk, and hands on the entries of the charts that are wanted.
///
/// Nothing else is kept: memory does not depend on how many charts and versions there are. JSON is read too, being YAML.
/// Blocks on the disk; run it on a thread of its own.
package struct IndexReader {
  static let maximumDepth = 64

  private let events: YAMLStreamReader
  private let wants: (String) -> Bool
  private let visit: (IndexEntry) -> Void
  private var summary = IndexSummary()
  private var hasAPIVersion = false

  /// Reads an index; throws ``IndexError`` and `CancellationError`.
  ///
  /// - Parameters:
  ///   - wants: Whether the entries of a chart are handed to `visit`; asked once a chart.
  ///   - isCancelled: Asked for every block of the file.
  package static func read(
    _ path: String, isCancelled: @escaping () -> Bool = { false }, wants: @escaping (String) -> Bool = { _ in false },
    visit: @escaping (IndexEntry) -> Void = { _ in }
  ) throws -> IndexSummary {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { throw IndexError.unreadable("cannot open \(path): \(String(cString: strerror(errno)))") }
    defer { close(file) }
    var isEmpty = true
    let events = YAMLStreamReader { buffer in
      if isCancelled() { throw CancellationError() }
      while true {
        let count = Glibc.read(file, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else {
          throw IndexError.unreadable("cannot read \(path): \(String(cString: strerror(errno)))")
        }
        if count > 0 { isEmpty = false }
        return count
      }
    }
    var reader = IndexReader(events: events, wants: wants, visit: visit)
    do {
      try reader.document()
    } catch let error as YAMLError {
      throw IndexError.malformed(error.withoutPlace, line: error.line)
    }
    if isEmpty { throw IndexError.empty }
    guard reader.hasAPIVersion else { throw IndexError.noAPIVersion }
    return reader.summary
  }

  private init(
    events: YAMLStreamReader, wants: @escaping (String) -> Bool, visit: @escaping (IndexEntry) -> Void
  ) {
    self.events = events
    self.wants = wants
    self.visit = visit
  }

  private mutating func document() throws {
    guard case .documentStart = try events.next() else { return }
    guard case .mappingStart = try events.next() else { throw malformed("an index must be a mapping") }
    while let key = try self.key() {
      switch key {
      case "apiVersion": hasAPIVersion = try !text().isEmpty
      case "entries": try entries()
      default: try skip()
      }
    }
    // What follows must be YAML all the same; a second document is not looked at, as Go's reader does not.
    guard case .documentEnd = try events.next() else { throw malformed("text after the end of the index") }
  }

  private mutating func entries() throws {
    switch try events.next() {
    case .mappingStart: break
    case .scalar(let text, let isPlain) where Self.isNull(text, isPlain): return
    default: throw malformed("'entries' must be a mapping from charts to lists of versions")
    }
    while let name = try key() {
      summary.charts += 1
      try versions(name)
    }
  }

  private mutating func versions(_ chart: String) throws {
    let isWanted = wants(chart)
    switch try events.next() {
    case .sequenceStart: break
    case .scalar(let text, let isPlain) where Self.isNull(text, isPlain): return
    default: throw malformed("the versions of chart '\(chart)' must be a list")
    }
    while true {
      switch try events.next() {
      case .sequenceEnd: return
      case .scalar(let text, let isPlain) where Self.isNull(text, isPlain): continue
      case .mappingStart:
        summary.versions += 1
        if isWanted { visit(try entry()) } else { try skipRest(depth: 1) }
      default: throw malformed("a version of chart '\(chart)' must be a mapping")
      }
    }
  }

  private func entry() throws -> IndexEntry {
    var entry = IndexEntry()
    while let key = try self.key() {
      switch key {
      case "name": entry.name = try text()
      case "version": entry.version = try text()
      case "digest": entry.digest = try text()
      case "created": entry.created = try text()
      case "urls": entry.urls = try texts()
      default: try skip()
      }
    }
    return entry
  }

  /// The next key of a mapping; `nil` at its end.
  private func key() throws -> String? {
    switch try events.next() {
    case .scalar(let text, _): return String(decoding: text, as: UTF8.self)
    case .mappingEnd: return nil
    default: throw malformed("a key must be a text")
    }
  }

  /// A text; what is no text counts as none, which drops the entry that needs it.
  private func text() throws -> String {
    switch try events.next() {
    case .scalar(let text, let isPlain): return Self.isNull(text, isPlain) ? "" : String(decoding: text, as: UTF8.self)
    case .mappingStart, .sequenceStart: try skipRest(depth: 1)
    case .alias: break
    default: throw malformed("a value is missing")
    }
    return ""
  }

  private func texts() throws -> [String] {
    switch try events.next() {
    case .sequenceStart: break
    case .mappingStart:
      try skipRest(depth: 1)
      return []
    default: return []
    }
    var found: [String] = []
    while true {
      switch try events.next() {
      case .scalar(let text, _): found.append(String(decoding: text, as: UTF8.self))
      case .sequenceEnd: return found
      case .mappingStart, .sequenceStart: try skipRest(depth: 1)
      case .alias: break
      default: throw malformed("a list does not end")
      }
    }
  }

  /// Passes over one value.
  private func skip() throws {
    switch try events.next() {
    case .scalar, .alias: return
    case .mappingStart, .sequenceStart: try skipRest(depth: 1)
    default: throw malformed("a value is missing")
    }
  }

  /// Passes over what is left of `depth` open mappings and lists.
  private func skipRest(depth: Int) throws {
    var depth = depth
    while depth > 0 {
      switch try events.next() {
      case .mappingStart, .sequenceStart:
        depth += 1
        guard depth <= Self.maximumDepth else { throw IndexError.tooDeep(line: events.line) }
      case .mappingEnd, .sequenceEnd: depth -= 1
      case .scalar, .alias: break
      default: throw malformed("the text ends too early")
      }
    }
  }

  private static func isNull(_ text: UnsafeBufferPointer<UInt8>, _ isPlain: Bool) -> Bool {
    isPlain && (text.isEmpty || text.elementsEqual("null".utf8) || text.elementsEqual("~".utf8))
  }

  private func malformed(_ problem: String) -> IndexError { .malformed(problem, line: events.line) }
}
