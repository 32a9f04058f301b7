import JSON
import Testing
import YAML

@Suite("Reading")
struct ReadingTests {
  private func failure(_ text: String, limits: YAMLLimits = YAMLLimits()) throws -> YAMLError {
    try #require(throws: YAMLError.self) { _ = try YAML.decode(text, limits: limits) }
  }

  @Test("documents come one at a time and know their lines")
  func documents() throws {
    var documents = YAML.documents(Array("a: 1\n---\n---\n# note\nb:\n  c: 2\n".utf8))
    #expect(try documents.next()?["a"]?.text == "1")
    #expect(try documents.next()?.isNull == true)
    let third = try #require(try documents.next())
    #expect(third.line == 5)
    #expect(third[path: "b", "c"]?.line == 6)
    #expect(third[path: "b", "c"]?.column == 6)
    #expect(try documents.next() == nil)
    #expect(try documents.next() == nil)
  }

  @Test("aliases and merge keys are resolved; own entries win, then the mapping named first")
  func anchors() throws {
    let text = """
      a: &a {x: 1, y: 1}
      b: &b {x: 2, z: 2}
      c:
        <<: [*a, *b]
        y: 3
      d: *a
      """
    let value = try #require(try YAML.decode(text).first)
    #expect(value["c"] == ["y": 3, "x": 1, "z": 2])
    #expect(value["d"] == ["x": 1, "y": 1])
  }

  @Test("a key that is written twice is named with both lines")
  func duplicateKeys() throws {
    let error = try failure("a: 1\nb:\n  k: 1\n  l: 2\n  k: 3\n")
    #expect(error.reason == .duplicateKey("k", firstLine: 3))
    #expect(error.line == 5)
    #expect("\(error)".contains("line 5"))
  }

  @Test("a duplicate among many keys is found too")
  func duplicateAmongMany() throws {
    let lines = (0..<100).map { "k\($0): 1" } + ["k57: 2"]
    let error = try failure(lines.joined(separator: "\n"))
    #expect(error.reason == .duplicateKey("k57", firstLine: 58))
    #expect(error.line == 101)
  }

  @Test(
    "tabs, open quotes and stray colons are named with line and column",
    arguments: [
      ("a:\n\tb: 1\n", 2), ("a: \"x\nb: 1\n", 3), ("a: b: c\n", 1), ("a: [1, 2\nb: 3\n", 2),
    ])
  func syntax(text: String, line: Int) throws {
    let error = try failure(text)
    guard case .syntax = error.reason else { return #expect(Bool(false), "\(error)") }
    #expect(error.line == line, "\(error)")
    #expect(error.column > 0)
  }

  @Test("text that is not UTF-8 is refused")
  func encoding() throws {
    #expect(throws: YAMLError.self) { _ = try YAML.decode([0x61, 0x3A, 0x20, 0xFF, 0xFE, 0x0A]) }
  }

  @Test("an escaped apostrophe is one in double quotes, as for Go's library, wherever and however often it stands")
  func apostrophes() throws {
    let text = #"""
      a: "it\'s \\\'x\'"
      b: 'it\''s'
      c: "é\'"
      ---
      - "\'": "\'\"\'"
      - it\'s
      """#
    let objects = try YAML.decode(text)
    #expect(objects == [["a": #"it's \'x'"#, "b": #"it\'s"#, "c": "é'"], [["'": #"'"'"#], #"it\'s"#]])
    let many = (0..<500).map { "- \"\($0)\\'\"\n" }.joined()
    let value = try #require(try YAML.decode(many).first?.arrayValue)
    #expect(value.count == 500 && value.last == "499'")
    #expect(try failure(#"a: "\q""#).reason == .syntax("found unknown escape character"))
    #expect(try failure(#"a: "\'"#).line > 0)
  }

  @Test("an escaped slash is read, as in JSON, unless it is to be refused as by Go's library")
  func slashes() throws {
    let text = "a: b\nc: \"d\\\\/e\"\nf: \"g\\/h\"\n"
    #expect(try YAML.decode(text) == [["a": "b", "c": "d\\/e", "f": "g/h"]])
    var limits = YAMLLimits()
    limits.refusesEscapedSlashes = true
    let error = try failure(text, limits: limits)
    #expect(error.reason == .syntax("found unknown escape character"))
    #expect(error.line == 3)
  }

  @Test("an anchor that nobody defined is named")
  func unknownAnchor() throws {
    #expect(try failure("a: *nowhere\n").reason == .unknownAnchor("nowhere"))
  }

  @Test("an explicit tag must fit its text")
  func wrongTag() throws {
    #expect(try failure("a: !!int x\n").reason == .wrongTag(text: "x", tag: "tag:yaml.org,2002:int"))
  }

  @Test("a mapping as a key is refused")
  func mappingKey() throws {
    let key = #"map[interface {}]interface {}{"a":1, "b":[]interface {}{interface {}(nil), "x\"y"}}"#
    #expect(try failure("? {b: [~, 'x\"y'], a: 1}\n: 2\n").reason == .unsupportedKey(goSyntax: key))
    guard case .syntax = try failure("? {a: 1}\n: 2\nb: [\n").reason else {
      Issue.record("the text cannot be read, whatever the keys are")
      return
    }
  }
}
