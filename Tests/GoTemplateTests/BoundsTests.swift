import Testing

@testable import GoTemplate

@Suite("Templates of strangers end, and end well")
struct BoundsTests {
  private func limited(_ text: String, _ change: (inout TemplateLimits) -> Void) -> String {
    var limits = TemplateLimits()
    change(&limits)
    return render(text, limits: limits)
  }

  @Test("a deadline ends a run, also within a loop of nothing")
  func deadline() {
    let text = limited("{{range 1000000000}}{{end}}") { $0.deadline = .now }
    #expect(
      text == "error: template: t:1:8: executing \"t\" at <1000000000>: limit exceeded: the time for rendering is over")
  }

  @Test("a run that is called off ends soon, with an error that says so")
  func cancellation() throws {
    var set = TemplateSet(functions: .sprig)
    try set.parse(name: "t", text: "{{range 1000000000}}{{end}}")
    var asked = 0
    let run = TemplateRun(
      set,
      isCancelled: {
        asked += 1
        return asked > 3
      })
    let error = #expect(throws: TemplateError.self) { try run.render("t", data: .null) }
    #expect(error?.kind == .cancelled)
    #expect(asked == 4)
  }

  @Test("the output of a run is bounded, however it is made")
  func output() {
    for text in [
      "{{range 1000}}0123456789{{end}}", "{{range 1000}}{{\"0123456789\"}}{{end}}",
      "{{define \"a\"}}0123456789{{end}}{{range 1000}}{{template \"a\"}}{{end}}",
    ] {
      #expect(limited(text) { $0.outputBytes = 5000 }.contains("more than 5000 bytes of output"), "\(text)")
    }
  }

  @Test(
    "single values are bounded before they are made",
    arguments: [
      "{{repeat 1000000000 \"x\"}}", "{{indent 1000000000 \"x\\ny\"}}", "{{until 1000000000}}",
      "{{randAlpha 1000000000}}",
      "{{printf \"%9999999d%9999999d\" 1 2}}", "{{printf \"%9999999d\" (until 1000)}}",
      "{{$x := \"xxxxxxxx\"}}{{range 60}}{{$x = print $x $x}}{{end}}",
      "{{$x := list 1 2 3 4}}{{range 60}}{{$x = concat $x $x}}{{end}}", "{{seq 1000000000}}",
    ])
  func values(text: String) {
    let result = limited(text) { $0.valueBytes = 1 << 20 }
    #expect(result.contains("more than 1048576 bytes"), "\(result.prefix(200))")
  }

  @Test("all values of a run together are bounded")
  func produced() {
    let result = limited("{{range 100000}}{{$x := repeat 1000 \"x\"}}{{end}}") { $0.producedBytes = 1 << 20 }
    #expect(result.contains("more than 1048576 bytes of values"))
  }

  @Test("a map that contains itself is printed, written and compared up to a depth")
  func cycles() {
    let loop = "{{$d := dict}}{{$_ := set $d \"d\" $d}}"
    #expect(render(loop + "{{print $d | len | lt 10}}") == "true")
    #expect(render(loop + "{{mustToJson $d}}").contains("encountered a cycle"))
    #expect(render(loop + "{{deepCopy $d}}").contains("nested too deeply"))
    #expect(render(loop + "{{$e := dict}}{{$_ := set $e \"d\" $e}}{{deepEqual $d $e}}") == "false")
    #expect(render(loop + "{{merge (dict \"d\" (dict)) $d | len}}").utf8.count > 0)
  }

  @Test("recursion ends in an error on a thread of any size")
  func recursion() async throws {
    let text = "{{define \"a\"}}{{template \"a\" .}}{{end}}{{template \"a\" .}}"
    for bytes in [512 << 10, 4 << 20, LargeStack.defaultBytes] {
      let result = try await LargeStack.run(bytes: bytes) { render(text) }
      #expect(result.contains("exceeded maximum template depth"), "\(bytes)")
    }
  }

  @Test("nested parentheses, blocks and chains of else are read up to a depth, and run")
  func nesting() async throws {
    func nested(_ open: String, _ inner: String, _ close: String, _ count: Int) -> String {
      String(repeating: open, count: count) + inner + String(repeating: close, count: count)
    }
    for count in [10, 300, 100_000] {
      let texts = [
        "{{" + nested("(", "1", ")", count) + "}}", nested("{{if 1}}", "x", "{{end}}", count),
        "{{if 0}}" + nested("{{else if 0}}", "", "", count) + "{{end}}",
        "{{with 1}}" + nested("{{with .}}", "", "{{end}}", count) + "{{end}}",
      ]
      for text in texts {
        let result = try await LargeStack.run { render(text) }
        #expect(
          result.hasPrefix("error: template: t:1: max expression depth exceeded") == (count > 1000),
          "\(text.prefix(20))")
      }
    }
  }

  @Test("work on a large stack gives its result or its error")
  func largeStack() async throws {
    #expect(try await LargeStack.run { 6 * 7 } == 42)
    await #expect(throws: TemplateError("no")) {
      try await LargeStack.run { () throws -> Int in throw TemplateError("no") }
    }
  }

  @Test("half of a template, at any byte, is an error or a template, never a trap")
  func halves() {
    let text = Array(
      "a{{- /* é */ -}}{{ $x := (index .l 0).a | printf \"%5.2f\\n\" `r` 'c' 0x1p-2 }}{{ range $i, $v := .l }}{{ break }}{{ else }}{{ end }}{{define \"q\"}}{{end}}"
        .utf8)
    for end in text.indices {
      var set = TemplateSet(functions: .sprig)
      try? set.parse(name: "t", bytes: Array(text[..<end]))
      var changed = text
      for byte in [0, 0x22, 0x28, 0x7B, 0x7D, 0x80, 0xFF] as [UInt8] {
        changed[end] = byte
        try? set.parse(name: "t", bytes: changed)
      }
    }
  }
}
