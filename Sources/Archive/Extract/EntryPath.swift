/// The components of an entry's path, once it is known to be harmless.
enum EntryPath {
  /// - Returns: No component for the root itself (`.` or `./`).
  /// - Throws: ``ArchiveError/unsafePath(entry:reason:)`` for absolute paths, `..`, NUL and paths beyond the limits.
  static func components(_ path: [UInt8], _ limits: ExtractionLimits) throws -> [[UInt8]] {
    func unsafe(_ reason: String) -> ArchiveError {
      .unsafePath(entry: ArchiveError.printable(path), reason: reason)
    }
    guard !path.isEmpty else { throw unsafe("it is empty") }
    guard path.count <= limits.maxPathBytes else { throw unsafe("it is longer than \(limits.maxPathBytes) bytes") }
    guard path.first != UInt8(ascii: "/") else { throw unsafe("it is absolute") }
    guard !path.contains(0) else { throw unsafe("it contains a NUL") }
    var components: [[UInt8]] = []
    for part in path.split(separator: UInt8(ascii: "/")) {
      if part.elementsEqual(".".utf8) { continue }
      guard !part.elementsEqual("..".utf8) else { throw unsafe("it contains \"..\"") }
      guard part.count <= 255 else { throw unsafe("a name in it is longer than 255 bytes") }
      components.append(Array(part))
    }
    guard components.count <= limits.maxDepth else { throw unsafe("it is deeper than \(limits.maxDepth) directories") }
    return components
  }
}
