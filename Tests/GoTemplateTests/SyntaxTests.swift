import GoTemplate
import Testing

@Suite("Templates are read as text/template reads them")
struct SyntaxTests {
  @Test(
    "text, trimming, comments",
    arguments: [
      Case("a{{1}}b", "a1b"),
      Case("a  {{- 1 -}}  b", "a1b"),
      Case("a {{/* no */}} b", "a  b"),
      Case("a {{- /* no */ -}} b", "ab"),
      Case("{{- 3}}", "3"),
      Case("{{-3}}", "-3"),
      Case("x\n{{- \"y\" }}\n", "xy\n"),
      Case("{{`a\\n`}}{{\"b\\tc\"}}", "a\\nb\tc"),
      Case("{{'a'}} {{0x10}} {{0b11}} {{0o17}} {{017}}", "97 16 3 15 15"),
      Case("{{1_000}} {{1e3}} {{1.5}} {{-2}} {{+2}}", "1000 1000 1.5 -2 2"),
      Case("{{$x := 1}}{{$x}}{{$x = 2}}{{$x}}", "12"),
      Case("{{if false}}a{{else if true}}b{{else}}c{{end}}", "b"),
      Case("{{with false}}a{{else with 3}}b{{.}}{{end}}", "b3"),
      Case("{{range 3}}{{.}}{{end}}", "012"),
      Case("{{define \"a\"}}[{{.}}]{{end}}{{template \"a\" 1}}", "[1]"),
      Case("{{block \"a\" 2}}<{{.}}>{{end}}", "<2>"),
    ])
  func texts(_ test: Case) {
    #expect(render(test.template) == test.expected)
  }
}
