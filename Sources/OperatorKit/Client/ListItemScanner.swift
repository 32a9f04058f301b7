package import JSON

/// Cuts the items out of a list while it arrives, so that the list is never held whole.
///
/// It knows nothing of I/O: bytes go in, complete items come out. Everything outside of `items` is kept, because it is
/// small, and parsed at the end.
package struct ListItemScanner {
  /// The list without its items.
  private var frame: [UInt8] = []
  private var item: [UInt8] = []
  private var depth = 0
  private var inString = false
  private var escaped = false
  /// The last string at depth 1, to recognise the key `items`.
  private var key: [UInt8] = []
  private var inItems = false

  private static let maximumFrameBytes = 1 << 20
  private static let itemsKey = Array("items".utf8)

  package init() {}

  /// The items that are complete with these bytes. Throws ``JSONError`` when the list is hopeless.
  package mutating func feed(_ chunk: [UInt8]) throws(JSONError) -> [[UInt8]] {
    var complete: [[UInt8]] = []
    for byte in chunk {
      take(byte, &complete)
      if item.count > KubernetesClient.maximumObjectBytes || frame.count > ListItemScanner.maximumFrameBytes {
        throw JSONError(reason: .invalidString("the list or one of its items is too large"), offset: 0)
      }
    }
    return complete
  }

  /// The list without its items. Throws ``JSONError`` when it has not arrived whole.
  package func finish() throws(JSONError) -> JSONValue {
    guard depth == 0, !frame.isEmpty else { throw JSONError(reason: .unexpectedEnd, offset: frame.count) }
    return try JSONValue(parsing: frame)
  }

  private mutating func take(_ byte: UInt8, _ complete: inout [[UInt8]]) {
    if inString {
      keep(byte)
      takeStringByte(byte)
      return
    }
    switch byte {
    case UInt8(ascii: "\""):
      inString = true
      if depth == 1 { key = [] }
      keep(byte)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if depth == 1, byte == UInt8(ascii: "["), key == ListItemScanner.itemsKey { inItems = true }
      keep(byte)
      depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      close(byte, &complete)
    case UInt8(ascii: ",") where inItems && depth == 2: break
    default: keep(byte)
    }
  }

  private mutating func close(_ byte: UInt8, _ complete: inout [[UInt8]]) {
    depth -= 1
    if inItems, depth == 1 {
      inItems = false
      item = []
    }
    keep(byte)
    if inItems, depth == 2 {
      complete.append(item)
      item = []
    }
  }

  private mutating func takeStringByte(_ byte: UInt8) {
    if escaped {
      escaped = false
    } else if byte == UInt8(ascii: "\\") {
      escaped = true
    } else if byte == UInt8(ascii: "\"") {
      inString = false
      return
    }
    if depth == 1, key.count <= 64 { key.append(byte) }
  }

  /// Items are at depth 2 and deeper; the opening and closing bytes of the array belong to the frame.
  private mutating func keep(_ byte: UInt8) {
    if inItems, depth >= 2 { item.append(byte) } else { frame.append(byte) }
  }
}
