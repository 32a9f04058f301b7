import Testing

@testable import GoTemplate

@Suite("Times, their zones and their layouts")
struct TimeTests {
  @Test("days and their numbers agree, leap years and all")
  func calendar() {
    for number in stride(from: -1_000_000, through: 1_000_000, by: 997) {
      let date = CivilDate(daysSinceEpoch: number)
      #expect(date.daysSinceEpoch == number)
      #expect((1...12).contains(date.month))
      #expect((1...CivilDate.days(inMonth: date.month, of: date.year)).contains(date.day))
    }
    #expect(CivilDate(daysSinceEpoch: 0) == CivilDate(year: 1970, month: 1, day: 1))
    #expect(CivilDate(year: 2024, month: 2, day: 29).daysSinceEpoch == 19782)
    #expect(CivilDate(year: 2000, month: 12, day: 31).dayOfYear == 366)
    #expect(CivilDate(year: 1900, month: 3, day: 1).dayOfYear == 60)
  }

  @Test("a rule tells when daylight time starts and ends, on both halves of the earth")
  func rules() throws {
    func offsets(_ rule: String, _ days: [(Int, Int)]) throws -> [Int] {
      let rule = try #require(TimeZoneRule(Array(rule.utf8)))
      return days.map { month, day in
        let noon = CivilDate(year: 2040, month: month, day: day).daysSinceEpoch * 86400 + 43200
        return rule.period(at: Int64(noon), after: 0).offset
      }
    }
    // The last Sundays of March and October 2040 are the 25th and the 28th.
    #expect(
      try offsets("CET-1CEST,M3.5.0,M10.5.0/3", [(3, 24), (3, 26), (10, 27), (10, 29)]) == [3600, 7200, 7200, 3600])
    #expect(try offsets("AEST-10AEDT,M10.1.0,M4.1.0/3", [(1, 1), (6, 1), (12, 1)]) == [39600, 36000, 39600])
    #expect(try offsets("<-03>3", [(1, 1), (7, 1)]) == [-10800, -10800])
    #expect(try offsets("EST5EDT", [(1, 1), (7, 1)]) == [-18000, -14400])
    #expect(try offsets("XXX-5:30:15YYY,J60/0,J300/0", [(1, 1), (7, 1)]) == [19815, 23415])
    #expect(try offsets("XXX0YYY,59,300", [(2, 28), (3, 1)]) == [0, 3600])
    for broken in ["", "X", "CET", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M1.1.0", "CET-200", "CET-1CEST,x,y", "<a"] {
      #expect(TimeZoneRule(Array(broken.utf8)) == nil, "\(broken)")
    }
  }

  /// A zone of version 1 with two kinds and one transition.
  private static let small: [UInt8] = {
    var bytes = Array("TZif".utf8) + [UInt8](repeating: 0, count: 16)
    for count in [0, 0, 0, 1, 2, 8] as [UInt8] { bytes += [0, 0, 0, count] }
    bytes += [0, 0, 0, 100, 1]
    bytes += [0, 0, 0x0E, 0x10, 0, 0] + [0, 0, 0x1C, 0x20, 1, 4]
    return bytes + Array("AAA\0BBB\0".utf8)
  }()

  @Test("a zone file is read, and a broken one is none")
  func files() throws {
    let zone = try #require(TimeZoneFile.parse(Self.small, name: "x"))
    #expect(zone.period(at: 99).name == "AAA" && zone.period(at: 99).offset == 3600)
    #expect(zone.period(at: 100).name == "BBB" && zone.period(at: 100).isDaylight)
    for length in Self.small.indices { #expect(TimeZoneFile.parse(Array(Self.small[..<length]), name: "x") == nil) }
    // Whatever a byte is changed to, nothing traps, also where the zone is asked.
    for index in Self.small.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = Self.small
        changed[index] = value
        _ = TimeZoneFile.parse(changed, name: "x")?.period(at: 1 << 40)
      }
    }
  }

  @Test("names of zones do not lead out of the folder of zones")
  func names() {
    var zones = TimeZones()
    for name in ["../../../etc/passwd", "/etc/localtime", "Europe/../../x", "..", "a\0b", "Nowhere/Land"] {
      #expect(zones.zone(name) == nil, "\(name)")
    }
    #expect(zones.zone("UTC")?.name == "UTC")
    #expect(zones.zone("")?.name == "UTC")
  }

  @Test(
    "durations are read and written as in Go",
    arguments: [
      ("1h2m3.5s", 3_723_500_000_000, "1h2m3.5s"), ("-1.5h", -5_400_000_000_000, "-1h30m0s"), ("0", 0, "0s"),
      ("1us", 1000, "1µs"), ("1.5ms", 1_500_000, "1.5ms"), ("999ns", 999, "999ns"), (".5s", 500_000_000, "500ms"),
      ("2562047h47m16.854775807s", Int64.max, "2562047h47m16.854775807s"),
      ("-2562047h47m16.854775808s", Int64.min, "-2562047h47m16.854775808s"),
    ])
  func durations(text: String, nanoseconds: Int64, shown: String) throws {
    #expect(try GoDuration.parse(Array(text.utf8)) == nanoseconds)
    #expect(GoDuration.text(nanoseconds) == shown)
  }

  @Test(
    "what is no duration is named",
    arguments: [
      ("", "time: invalid duration \"\""), ("1", "time: missing unit in duration \"1\""),
      ("1x", "time: unknown unit \"x\" in duration \"1x\""), ("9999999h", "time: invalid duration \"9999999h\""),
      (".s", "time: invalid duration \".s\""), ("é", "time: invalid duration \"\\xc3\\xa9\""),
    ])
  func noDurations(text: String, message: String) {
    #expect(throws: TemplateError(message)) { try GoDuration.parse(Array(text.utf8)) }
  }

  @Test("durations round half away from zero and stay in range")
  func rounding() {
    #expect(GoDuration.rounded(15, 10) == 20)
    #expect(GoDuration.rounded(-15, 10) == -20)
    #expect(GoDuration.rounded(14, 10) == 10)
    #expect(GoDuration.rounded(.max, 1000) == .max)
    #expect(GoDuration.rounded(.min, 1000) == .min)
    #expect(GoDuration.truncated(-19, 10) == -10)
    #expect(GoDuration.rounded(5, 0) == 5)
  }

  @Test("far ends of time do not trap")
  func extremes() {
    for seconds in [Int64.min, -1, 0, .max] {
      let time = GoTime(seconds: seconds, zone: .fixed("X", offset: 50400))
      _ = time.text
      _ = time.adding(.max).adding(.min).since(.zero)
      _ = time.adding(years: .max, months: .min, days: .max).text
      _ = GoTime.zero.since(time)
    }
  }
}
