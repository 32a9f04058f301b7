/// Arithmetic and accessors of timestamps and durations.
enum TimeFunctions {
  private typealias Reason = CELEvaluationError.Reason

  static let operators: FunctionLibrary.Table = [
    "_+_": [
      .of { (time: CELTimestamp, span: CELDuration, _) throws(Reason) in
        try inRange(time.adding(span), "timestamp")
      },
      .of { (span: CELDuration, time: CELTimestamp, _) throws(Reason) in
        try inRange(time.adding(span), "timestamp")
      },
      .of { (left: CELDuration, right: CELDuration, _) throws(Reason) in
        try inRange(left.adding(right), "duration")
      },
    ],
    "_-_": [
      .of { (time: CELTimestamp, span: CELDuration, _) throws(Reason) in
        try inRange(time.subtracting(span), "timestamp")
      },
      .of { (left: CELTimestamp, right: CELTimestamp, _) throws(Reason) in
        try inRange(left.distance(from: right), "duration")
      },
      .of { (left: CELDuration, right: CELDuration, _) throws(Reason) in
        try inRange(left.subtracting(right), "duration")
      },
    ],
  ]

  static let methods: FunctionLibrary.Table = [
    "getFullYear": accessor { time, _ in time.year },
    "getMonth": accessor { time, _ in time.month - 1 },
    "getDate": accessor { time, _ in time.day },
    "getDayOfMonth": accessor { time, _ in time.day - 1 },
    "getDayOfYear": accessor { time, _ in time.dayOfYear },
    "getDayOfWeek": accessor { _, seconds in CivilTime.dayOfWeek(secondsSinceEpoch: seconds) },
    "getHours": accessor { time, _ in time.hour } + [span { $0.seconds / 3600 }],
    "getMinutes": accessor { time, _ in time.minute } + [span { $0.seconds / 60 }],
    "getSeconds": accessor { time, _ in time.second } + [span { $0.seconds }],
    "getMilliseconds": [
      .of { (time: CELTimestamp, _) in Int64(time.nanoseconds / 1_000_000) },
      .of { (time: CELTimestamp, zone: String, _) throws(Reason) in
        _ = try TimeZoneOffset(parsing: zone)
        return Int64(time.nanoseconds / 1_000_000)
      },
      span { $0.nanoseconds % 1_000_000_000 / 1_000_000 },
    ],
  ]

  /// A calendar field in UTC, or in the time zone of the argument.
  private static func accessor(
    _ field: @escaping @Sendable (CivilTime, _ seconds: Int64) -> Int64
  ) -> [Overload] {
    let read = { @Sendable (time: CELTimestamp, zone: TimeZoneOffset) in
      let local = time.seconds + zone.seconds
      return field(CivilTime(secondsSinceEpoch: local), local)
    }
    return [
      .of { (time: CELTimestamp, _) in read(time, .utc) },
      .of { (time: CELTimestamp, zone: String, _) throws(Reason) in
        read(time, try TimeZoneOffset(parsing: zone))
      },
    ]
  }

  private static func span(_ read: @escaping @Sendable (CELDuration) -> Int64) -> Overload {
    .of { (duration: CELDuration, _) in read(duration) }
  }

  private static func inRange<Value>(_ value: Value?, _ type: String) throws(Reason) -> Value {
    guard let value else { throw .overflow(type) }
    return value
  }
}
