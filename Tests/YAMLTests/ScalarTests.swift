import JSON
import Testing
import YAML

@Suite("Scalars")
struct ScalarTests {
  static let resolved: [(String, String)] = [
    ("yes", #""yes""#), ("on", #""on""#), ("true", "true"), ("True", "true"), ("FALSE", "false"), ("tRUE", #""tRUE""#),
    ("~", "null"), ("", "null"), ("Null", "null"), ("nUll", #""nUll""#),
    ("0o17", "15"), ("017", "15"), ("0x1F", "31"), ("0b101", "5"), ("-0b101", "-5"), ("1_000", "1000"), ("+12", "12"),
    ("08", "8"), ("1.0", "1"), ("1.5", "1.5"), (".5", "0.5"), ("1e3", "1000"), ("1e", #""1e""#), ("-x", #""-x""#),
    ("18446744073709551615", "18446744073709551615"), ("-9223372036854775808", "-9223372036854775808"),
    ("2020-01-01", #""2020-01-01""#), ("1:30", #""1:30""#), ("'5'", #""5""#), ("\"true\"", #""true""#),
    ("!!str 5", #""5""#), ("!!binary aGk=", #""hi""#), ("!mine 5", #""5""#), ("0.00001", "1e-05"),
  ]

  @Test("a plain scalar has the type that Go's YAML library gives it", arguments: resolved)
  func resolution(text: String, json: String) throws {
    let value = try #require(try YAML.decode("a: " + text).first)
    let expected = try JSONValue(parsing: "{\"a\":\(json)}")
    #expect(value == expected)
  }

  static let written: [(JSONValue, String)] = [
    ("plain", "plain"), ("yes", "\"yes\""), ("y", "\"y\""), ("5", "\"5\""), ("1e3", "\"1e3\""),
    ("2020-01-01", "\"2020-01-01\""),
    ("1:30", "\"1:30\""), ("1:90", "1:90"), ("", "\"\""), ("~", "\"~\""), ("null", "\"null\""), ("a: b", "'a: b'"),
    ("a:", "'a:'"),
    ("#x", "'#x'"), ("x #y", "'x #y'"), ("x#y", "x#y"), ("- x", "'- x'"), ("-x", "-x"), ("'", "''''"), ("{a}", "'{a}'"),
    ("---", "'---'"), ("%a", "'%a'"), ("a\tb", "\"a\\tb\""), ("é", "é"), ("😀", "\"\\U0001F600\""), ("\u{7}", "\"\\a\""),
    ("a\nb", "|-\n  a\n  b"), ("a\nb\n", "|\n  a\n  b"), ("a\n\n", "|+\n  a\n"), (" a\nb", "|2-\n   a\n  b"),
    ("a \nb", "\"a \\nb\""), (" a", "' a'"), ("<<", "<<"), ("=", "="), (.number(JSONNumber(5)), "5"), (true, "true"),
    (JSONValue.null, "null"),
    ([], "[]"), ([:], "{}"),
  ]

  @Test("a value is quoted only where it would be read as something else", arguments: written)
  func writing(value: JSONValue, text: String) throws {
    let encoded = String(decoding: YAML.encode(["a": value]), as: UTF8.self)
    #expect(encoded == "a: \(text)\n")
  }

  @Test(
    "U+2028 and U+2029 break lines as in YAML 1.1, with kustomize's bytes; U+0085 is escaped, which kustomize loses",
    arguments: [
      ("x\u{85}y", "\"x\\Ny\""), ("x\u{2028}y", "'x\u{2028}  y'"), ("x\u{2029}\u{2029}y", "'x\u{2029}\u{2029}  y'"),
      ("x\u{2028}y\nz", "|-\n  x\u{2028}  y\n  z"), ("\u{2028}\nx\n", "|2\n\u{2028}\n  x"),
      ("x\u{2028} y", "\"x\\L y\""),
    ])
  func rareBreaks(value: String, text: String) throws {
    #expect(String(decoding: YAML.encode(["a": .string(value)]), as: UTF8.self) == "a: \(text)\n")
  }

  @Test("a text that ends in U+2029 ends its line: the next key follows at once")
  func breakAtTheEnd() throws {
    let encoded = YAML.encode(["a": "\n\u{2029}", "b": "x"])
    #expect(String(decoding: encoded, as: UTF8.self) == "a: |2+\n\n\u{2029}b: x\n")
  }

  @Test("every short text of awkward characters is read as it was written, as a value, in a list, and as a key")
  func roundTrip() throws {
    let alphabet = ["a", " ", "\n", "\u{85}", "\u{2028}", "\u{2029}", "\r", "'", ":", "#", "-"]
    var texts = [""]
    for _ in 0..<4 {
      texts = [""] + texts.flatMap { text in alphabet.map { text + $0 } }
    }
    var failures: [String] = []
    for text in texts {
      let value: JSONValue = ["x": .string(text), "y": [.string(text), "z"]]
      let whole = JSONValue.object(JSONObject([(text, value), ("zz", "end")]))
      if (try? YAML.decode(YAML.encode(whole))) != [whole] { failures.append(text) }
    }
    #expect(failures.isEmpty, "\(failures.prefix(20).map { String(reflecting: $0) })")
  }

  @Test(
    "numbers are written as Go writes them",
    arguments: [
      ("1e21", "1e+21"), ("1e20", "1e+20"), ("0.0001", "0.0001"), ("0.00001", "1e-05"), ("1e-7", "1e-07"),
      ("100000000.5", "1.000000005e+08"), ("123456789012345678901234567890", "1.2345678901234568e+29"), ("1.50", "1.5"),
      ("1e6", "1000000"), ("-0.25", "-0.25"),
    ])
  func numbers(json: String, text: String) throws {
    let value = try JSONValue(parsing: "[\(json)]")
    #expect(String(decoding: YAML.encode(value), as: UTF8.self) == "- \(text)\n")
  }
}
