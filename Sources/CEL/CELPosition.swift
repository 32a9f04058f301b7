/// A place in the text of an expression, counted as editors do: both numbers start at 1.
public struct CELPosition: Sendable, Hashable, CustomStringConvertible {
  public let line: Int
  /// In Unicode code points from the start of the line.
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place of a UTF-8 offset in `source`.
  init(offset: Int, in source: [UInt8]) {
    var line = 1
    var column = 1
    for byte in source.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.init(line: line, column: column)
  }

  public var description: String { "\(line):\(column)" }
}
