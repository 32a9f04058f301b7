/// The time zones that the timestamp accessors know: UTC and fixed offsets (`+02:00`, `-09:30`,
/// `02:00`). Named zones would need the zone database, which the images do not carry.
struct TimeZoneOffset {
  /// East of UTC.
  let seconds: Int64

  static let utc = TimeZoneOffset(seconds: 0)

  private init(seconds: Int64) {
    self.seconds = seconds
  }

  init(parsing text: String) throws(CELEvaluationError.Reason) {
    guard let seconds = TimeZoneOffset.seconds(text) else {
      throw .invalidArgument(
        "unknown time zone '\(text.prefix(64))'; use UTC or an offset such as +02:00")
    }
    self.init(seconds: seconds)
  }

  private static func seconds(_ text: String) -> Int64? {
    if ["UTC", "GMT", "Z", "Etc/UTC", ""].contains(text) { return 0 }
    var digits = Substring(text)
    var sign: Int64 = 1
    if let first = digits.first, first == "+" || first == "-" {
      sign = first == "-" ? -1 : 1
      digits.removeFirst()
    }
    let parts = digits.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hours = field(parts[0]), hours < 24, let minutes = field(parts[1]),
      minutes < 60
    else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }

  private static func field(_ text: Substring) -> Int64? {
    guard text.utf8.count == 2, text.utf8.allSatisfy(\.isDigit) else { return nil }
    return Int64(text)
  }
}
