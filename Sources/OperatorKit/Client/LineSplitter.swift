/// Cuts a stream of bytes into lines, whatever the chunks it arrives in.
struct LineSplitter {
  private var rest: [UInt8] = []
  private let limit: Int
  /// A line has grown beyond the limit; the stream is not worth reading on.
  private(set) var overflowed = false

  init(limit: Int) { self.limit = limit }

  /// The lines that are complete with these bytes; empty ones are left out.
  mutating func feed(_ chunk: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    chunk.withUnsafeBufferPointer { bytes in
      var start = 0
      for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
        rest.append(contentsOf: bytes[start..<index])
        if !rest.isEmpty { lines.append(rest) }
        rest = []
        start = index + 1
      }
      rest.append(contentsOf: bytes[start...])
    }
    overflowed = overflowed || rest.count > limit
    return lines
  }
}
