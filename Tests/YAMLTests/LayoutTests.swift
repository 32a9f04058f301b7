import JSON
import Testing
import YAML

@Suite("Layout")
struct LayoutTests {
  private func encoded(_ json: String) throws -> String {
    String(decoding: YAML.encode(try JSONValue(parsing: json)), as: UTF8.self)
  }

  @Test("lists stand at the indentation of their key, lists in lists are nested")
  func sequences() throws {
    #expect(
      try encoded(#"{"l":[[1,2],[[3]],{"a":[1],"b":{"c":1}},[],{}]}"#)
        == "l:\n- - 1\n  - 2\n- - - 3\n- a:\n  - 1\n  b:\n    c: 1\n- []\n- {}\n")
  }

  @Test("keys are sorted by letters and by the value of their digits")
  func keyOrder() throws {
    #expect(
      try encoded(#"{"a10":1,"a9":1,"A":1,"a-b":1,"ab":1,"a.b":1,"10":1,"9":1}"#)
        == "\"9\": 1\n\"10\": 1\nA: 1\na-b: 1\na.b: 1\na9: 1\na10: 1\nab: 1\n")
  }

  @Test("keys keep their order when asked to")
  func unsorted() throws {
    let value = try JSONValue(parsing: #"{"b":1,"a":2}"#)
    #expect(String(decoding: YAML.encode(value, sortedKeys: false), as: UTF8.self) == "b: 1\na: 2\n")
  }

  @Test("long strings are continued after column 80")
  func folding() throws {
    let words = Array(repeating: "word", count: 30).joined(separator: " ")
    let lines = try encoded("{\"a\":\"\(words)\"}").split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.utf8.count <= 85 })
    #expect(lines.last?.hasPrefix("  word") == true)
    #expect(try YAML.decode(try encoded("{\"a\":\"\(words)\"}")).first?["a"]?.stringValue == words)
  }

  @Test("long keys and keys of several lines have the explicit form")
  func explicitKeys() throws {
    let key = String(repeating: "k", count: 129)
    #expect(try encoded("{\"\(key)\":[1]}") == "? \(key)\n: - 1\n")
  }

  @Test(
    "what is written is read back as the same value",
    arguments: [
      #"{"a":"x\ny\n\n","b":["\t","  lead\nx"," trail ",":","","\u0001  b"],"c":{"":null,"k: v":[[],{}]}}"#,
      #"{"s":"Ein langer Satz, der: mit Doppelpunkt # und Raute    und vielen Leerzeichen weiter geht als achtzig Zeichen reichen"}"#,
    ])
  func roundTrip(json: String) throws {
    let value = try JSONValue(parsing: json)
    #expect(try YAML.decode(YAML.encode(value)) == [value])
  }
}
