/// One line of a tree.
struct TreeEntry {
  enum Kind: Sendable { case directory, file, executable, symbolicLink, submodule }

  let name: [UInt8]
  let kind: Kind
  let id: ObjectID

  /// Reads a whole tree object.
  ///
  /// - Returns: The entries in the order of their names' bytes. Git's own order differs: it sorts a
  ///   directory as if its name ended with a slash.
  /// - Throws: ``ObjectError/malformed(_:kind:reason:)``.
  static func read(_ bytes: UnsafeRawBufferPointer, of id: ObjectID) throws(ObjectError) -> [TreeEntry] {
    var entries: [TreeEntry] = []
    var position = 0
    while position < bytes.count {
      let entry = try next(bytes, &position, of: id)
      entries.append(entry)
    }
    return entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  private static func next(
    _ bytes: UnsafeRawBufferPointer, _ position: inout Int, of id: ObjectID
  ) throws(ObjectError) -> TreeEntry {
    func malformed(_ reason: String) -> ObjectError { .malformed(id, kind: .tree, reason: reason) }
    var mode: UInt32 = 0
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: " ") {
      let byte = bytes[position]
      guard UInt8(ascii: "0")...UInt8(ascii: "7") ~= byte, position - start < 7 else { throw malformed("bad mode") }
      mode = mode << 3 | UInt32(byte & 7)
      position += 1
    }
    position += 1
    let nameStart = position
    while position < bytes.count, bytes[position] != 0 { position += 1 }
    let nameEnd = position
    position += 1
    guard position <= bytes.count, id.format.byteCount <= bytes.count - position else {
      throw malformed("it ends inside an entry")
    }
    let end = position + id.format.byteCount
    guard let target = ObjectID(id.format, bytes: UnsafeRawBufferPointer(rebasing: bytes[position..<end])) else {
      throw malformed("bad object name")
    }
    position = end
    guard let kind = Kind(mode: mode) else { throw malformed("unknown mode \(String(mode, radix: 8))") }
    return TreeEntry(name: Array(bytes[nameStart..<nameEnd]), kind: kind, id: target)
  }
}

extension TreeEntry.Kind {
  init?(mode: UInt32) {
    switch mode & 0o170000 {
    case 0o040000: self = .directory
    case 0o100000: self = mode & 0o100 != 0 ? .executable : .file
    case 0o120000: self = .symbolicLink
    case 0o160000: self = .submodule
    default: return nil
    }
  }
}
