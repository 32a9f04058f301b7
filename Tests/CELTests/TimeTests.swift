import CEL
import Testing

@Suite struct TimeTests {
  @Test("arithmetic of timestamps and durations")
  func arithmetic() {
    expectTrue([
      "timestamp('2020-02-28T23:59:59Z') + duration('1s') == timestamp('2020-02-29T00:00:00Z')",
      "timestamp('2020-01-01T00:00:00Z') - timestamp('2019-12-31T00:00:00Z') == duration('24h')",
      "duration('1h') - duration('90m') == duration('-30m')",
      "duration('1.5s') + duration('500ms') == duration('2s')",
      "timestamp('2020-01-01T00:00:00Z') - duration('1ns') < timestamp('2020-01-01T00:00:00Z')",
      "duration('1h2m3.000000004s') == duration('3723000000004ns')", "duration('0') == duration('0s')",
      "duration('+1us') == duration('1000ns')", "string(duration('-1.5s')) == '-1.5s'",
    ])
    expectResults([
      ("timestamp('9999-12-31T23:59:59Z') + duration('1s')", "error: timestamp overflow"),
      ("duration('2562047h') + duration('2562047h')", "error: duration overflow"),
      ("timestamp('9999-12-31T00:00:00Z') - timestamp('0001-01-01T00:00:00Z')", "error: duration overflow"),
    ])
  }

  @Test("K-16-14 accessors read UTC unless an offset is given")
  func accessors() {
    expectTrue(
      [
        "t.getFullYear() == 2024", "t.getMonth() == 1", "t.getDate() == 29", "t.getDayOfMonth() == 28",
        "t.getDayOfYear() == 59",
        "t.getDayOfWeek() == 4", "t.getHours() == 23", "t.getMinutes() == 30", "t.getSeconds() == 15",
        "t.getMilliseconds() == 250",
        "t.getDate('+02:00') == 1", "t.getMonth('+02:00') == 2", "t.getHours('-09:30') == 14",
        "t.getHours('02:00') == 1",
        "t.getHours('UTC') == 23",
      ].map { $0.replacing("t.", with: "timestamp('2024-02-29T23:30:15.25Z').") })
    expectTrue([
      "duration('3730s').getHours() == 1", "duration('3730s').getMinutes() == 62",
      "duration('3730s').getSeconds() == 3730",
      "duration('1.234s').getMilliseconds() == 234", "timestamp('0001-01-01T00:00:00Z').getDayOfWeek() == 1",
    ])
    #expect(
      result("timestamp('2024-01-01T00:00:00Z').getHours('Mars/Base')")
        == "error: unknown time zone 'Mars/Base'; use UTC or an offset such as +02:00")
  }
}
