import GoTemplate
import Testing

@Suite("Texts that are parsed when they are executed")
struct LaterTextTests {
  private static func set(_ texts: [(name: String, text: String)]) throws(TemplateError) -> TemplateSet {
    var set = TemplateSet(functions: .sprig)
    for (name, text) in texts { try set.add(name: name, bytes: Array(text.utf8)) }
    return set
  }

  private static func failure(_ body: () throws(TemplateError) -> Void) -> String? {
    do { try body() } catch { return error.message }
    return nil
  }

  @Test("they write the same each time, also after they were forgotten, and call each other")
  func calls() throws {
    let set = try Self.set([("a", "<{{ template \"b\" 1 }}>"), ("b", "{{ $x := . }}{{ $x }}")])
    #expect(set.names == ["a", "b"])
    let run = TemplateRun(set)
    for name in ["b", "a", "b"] {
      let expected = name == "a" ? "<1>" : "2"
      #expect(try run.render(name, data: .int(2)).stringValue == expected)
      run.forget(name)
    }
  }

  @Test("what is wrong with a text is found by a check or when it is executed; with definitions at once")
  func errors() throws {
    let set = try Self.set([("good", "a"), ("bad", "x\n{{ nope }}")])
    let message = "template: bad:2: function \"nope\" not defined"
    try set.check("good")
    #expect { try set.check("bad") } throws: { ($0 as? TemplateError)?.message == message }
    let run = TemplateRun(set)
    #expect { try run.render("bad", data: .null) } throws: { ($0 as? TemplateError)?.message == message }
    #expect(throws: TemplateError.self) { try Self.set([("bad", "{{ define \"x\" }}{{ nope }}{{ end }}")]) }
  }

  @Test(
    "definitions are seen however they are written",
    arguments: [
      "{{define \"d\"}}1{{end}}", "{{- define \"d\"}}1{{end}}", "{{ \t\r\n define \"d\"}}1{{end}}",
      "{{- /* x */ -}} {{-\n\tdefine \"d\"}}1{{end}}", "{{block \"d\" .}}1{{end}}",
      "{ {{if false}}{{block \"d\" .}}1{{end}}{{end}}", "{{{{define \"d\"}}1{{end}}", "{{{define \"d\"}}1{{end}}",
    ])
  func definitions(_ text: String) {
    var set = TemplateSet(functions: .sprig)
    let failure = Self.failure { () throws(TemplateError) in try set.parse(name: "t", text: text) }
    let later = Self.failure { () throws(TemplateError) in set = try Self.set([("t", text)]) }
    #expect(failure == later && (failure != nil || set.contains("d")))
  }
}
