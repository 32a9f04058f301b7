import Archive

/// Builds archives that no honest program would write: any path, any type of entry, wrong sizes and checksums.
public struct RawTar: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  /// - Parameters:
  ///   - size: what the header says, where that is not the content's.
  ///   - breaksChecksum: whether the header's checksum is wrong.
  public mutating func entry(
    _ name: String, type: Character = "0", content: [UInt8] = [], size: Int? = nil, link: String = "",
    magic: String = "ustar\0" + "00", breaksChecksum: Bool = false
  ) {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int, _ width: Int) {
      for (index, byte) in text.utf8.prefix(width).enumerated() { block[offset + index] = byte }
    }
    func octal(_ value: Int, _ width: Int) -> String {
      let digits = String(value, radix: 8)
      return String(repeating: "0", count: max(0, width - 1 - digits.count)) + digits
    }
    put(name, at: 0, 100)
    put(octal(0o644, 8), at: 100, 8)
    put(octal(size ?? content.count, 12), at: 124, 12)
    put(octal(0, 12), at: 136, 12)
    put(String(repeating: " ", count: 8), at: 148, 8)
    block[156] = type.asciiValue ?? 0
    put(link, at: 157, 100)
    put(magic, at: 257, 8)
    let sum = block.reduce(0) { $0 + Int($1) } + (breaksChecksum ? 1 : 0)
    put(octal(sum, 7) + "\0", at: 148, 8)
    append(block)
    append(content)
  }

  public mutating func file(_ name: String, _ text: String) { entry(name, content: Array(text.utf8)) }
  public mutating func device(_ name: String) { entry(name, type: "3") }
  public mutating func link(_ name: String, to target: String, isHard: Bool = false) {
    entry(name, type: isHard ? "1" : "2", link: target)
  }

  /// Appends what belongs to no entry, filled up to a whole block.
  public mutating func append(_ content: [UInt8]) {
    bytes += content
    if content.count % 512 != 0 { bytes += [UInt8](repeating: 0, count: 512 - content.count % 512) }
  }

  /// Appends the two empty blocks that end an archive.
  public mutating func end() { bytes += [UInt8](repeating: 0, count: 1024) }

  /// Writes what is there as a whole .tar.gz file.
  public func write(to path: String) throws {
    var whole = self
    whole.end()
    try writeFile(path, gzip(whole.bytes))
  }

  /// A whole archive.
  public static func of(_ build: (inout RawTar) -> Void) -> [UInt8] {
    var tar = RawTar()
    build(&tar)
    tar.end()
    return tar.bytes
  }
}

/// Packs bytes as one gzip stream.
public func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
  var output: [UInt8] = []
  let deflater = try Deflater(.gzip)
  try bytes.withUnsafeBytes { try deflater.write($0) { output += $0 } }
  try deflater.finish { output += $0 }
  return output
}
