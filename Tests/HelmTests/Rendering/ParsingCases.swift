/// Texts are parsed when they are executed, which must not show: Helm parses everything before it executes anything.
extension RenderCase {
  private static let uses = "{{ include \"m\" . }}"
  private static let mine = "{{ define \"m\" }}a: {{ .Chart.Name }}{{ end }}"

  static let parsing: [RenderCase] = [
    RenderCase(
      "what cannot be parsed counts before what fails",
      ["templates/a.yaml": "{{ if }}", "templates/b.yaml": "{{ fail \"too late\" }}"]),
    RenderCase(
      "of several that cannot be parsed, the first in the order of execution counts",
      ["templates/a.yaml": "{{ if }}", "templates/b.yaml": "{{ nope }}", "templates/_c.tpl": "{{ define 1 }}"]),
    RenderCase(
      "a text that cannot be parsed counts before definitions that cannot",
      ["templates/b.yaml": "{{ nope }}", "templates/_a.tpl": "{{ define \"x\" }}{{ if }}{{ end }}"]),
    RenderCase(
      "a text that cannot be parsed, called by a file before it",
      [
        "templates/a.yaml": "{{ nope }}", "templates/c.yaml": "{{ include (print .Template.BasePath \"/a.yaml\") . }}",
        "templates/b.yaml": "{{ end }}",
      ]),
    RenderCase(
      "files call each other by their paths, before and after their own turn",
      [
        "templates/a.yaml": "kind: A\nof: {{ include (print .Template.BasePath \"/b.yaml\") . | sha256sum }}",
        "templates/b.yaml": "{{ $x := 1 }}kind: B\nx: {{ $x }}",
        "templates/c.yaml": """
        kind: C\nof: {{ include (print .Template.BasePath "/b.yaml") . | sha256sum }}
        b: {{- include "c/templates/b.yaml" . | nindent 2 }}
        """,
      ]),
    RenderCase(
      "definitions in files that are executed before and after their users",
      [
        "templates/a.yaml": mine + "{{ include \"n\" . }}",
        "templates/b.yaml": uses + "\n{{ template \"n\" . }}",
        "templates/c.yaml": "{{- /* n */ -}}{{-\n define \"n\" -}} b: 2 {{- end }}" + uses,
      ]),
    RenderCase(
      "a block is a definition too",
      ["templates/a.yaml": "{{block \"m\" .}}a: 1{{ end }}", "templates/b.yaml": uses]),
    RenderCase(
      "a definition behind a third brace",
      ["templates/a.yaml": "a: '{{{define \"m\"}}x{{ end }}'", "templates/b.yaml": uses]),
    RenderCase(
      "a definition with the name of a file that is parsed later",
      [
        "templates/b.yaml": "{{ define \"c/templates/a.yaml\" }}kind: Defined{{ end }}b: 1",
        "templates/a.yaml": "kind: Own",
      ]),
    RenderCase(
      "a definition with the name of an empty file that is parsed later",
      [
        "templates/b.yaml": "{{ define \"c/templates/a.yaml\" }}kind: Defined{{ end }}b: 1",
        "templates/a.yaml": "{{/* nothing */}}\n",
      ]),
    RenderCase(
      "a definition with the name of a file that was parsed before",
      [
        "templates/b.yaml": "kind: Own",
        "templates/a.yaml": "{{ define \"c/templates/b.yaml\" }}kind: Defined{{ end }}a: 1",
      ]),
    RenderCase(
      "an empty definition with the name of a file that was parsed before",
      ["templates/b.yaml": "kind: Own", "templates/a.yaml": "{{ define \"c/templates/b.yaml\" }} {{ end }}a: 1"]),
    RenderCase(
      "a failure in a file that was called names its place",
      [
        "templates/a.yaml": "a: 1\nb: {{ .Values.x.y }}",
        "templates/b.yaml": "{{ include (print .Template.BasePath \"/a.yaml\") . }}",
      ]),
  ]
}
