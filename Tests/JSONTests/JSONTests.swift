import JSON
import Testing

@Suite struct JSONParsing {
  @Test(
    "what is read and written again is the same text",
    arguments: [
      #"{"b":1,"a":[true,false,null,1.50,-0,2e10,"x"],"nested":{"k":{}}}"#,
      #"[]"#, #""é\n\"\\""#, "18446744073709551615", "0.1",
    ])
  func roundTrip(text: String) throws {
    #expect(try JSONValue(parsing: text).serializedString() == text)
  }

  @Test(
    "malformed input is refused with its position",
    arguments: [
      "", "{", "[1,", "[1 2]", "{\"a\"}", "{\"a\":1,}", "01", "1.", "-", "1e", "tru", "\"\\x\"", "\"\u{1}\"", "1 1",
      "{1:2}", "nul", "\"abc", "[\"\\u12\"]",
    ])
  func malformed(text: String) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
  }

  @Test func escapes() throws {
    #expect(try JSONValue(parsing: #""\u00e9\ud83d\ude00\ud800x\/""#) == "é😀\u{fffd}x/")
  }

  @Test func depthIsLimited() {
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    let error = #expect(throws: JSONError.self) { try JSONValue(parsing: deep) }
    #expect(error?.reason == .tooDeep(limit: JSONParser.defaultDepthLimit))
  }

  @Test func randomBytesNeverTrap() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array(#"{}[]",:\u0123456789truefalsn.eE+- "#.utf8)
    for _ in 0..<20_000 {
      let length = Int.random(in: 0..<40, using: &generator)
      let bytes = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      if let value = try? JSONValue(parsing: bytes) {
        #expect(throws: Never.self) { try JSONValue(parsing: value.serialized()) }
      }
    }
  }

  @Test func manyMembersStayFast() throws {
    let text = "{" + (0..<50_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
    let value = try JSONValue(parsing: text)
    #expect(value["k49999"]?.intValue == 49_999)
    #expect(value.objectValue?.count == 50_000)
  }
}

@Suite struct JSONValues {
  @Test func numbersCompareByValueAndKeepTheirText() throws {
    #expect(try JSONValue(parsing: "1.0") == JSONValue(parsing: "1"))
    #expect(try JSONValue(parsing: "1.0").serializedString() == "1.0")
    #expect(JSONNumber(text: "0x1") == nil)
  }

  @Test func pathsAreMadeOnTheWay() {
    var value: JSONValue = [:]
    value[path: "metadata", "labels", "app"] = "demo"
    #expect(value == ["metadata": ["labels": ["app": "demo"]]])
    value[path: "metadata", "labels", "app"] = nil
    #expect(value == ["metadata": ["labels": [:]]])
  }

  @Test func mergePatchTurnsOneIntoTheOther() {
    let old: JSONValue = ["a": 1, "b": ["c": 2, "d": 3], "e": [1]]
    let new: JSONValue = ["a": 1, "b": ["c": 4], "e": [2], "f": .null]
    let patch = old.mergePatch(to: new)
    #expect(patch == ["b": ["c": 4, "d": .null], "e": [2], "f": .null])
    #expect(old.mergePatch(to: old) == nil)
    #expect(old.applying(mergePatch: ["b": ["c": 4, "d": .null], "e": [2]]) == ["a": 1, "b": ["c": 4], "e": [2]])
  }

  @Test func pointers() throws {
    var value: JSONValue = ["a/b": ["~": [1, 2, 3]]]
    let pointer = try #require(JSONPointer("/a~1b/~0/1"))
    #expect(pointer.description == "/a~1b/~0/1")
    #expect(value[pointer] == 2)
    let removed = value.remove(at: pointer)
    #expect(removed)
    let nothing = value.remove(at: try #require(JSONPointer("/nothing/0")))
    #expect(!nothing)
    #expect(value == ["a/b": ["~": [1, 3]]])
    #expect(JSONPointer("a") == nil)
  }
}

@Suite struct JSONCodable {
  struct Model: Codable, Equatable {
    struct Item: Codable, Equatable {
      var name: String
      var weight: Double?
    }
    var count: Int64
    var items: [Item]
    var labels: [String: String]?
    var raw: JSONValue?
  }

  @Test func modelsRoundTrip() throws {
    let json: JSONValue = [
      "count": 9_007_199_254_740_993, "items": [["name": "a"], ["name": "b", "weight": 1.5]],
      "labels": ["x": "y"], "raw": ["any": [1, .null]],
    ]
    let model = try JSONDecoding.decode(Model.self, from: json)
    #expect(model.count == 9_007_199_254_740_993)
    #expect(try JSONEncoding.encode(model) == json)
  }

  @Test(
    "errors name the field",
    arguments: [
      (#"{"count":"1","items":[]}"#, "count: expected an integer, found a string"),
      (#"{"count":1,"items":[{"name":"a"},{}]}"#, "items[1].name: required field is missing"),
      (#"{"count":1.5,"items":[]}"#, "count: expected an integer, found a number"),
      (#"[]"#, "object: expected an object, found an array"),
    ])
  func errors(text: String, message: String) throws {
    let value = try JSONValue(parsing: text)
    let error = #expect(throws: (any Error).self) { try JSONDecoding.decode(Model.self, from: value) }
    #expect(error.map(JSONDecoding.describe) == message)
  }
}
