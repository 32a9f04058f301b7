import Glibc

/// An IPv4 or IPv6 address as its bytes.
struct IPAddress: Sendable, Hashable {
  /// Four or sixteen bytes.
  let bytes: [UInt8]

  /// Reads the usual notations; `nil` for anything else, such as a name. An IPv4 address inside IPv6 counts
  /// as IPv4.
  init?(_ text: String) {
    var v4 = in_addr()
    if inet_pton(AF_INET, text, &v4) == 1 {
      bytes = withUnsafeBytes(of: &v4) { Array($0) }
      return
    }
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
    let all = withUnsafeBytes(of: &v6) { Array($0) }
    let isMapped = all.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
    bytes = isMapped ? Array(all.suffix(4)) : all
  }

  var bitCount: Int { bytes.count * 8 }

  var isLoopback: Bool {
    bytes.count == 4 ? bytes.first == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
  }

  /// Whether the first `prefix` bits are those of the network.
  func isInside(_ network: IPAddress, prefix: Int) -> Bool {
    guard bytes.count == network.bytes.count else { return false }
    for (index, pair) in zip(bytes, network.bytes).enumerated() {
      let bits = min(8, max(0, prefix - index * 8))
      let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
      if (pair.0 ^ pair.1) & mask != 0 { return false }
    }
    return true
  }
}
