import CCrypto

/// Whether two secrets are equal, in a time that depends on their lengths only. Empty never equals
/// anything: a secret that could not be computed or was not configured must not open a door.
public func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  guard !left.isEmpty, left.count == right.count else { return false }
  return left.withUnsafeBytes { a in
    right.withUnsafeBytes { b in CRYPTO_memcmp(a.baseAddress, b.baseAddress, a.count) == 0 }
  }
}

/// As ``constantTimeEquals(_:_:)-([UInt8],_)``, for the UTF-8 bytes of two strings.
public func constantTimeEquals(_ left: String, _ right: String) -> Bool {
  constantTimeEquals(Array(left.utf8), Array(right.utf8))
}
