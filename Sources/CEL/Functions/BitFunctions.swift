/// The bit operations of the math extension.
enum BitFunctions {
  private typealias Reason = CELEvaluationError.Reason

  static let functions: FunctionLibrary.Table = [
    "math.bitAnd": [
      .of { (left: Int64, right: Int64, _) in left & right },
      .of { (left: UInt64, right: UInt64, _) in left & right },
    ],
    "math.bitOr": [
      .of { (left: Int64, right: Int64, _) in left | right },
      .of { (left: UInt64, right: UInt64, _) in left | right },
    ],
    "math.bitXor": [
      .of { (left: Int64, right: Int64, _) in left ^ right },
      .of { (left: UInt64, right: UInt64, _) in left ^ right },
    ],
    "math.bitNot": [
      .of { (value: Int64, _) in ~value },
      .of { (value: UInt64, _) in ~value },
    ],
    "math.bitShiftLeft": [
      .of { (value: Int64, bits: Int64, _) throws(Reason) in value << (try count(bits)) },
      .of { (value: UInt64, bits: Int64, _) throws(Reason) in value << (try count(bits)) },
    ],
    "math.bitShiftRight": [
      // The sign is not carried on.
      .of { (value: Int64, bits: Int64, _) throws(Reason) in
        Int64(bitPattern: UInt64(bitPattern: value) >> (try count(bits)))
      },
      .of { (value: UInt64, bits: Int64, _) throws(Reason) in value >> (try count(bits)) },
    ],
  ]

  /// Swift's shifts of 64 and more yield 0, as they should.
  private static func count(_ bits: Int64) throws(Reason) -> Int64 {
    guard bits >= 0 else { throw .invalidArgument("bit shift: the offset must not be negative") }
    return min(bits, 64)
  }
}
