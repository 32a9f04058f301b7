import Archive
import Digests
import Git
import Testing

/// Builds packs that no honest server would send.
struct RawPack {
  let format: ObjectFormat
  private var body: [UInt8] = []
  private(set) var count: UInt32 = 0

  init(_ format: ObjectFormat = .sha1) { self.format = format }

  /// Where the next object will start.
  var offset: Int { 12 + body.count }

  static func zlib(_ content: [UInt8]) throws -> [UInt8] {
    var output: [UInt8] = []
    let deflater = try Deflater(.zlib)
    try content.withUnsafeBytes { try deflater.write($0) { output += $0 } }
    try deflater.finish { output += $0 }
    return output
  }

  static func header(type: UInt8, size: UInt64) -> [UInt8] {
    var bytes = [type << 4 | UInt8(size & 15)]
    var rest = size >> 4
    while rest > 0 {
      bytes[bytes.count - 1] |= 0x80
      bytes.append(UInt8(rest & 0x7F))
      rest >>= 7
    }
    return bytes
  }

  static func distance(_ value: Int) -> [UInt8] {
    var bytes = [UInt8(value & 0x7F)]
    var rest = value >> 7
    while rest > 0 {
      rest -= 1
      bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
      rest >>= 7
    }
    return bytes
  }

  static func deltaNumber(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    repeat {
      bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
    return bytes
  }

  /// Adds an object and returns its name.
  @discardableResult
  mutating func object(_ kind: ObjectKind, _ content: [UInt8], announced: UInt64? = nil) throws -> ObjectID {
    try raw(Self.header(type: kind.rawValue, size: announced ?? UInt64(content.count)) + Self.zlib(content))
    return try #require(
      ObjectID(format, bytes: format.algorithm.digest(of: Array("\(kind.name) \(content.count)\u{0}".utf8) + content)))
  }

  mutating func offsetDelta(distance: Int, _ delta: [UInt8]) throws {
    try raw(Self.header(type: 6, size: UInt64(delta.count)) + Self.distance(distance) + Self.zlib(delta))
  }

  mutating func namedDelta(_ base: ObjectID, _ delta: [UInt8]) throws {
    try raw(Self.header(type: 7, size: UInt64(delta.count)) + base.bytes + Self.zlib(delta))
  }

  mutating func raw(_ bytes: [UInt8]) throws {
    body += bytes
    count += 1
  }

  func bytes(announcing announced: UInt32? = nil, version: UInt32 = 2) -> [UInt8] {
    func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - $0 * 8)) } }
    let pack = Array("PACK".utf8) + word(version) + word(announced ?? count) + body
    return pack + format.algorithm.digest(of: pack)
  }
}

/// Feeds a pack to an indexer in pieces.
func index(
  _ pack: [UInt8], _ format: ObjectFormat = .sha1, into directory: String, step: Int = .max,
  limits: PackLimits = PackLimits()
) throws -> FetchedPack {
  let indexer = try PackIndexer(format, into: directory, limits: limits)
  var offset = 0
  while offset < pack.count {
    let end = offset + min(step, pack.count - offset)
    try pack[offset..<end].withUnsafeBytes { try indexer.feed($0) }
    offset = end
  }
  return try indexer.finish()
}

/// The lines of a tree object.
func tree(_ entries: [(mode: String, name: [UInt8], id: ObjectID)]) -> [UInt8] {
  entries.flatMap { Array("\($0.mode) ".utf8) + $0.name + [0] + $0.id.bytes }
}
