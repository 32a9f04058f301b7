import Digests
import GitOpsAPI
import HTTP
import JSON

/// A user's key in the notation of NATS: a seed that begins with `SU`, in base 32 with a check sum.
struct NKey: Sendable {
  private let key: PrivateKey

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
  private static let seedPrefix: UInt8 = 18 << 3
  private static let userPrefix: UInt8 = 20 << 3

  /// `nil` when the text is no seed of a user.
  init?(seed text: String) {
    guard let raw = NKey.decode(text), raw.count == 36 else { return nil }
    let (body, sum) = (Array(raw.prefix(34)), raw.suffix(2))
    let expected = NKey.checksum(body)
    guard Array(sum) == [UInt8(truncatingIfNeeded: expected), UInt8(truncatingIfNeeded: expected >> 8)] else {
      return nil
    }
    // Five bits say that it is a seed, eight say whose.
    guard body[0] & 0xf8 == NKey.seedPrefix, (body[0] & 7) << 5 | body[1] >> 3 == NKey.userPrefix,
      let key = PrivateKey(ed25519: Array(body.dropFirst(2)))
    else { return nil }
    self.key = key
  }

  /// The public key, which begins with `U`.
  var publicKey: String? {
    guard let bytes = key.publicBytes else { return nil }
    let body = [NKey.userPrefix] + bytes
    let sum = NKey.checksum(body)
    return NKey.encode(body + [UInt8(truncatingIfNeeded: sum), UInt8(truncatingIfNeeded: sum >> 8)])
  }

  /// The signature of a server's challenge.
  func sign(_ nonce: String) -> String? { key.sign(Array(nonce.utf8)).map { Base64.encode($0, .urlSafe) } }

  static func decode(_ text: String) -> [UInt8]? {
    var result: [UInt8] = []
    var (bits, held): (UInt32, Int) = (0, 0)
    for byte in text.utf8 {
      guard let value = alphabet.firstIndex(of: byte) else { return nil }
      bits = (bits << 5 | UInt32(value)) & 0xfff
      held += 5
      if held >= 8 {
        held -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> held))
      }
    }
    return result
  }

  static func encode(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    var (bits, held): (UInt32, Int) = (0, 0)
    for byte in bytes {
      bits = (bits << 8 | UInt32(byte)) & 0xffff
      held += 8
      while held >= 5 {
        held -= 5
        result.append(alphabet[Int(bits >> held & 31)])
      }
    }
    if held > 0 { result.append(alphabet[Int(bits << (5 - held) & 31)]) }
    return String(decoding: result, as: UTF8.self)
  }

  /// CRC-16 of the XMODEM kind.
  static func checksum(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt16 = 0
    for byte in bytes {
      sum ^= UInt16(byte) << 8
      for _ in 0..<8 { sum = sum & 0x8000 != 0 ? sum << 1 ^ 0x1021 : sum << 1 }
    }
    return sum
  }
}
