import Glibc
import Helm

/// Writes archives that no honest program would write: any path, any type of entry.
struct RawArchive {
  private var tar: [UInt8] = []

  init() {}

  mutating func file(_ name: String, _ text: String) { entry(name, type: "0", content: Array(text.utf8)) }
  mutating func link(_ name: String, to target: String, isHard: Bool = false) {
    entry(name, type: isHard ? "1" : "2", content: [], target: target)
  }
  mutating func device(_ name: String) { entry(name, type: "3", content: []) }

  private mutating func entry(_ name: String, type: Character, content: [UInt8], target: String = "") {
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
    put(octal(content.count, 12), at: 124, 12)
    put(octal(0, 12), at: 136, 12)
    put(String(repeating: " ", count: 8), at: 148, 8)
    block[156] = type.asciiValue ?? 0
    put(target, at: 157, 100)
    put("ustar\0" + "00", at: 257, 8)
    put(octal(block.reduce(0) { $0 + Int($1) }, 7) + "\0", at: 148, 8)
    tar += block + content
    if content.count % 512 != 0 { tar += [UInt8](repeating: 0, count: 512 - content.count % 512) }
  }

  /// Writes it as a gzip stream whose blocks are not compressed.
  func write(to path: String) throws {
    let bytes = tar + [UInt8](repeating: 0, count: 1024)
    var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var rest = bytes[...]
    repeat {
      let block = rest.prefix(65535)
      rest = rest.dropFirst(65535)
      let (low, high) = (UInt8(block.count & 0xFF), UInt8(block.count >> 8))
      out += [rest.isEmpty ? 1 : 0, low, high, ~low, ~high]
      out += block
    } while !rest.isEmpty
    for value in [Self.checksum(bytes), UInt32(truncatingIfNeeded: bytes.count)] {
      for shift in [0, 8, 16, 24] as [UInt32] { out.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
    guard let file = fopen(path, "wb") else { throw HelmError(.chart, "cannot write \(path)") }
    fwrite(out, 1, out.count, file)
    fclose(file)
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
