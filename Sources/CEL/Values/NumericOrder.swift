/// How two values that can be ordered relate.
enum Order {
  case less, equal, greater
  /// One of them is NaN.
  case unordered

  init<Value: Comparable>(_ left: Value, _ right: Value) {
    self = left < right ? .less : left == right ? .equal : left > right ? .greater : .unordered
  }

  var reversed: Order {
    switch self {
    case .less: .greater
    case .greater: .less
    case .equal, .unordered: self
    }
  }
}

/// Comparison of int, uint and double with each other. Against a double an integer is rounded to a
/// double, as the conformance suite has it.
enum NumericOrder {
  /// Nil unless both are numbers.
  static func compare(_ left: CELValue, _ right: CELValue) -> Order? {
    switch (left, right) {
    case (.int(let left), .int(let right)): Order(left, right)
    case (.uint(let left), .uint(let right)): Order(left, right)
    case (.double(let left), .double(let right)): Order(left, right)
    case (.int(let left), .uint(let right)): compare(left, right)
    case (.uint(let left), .int(let right)): compare(right, left).reversed
    case (.int(let left), .double(let right)): compare(right, left).reversed
    case (.double(let left), .int(let right)): compare(left, right)
    case (.uint(let left), .double(let right)): compare(right, left).reversed
    case (.double(let left), .uint(let right)): compare(left, right)
    default: nil
    }
  }

  private static func compare(_ int: Int64, _ uint: UInt64) -> Order {
    UInt64(exactly: int).map { Order($0, uint) } ?? .less
  }

  private static func compare<Integer: FixedWidthInteger>(
    _ double: Double, _ integer: Integer
  ) -> Order {
    Order(double, Double(integer))
  }
}
