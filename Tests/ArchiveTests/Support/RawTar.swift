import Archive

/// Builds archives that no honest program would write.
struct RawTar {
  var bytes: [UInt8] = []

  mutating func entry(
    _ name: String, type: Character = "0", content: [UInt8] = [], size: Int? = nil, link: String = "",
    magic: String = "ustar\0" + "00",
    breakChecksum: Bool = false
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
    let sum = block.reduce(0) { $0 + Int($1) } + (breakChecksum ? 1 : 0)
    put(octal(sum, 7) + "\0", at: 148, 8)
    bytes += block + content
    if content.count % 512 != 0 { bytes += [UInt8](repeating: 0, count: 512 - content.count % 512) }
  }

  mutating func end() { bytes += [UInt8](repeating: 0, count: 1024) }

  static func of(_ build: (inout RawTar) -> Void) -> [UInt8] {
    var tar = RawTar()
    build(&tar)
    tar.end()
    return tar.bytes
  }
}

func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
  var output: [UInt8] = []
  let deflater = try Deflater(.gzip)
  try bytes.withUnsafeBytes { try deflater.write($0) { output += $0 } }
  try deflater.finish { output += $0 }
  return output
}
