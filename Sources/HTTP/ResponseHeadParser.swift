/// Collects header lines to a response head: lines in, head out.
package struct ResponseHeadParser {
  /// What a line led to.
  package enum Step {
    /// More lines are needed, or the line belonged to an interim answer or a trailer.
    case more
    /// The head of the final answer.
    case complete(status: Int, version: String, headers: HTTPHeaders)
    /// The answer cannot be accepted.
    case failed(HTTPError.Kind)
  }

  private let limit: Int
  private var received = 0
  private var current: (status: Int, version: String)?
  private var headers = HTTPHeaders()

  /// - Parameter limit: most bytes of all lines, those of interim answers and trailers included.
  package init(limit: Int) { self.limit = limit }

  /// Takes one line with its line end.
  package mutating func receive(_ line: UnsafeRawBufferPointer) -> Step {
    guard line.count <= limit - received else { return .failed(.headersTooLarge(limit: limit)) }
    received += line.count
    let length = line.lastIndex { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }.map { $0 + 1 } ?? 0
    let text = UnsafeRawBufferPointer(rebasing: line[..<length])
    if length == 0 { return end() }
    if text.starts(with: "HTTP/".utf8) { return begin(text) }
    append(text)
    return .more
  }

  /// An empty line ends the head, unless it ends an interim answer or the trailers.
  private mutating func end() -> Step {
    guard let (status, version) = current else { return .more }
    current = nil
    if status < 200 { return .more }
    defer { headers = HTTPHeaders() }
    return .complete(status: status, version: version, headers: headers)
  }

  private mutating func begin(_ line: UnsafeRawBufferPointer) -> Step {
    let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
    guard words.count >= 2, let name = words.first, let status = Self.status(words[1]) else {
      return .failed(.protocol("the status line cannot be read"))
    }
    headers = HTTPHeaders()
    current = (status, String(decoding: name.dropFirst(5), as: UTF8.self))
    return .more
  }

  private static func status(_ digits: Slice<UnsafeRawBufferPointer>) -> Int? {
    guard digits.count == 3, let status = Int(String(decoding: digits, as: UTF8.self)), status >= 100 else {
      return nil
    }
    return status
  }

  /// Lines without a colon, which libcurl lets pass, are dropped; so are trailers.
  private mutating func append(_ line: UnsafeRawBufferPointer) {
    guard current != nil, let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return }
    headers.add(Self.text(line, 0, colon), Self.text(line, colon + 1, line.count))
  }

  private static func text(_ line: UnsafeRawBufferPointer, _ from: Int, _ to: Int) -> String {
    var (start, end) = (from, to)
    while start < end, isSpace(line[start]) { start += 1 }
    while end > start, isSpace(line[end - 1]) { end -= 1 }
    return String(decoding: line[start..<end], as: UTF8.self)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
