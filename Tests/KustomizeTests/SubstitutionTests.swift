import Kustomize
import Testing

@Suite("Post-build substitution")
struct SubstitutionTests {
  static let variables = [
    "v": "value", "path": "a/b/c.tar.gz", "up": "Hello World", "num": "42", "empty": "", "sp": "o-o-o", "u": "äöü",
    "lines": "a\nb\n",
  ]

  private func run(_ text: String, strict: Bool = true) throws -> String {
    try Substitution(Self.variables, strict: strict).apply(to: text)
  }

  private func check(_ cases: [(String, String)], strict: Bool = true) throws {
    for (text, expected) in cases { #expect(try run(text, strict: strict) == expected, "\(text)") }
  }

  private func checkFailures(_ cases: [(String, SubstitutionError)]) throws {
    for (text, expected) in cases {
      #expect(throws: expected, "\(text)") { try run(text) }
    }
  }

  @Test("K-11-05 line breaks are taken out of values")
  func lineBreaks() throws { try check([("${lines}", "ab")]) }

  @Test("K-11-09 names must be identifiers", arguments: ["1a", "a-b", "", "a.b", "ä"])
  func names(name: String) throws {
    let error = #expect(throws: SubstitutionError.self) { _ = try Substitution([name: "x"], strict: true) }
    #expect(error.map { "\($0)" } == "'\(name)' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'")
  }

  @Test("K-11-10 a missing variable is an error in strict mode and nothing otherwise")
  func strictMode() throws {
    let error = #expect(throws: SubstitutionError.self) { try run("a ${missing} b") }
    #expect(error.map { "\($0)" } == "variable not set (strict mode): \"missing\"")
    #expect(try run("a ${missing} b", strict: false) == "a  b")
  }

  @Test("K-11-12 ${v} is replaced, a bare $v is not")
  func plain() throws {
    try check([
      ("${v}", "value"), ("<${v}>", "<value>"), ("$v", "$v"), ("${empty}", ""), ("$", "$"), ("a$", "a$"),
      ("${v}${num}", "value42"),
    ])
  }

  @Test("K-11-13 two dollar signs are one")
  func escaped() throws {
    try check([("$${v}", "${v}"), ("$$v", "$v"), ("$$${v}", "$value"), ("a$$b", "a$b"), ("$$$$", "$$")])
  }

  @Test("K-11-14 defaults stand for what is missing or empty")
  func defaults() throws {
    try check([
      ("${x:-d}", "d"), ("${x:=d}", "d"), ("${x=d}", "d"), ("${empty:-d}", "d"), ("${empty=d}", "d"),
      ("${v:-d}", "value"),
      ("${x:-}", ""), ("${x:-a b/c:d}", "a b/c:d"), ("${x:=a${v}b}", "avalueb"),
    ])
  }

  @Test("K-11-15 alternatives and errors behave as defaults")
  func alternatives() throws {
    try check([("${v:+d}", "value"), ("${x:+d}", "d"), ("${v:?d}", "value"), ("${x:?d}", "d")])
  }

  @Test("K-11-16 what is no operator lacks a closing brace")
  func missingBrace() throws {
    try checkFailures(["${v-d}", "${v+d}", "${v.b}", "${v }", "${v"].map { ($0, .missingClosingBrace) })
  }

  @Test("K-11-17 an empty name cannot be parsed")
  func emptyName() throws { try checkFailures([("${}", .missingName), ("${-a}", .missingName)]) }

  @Test("K-11-18 the length counts bytes")
  func length() throws { try check([("${#v}", "5"), ("${#u}", "6"), ("${#empty}", "0")]) }

  @Test("K-11-19 case of the first or of all letters")
  func letterCase() throws {
    try check([
      ("${v^}", "Value"), ("${v^^}", "VALUE"), ("${up,}", "hello World"), ("${up,,}", "hello world"), ("${u^^}", "ÄÖÜ"),
    ])
  }

  @Test("K-11-20 parts of a value")
  func substrings() throws {
    try check([
      ("${v:1}", "alue"), ("${v:1:2}", "al"), ("${v:9}", ""), ("${v:1:99}", "alue"), ("${v:x}", "value"),
      ("${v: -2}", "value"), ("${v:0:0}", ""), ("${v:1:x}", "value"),
    ])
    try checkFailures([("${v:1:-1}", .negativeLength("-1"))])
  }

  @Test("K-11-21 replacing the first, all, the beginning, the end")
  func replacing() throws {
    try check([
      ("${sp/o/x}", "x-o-o"), ("${sp//o/x}", "x-x-x"), ("${v/#va/x}", "xlue"), ("${v/%ue/x}", "valx"),
      ("${v/l/}", "vaue"),
      ("${sp//-/}", "ooo"), ("${v/#zz/x}", "value"), ("${v/zz/x}", "value"),
    ])
    try checkFailures([("${v//x}", .badSubstitution)])
  }

  @Test("K-11-22 trimming with patterns of the shell")
  func trimming() throws {
    try check([
      ("${path#*/}", "b/c.tar.gz"), ("${path##*/}", "c.tar.gz"), ("${path%.*}", "a/b/c.tar"), ("${path%%.*}", "a/b/c"),
      ("${path#a/}", "b/c.tar.gz"), ("${path%gz}", "a/b/c.tar."), ("${path#[a-b]}", "/b/c.tar.gz"),
      ("${path#z}", "a/b/c.tar.gz"),
      ("${path#?}", "/b/c.tar.gz"), ("${path##*}", ""),
    ])
  }

  @Test("K-11-23 defaults can hold expressions")
  func nested() throws {
    try check([("${a:=${b:=${v}}}", "value"), ("${a:-${b:-deep}}", "deep"), ("${a:=x${v}y${num}z}", "xvaluey42z")])
  }

  @Test("K-11-24 slashes and backslashes are escaped in replacements")
  func escapes() throws {
    try check([(#"${path/\//_}"#, "a_b/c.tar.gz"), (#"${path//\//\\}"#, #"a\b\c.tar.gz"#)])
  }

  @Test(
    "K-11-25 operators on a missing variable fail in strict mode",
    arguments: [
      "${#x}", "${x^^}", "${x,}", "${x/a/b}", "${x:1}", "${x#a}", "${x%%a}",
    ])
  func missingInOperators(text: String) throws {
    try checkFailures([(text, .notSet("x"))])
    #expect(throws: Never.self) { _ = try run(text, strict: false) }
  }

  @Test("deep nesting is refused")
  func deepNesting() throws {
    let text = String(repeating: "${a:=", count: 5000) + String(repeating: "}", count: 5000)
    try checkFailures([(text, .nestedTooDeeply)])
  }

  @Test("a pattern on a huge value is refused instead of running for hours")
  func hugeValue() throws {
    let substitution = try Substitution(["v": String(repeating: "a", count: 1_000_000)], strict: true)
    #expect(throws: SubstitutionError.valueTooLong(limit: 8192)) { try substitution.apply(to: "${v##*b}") }
  }

  @Test("no text traps")
  func anyText() throws {
    let alphabet = Array("${}:=-+?#%/^,\\* vx1\n")
    var state: UInt64 = 7
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.append(alphabet[Int((state >> 33) % UInt64(alphabet.count))])
      }
      _ = try? run(text, strict: false)
    }
  }
}
