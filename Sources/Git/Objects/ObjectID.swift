/// The name of an object: 20 or 32 bytes, by the repository's ``ObjectFormat``.
public struct ObjectID: Sendable, Hashable {
  public let format: ObjectFormat
  private let words: Words

  /// The name as four big-endian words; the unused end of a SHA-1 name is zero. No allocation, and the order is
  /// that of the bytes. Not a SIMD vector: its alignment of 32 bytes is more than what the frames of asynchronous
  /// functions are given (Swift 6.3.1), and what lies behind them would be overwritten.
  private struct Words: Sendable, Hashable {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0
    var fourth: UInt64 = 0

    subscript(index: Int) -> UInt64 {
      get {
        switch index {
        case 0: first
        case 1: second
        case 2: third
        default: fourth
        }
      }
      set {
        switch index {
        case 0: first = newValue
        case 1: second = newValue
        case 2: third = newValue
        default: fourth = newValue
        }
      }
    }
  }

  /// - Returns: `nil` unless there are as many bytes as the format needs.
  public init?(_ format: ObjectFormat, bytes: some Collection<UInt8>) {
    guard bytes.count == format.byteCount else { return nil }
    var words = Words()
    for (index, byte) in bytes.enumerated() {
      words[index / 8] |= UInt64(byte) << UInt64(56 - index % 8 * 8)
    }
    self.format = format
    self.words = words
  }

  /// Reads 40 or 64 hexadecimal digits; their number tells the format.
  public init?(hex: some StringProtocol) {
    let digits = Array(hex.utf8)
    guard let format = ObjectFormat.allCases.first(where: { $0.byteCount * 2 == digits.count }) else { return nil }
    var words = Words()
    for (index, digit) in digits.enumerated() {
      guard let value = Self.value(digit) else { return nil }
      words[index / 16] |= UInt64(value) << UInt64(60 - index % 16 * 4)
    }
    self.format = format
    self.words = words
  }

  public var bytes: [UInt8] {
    (0..<format.byteCount).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - $0 % 8 * 8)) }
  }

  /// All zeros stand for "no object".
  public var isZero: Bool { words == Words() }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension ObjectID: Comparable {
  /// The order of the bytes, which is the order of a pack's index.
  public static func < (left: Self, right: Self) -> Bool {
    for index in 0..<4 where left.words[index] != right.words[index] {
      return left.words[index] < right.words[index]
    }
    return false
  }
}

extension ObjectID: CustomStringConvertible {
  /// Lower-case hexadecimal.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
