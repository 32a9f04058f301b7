/// `int(x)`, `string(x)` and the other type conversions, `type` and `dyn`.
enum ConversionFunctions {
  private typealias Reason = CELEvaluationError.Reason

  static let functions: FunctionLibrary.Table = [
    "type": [Overload.of { (value: CELValue, _) in value.type }],
    "dyn": [Overload.of { (value: CELValue, _) in value }],
    "bool": [
      .of { (value: Bool, _) in value },
      parsing("bool", bool),
    ],
    "int": [
      .of { (value: Int64, _) in value },
      .of { (value: UInt64, _) throws(Reason) in try exact(Int64(exactly: value), "int") },
      .of { (value: Double, _) throws(Reason) in
        // The reference implementation leaves out both ends of the range, where doubles are coarse.
        guard value > -0x1p63, value < 0x1p63 else { throw .overflow("int") }
        return try exact(Int64(exactly: value.rounded(.towardZero)), "int")
      },
      parsing("int") { Int64($0) },
      .of { (value: CELTimestamp, _) in value.seconds },
      .of { (value: CELDuration, _) in value.nanoseconds },
    ],
    "uint": [
      .of { (value: UInt64, _) in value },
      .of { (value: Int64, _) throws(Reason) in try exact(UInt64(exactly: value), "uint") },
      .of { (value: Double, _) throws(Reason) in
        guard value >= 0 else { throw .overflow("uint") }
        return try exact(UInt64(exactly: value.rounded(.towardZero)), "uint")
      },
      parsing("uint") { UInt64($0) },
    ],
    "double": [
      .of { (value: Double, _) in value },
      .of { (value: Int64, _) in Double(value) },
      .of { (value: UInt64, _) in Double(value) },
      parsing("double") { Double($0) },
    ],
    "string": [
      .of { (value: String, _) in value },
      .of { (value: Bool, _) in String(value) },
      .of { (value: Int64, _) in String(value) },
      .of { (value: UInt64, _) in String(value) },
      .of { (value: Double, _) in value.celText },
      .of { (value: CELTimestamp, _) in value.description },
      .of { (value: CELDuration, _) in value.description },
      .of { (value: CELType, _) in value.description },
      .of { (value: [UInt8], budget) throws(Reason) in
        try budget.produce(bytes: value.count)
        guard let text = String(validating: value, as: UTF8.self) else {
          throw .invalidArgument("string(bytes): the bytes are not UTF-8")
        }
        return text
      },
    ],
    "bytes": [
      .of { (value: [UInt8], _) in value },
      .of { (value: String, budget) throws(Reason) in
        try budget.produce(bytes: value.utf8.count)
        return Array(value.utf8)
      },
    ],
    "timestamp": [
      .of { (value: CELTimestamp, _) in value },
      .of { (value: Int64, _) throws(Reason) in
        guard let timestamp = CELTimestamp(seconds: value) else { throw .overflow("timestamp") }
        return timestamp
      },
      parsing("timestamp") { CELTimestamp(parsing: $0) },
    ],
    "duration": [
      .of { (value: CELDuration, _) in value },
      parsing("duration") { CELDuration(parsing: $0) },
    ],
  ]

  private static func exact<Value>(_ value: Value?, _ type: String) throws(Reason) -> Value {
    guard let value else { throw .overflow(type) }
    return value
  }

  /// The text is not repeated in the message: it may be a secret.
  private static func parsing<Value: Convertible>(
    _ type: String, _ parse: @escaping @Sendable (String) -> Value?
  ) -> Overload {
    .of { (text: String, budget) throws(Reason) in
      try budget.spend(reading: text.utf8.count)
      guard text.utf8.count <= 1024, let value = parse(text) else {
        throw .invalidArgument("\(type)(string): the text is not a \(type)")
      }
      return value
    }
  }

  @Sendable private static func bool(_ text: String) -> Bool? {
    switch text {
    case "1", "t", "T", "true", "TRUE", "True": true
    case "0", "f", "F", "false", "FALSE", "False": false
    default: nil
    }
  }
}
