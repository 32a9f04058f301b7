import CEL
import Testing

@Suite struct ConversionTests {
  @Test("conversions between the types")
  func conversions() {
    expectResults([
      ("int(1u)", "1"), ("int(-1.9)", "-1"), ("int('42')", "42"),
      ("int(timestamp('1970-01-01T00:01:00Z'))", "60"),
      ("uint(1)", "1u"), ("uint(1.9)", "1u"), ("uint('7')", "7u"), ("double(1)", "1.0"),
      ("double('1.5')", "1.5"),
      ("bool('true')", "true"), ("bool('0')", "false"), ("string(1)", #""1""#), ("string(true)", #""true""#),
      ("string(1u)", #""1""#), ("string(b'abc')", #""abc""#), ("string(duration('90m'))", #""5400s""#),
      ("string(timestamp('2020-02-29T12:00:00.5+02:00'))", #""2020-02-29T10:00:00.5Z""#),
      ("bytes('é')", "b[195, 169]"),
      ("type(dyn(1))", "type(int)"), ("type(type(1))", "type(type)"), ("type(null)", "type(null_type)"),
      ("type(duration('1s')) == google.protobuf.Duration", "true"),
    ])
  }

  @Test("doubles as text have the shortest digits, with exponents where C has them")
  func doubles() {
    expectResults([
      ("string(1.0)", #""1""#), ("string(0.1)", #""0.1""#), ("string(-123.456)", #""-123.456""#),
      ("string(1234567.0)", #""1.234567e+06""#),
      ("string(0.00001)", #""1e-05""#), ("string(100000.0)", #""100000""#), ("string(1e100)", #""1e+100""#),
      ("string(0.0)", #""0""#),
      ("string(1.0 / 0.0)", #""+Inf""#),
    ])
  }

  @Test(
    "impossible conversions are errors that do not repeat the text",
    arguments: [
      ("int(18446744073709551615u)", "int overflow"), ("int(1e19)", "int overflow"),
      ("int(double('NaN'))", "int overflow"),
      ("uint(-1)", "uint overflow"), ("uint(-0.5)", "uint overflow"),
      ("int('secret')", "int(string): the text is not a int"),
      ("bool('yes')", "bool(string): the text is not a bool"),
      ("string(b'\\xff')", "string(bytes): the bytes are not UTF-8"),
      ("timestamp('2020-13-01T00:00:00Z')", "timestamp(string): the text is not a timestamp"),
      ("timestamp('2021-02-29T00:00:00Z')", "timestamp(string): the text is not a timestamp"),
      ("timestamp(999999999999)", "timestamp overflow"),
      ("duration('5')", "duration(string): the text is not a duration"),
      ("duration('999999999h')", "duration(string): the text is not a duration"),
    ])
  func failures(source: String, message: String) {
    #expect(result(source) == "error: \(message)")
  }
}
