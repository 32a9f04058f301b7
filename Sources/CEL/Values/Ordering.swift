extension CELValue {
  /// The order of two values for `<` and its kin; nil if the types have no order.
  func order(against other: CELValue) -> Order? {
    if let order = NumericOrder.compare(self, other) { return order }
    switch (self, other) {
    case (.bool(let left), .bool(let right)): return Order(left ? 1 : 0, right ? 1 : 0)
    case (.string(let left), .string(let right)):
      // UTF-8 sorts as the code points do.
      return CELValue.lexicographic(left.utf8, right.utf8)
    case (.bytes(let left), .bytes(let right)): return CELValue.lexicographic(left, right)
    case (.timestamp(let left), .timestamp(let right)): return Order(left, right)
    case (.duration(let left), .duration(let right)):
      return Order(left.nanoseconds, right.nanoseconds)
    default: return nil
    }
  }

  /// What there is to read in a string or bytes.
  var byteCount: Int {
    switch self {
    case .string(let value): value.utf8.count
    case .bytes(let value): value.count
    default: 0
    }
  }

  private static func lexicographic<Bytes: Sequence<UInt8>>(_ left: Bytes, _ right: Bytes) -> Order {
    if left.elementsEqual(right) { return .equal }
    return left.lexicographicallyPrecedes(right) ? .less : .greater
  }
}
