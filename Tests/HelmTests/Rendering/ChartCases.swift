extension RenderCase {
  private static let head = "apiVersion: v2\nname: c\nversion: 1.0.0\n"

  private static func subchart(_ name: String, _ values: String, more: String = "") -> [String: String] {
    [
      "charts/\(name)/Chart.yaml": "apiVersion: v2\nname: \(name)\nversion: 1.0.0\n\(more)",
      "charts/\(name)/values.yaml": values,
      "charts/\(name)/templates/t.yaml": "# {{ .Template.Name }}\n{{ toYaml .Values }}",
    ]
  }

  private static func dependencies(_ items: String) -> String { "\(head)dependencies: [\(items)]\n" }

  /// How charts, values and files are put together.
  static let charts: [RenderCase] = [
    RenderCase(
      "documents with comments, markers and endings of Windows",
      [
        "templates/a.yaml": "# head\n---\r\na: 1\r\n---\n# only this\n--- # with a remark\nb: 2\n...\n"
      ]),
    RenderCase("broken YAML names the template and the line", ["templates/sub/a.yaml": "a: 1\nb:\n  - c\n d: 2\n"]),
    RenderCase("a tab in YAML", ["templates/a.yaml": "a:\n\tb: 1\n"]),
    RenderCase("broken YAML in a later document", ["templates/a.yaml": "a: 1\n---\nb: [1\n"]),
    RenderCase(
      "values of subcharts have the type of all values, and are those of the parent",
      [
        "charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 1.0.0\n", "values.yaml": "s: {a: {b: 1}}",
        "charts/s/templates/s.yaml":
          "# {{ typeOf .Values }} {{ typeOf . }} {{ dig \"a\" \"b\" 2 .Values.AsMap }}{{ $_ := set .Values \"c\" 3 }}",
        "templates/a.yaml": "# {{ toJson .Values }} {{ typeOf .Values.s }} {{ typeOf .Subcharts.s.Values }}",
      ]),
    RenderCase(
      "values of a subchart are no plain table",
      [
        "charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 1.0.0\n",
        "charts/s/templates/s.yaml": "# {{ dig \"a\" \"b\" 2 .Values }}",
      ]),
    RenderCase(
      "white space of all kinds around a text",
      [
        "templates/a.yaml": "\u{A0}\u{3000}\n# a \u{2003}\u{85}\u{202F} \u{A0}\n\u{A0}", "templates/b.yaml": "\u{2028}",
      ]),
    RenderCase("what only looks like white space", ["templates/a.yaml": "# a \u{200B}\u{FEFF}"]),
    RenderCase("braces without quotes are a mapping as a key", ["templates/a.yaml": "a: {{ \"{{ .b }}\" }}\n"]),
    RenderCase("a list as a key", ["values.yaml": "a: {[1, b, 2.5, true, ~, 'q\"']: 3}\n"]),
    RenderCase("a mapping as a key, and something worse after it", ["values.yaml": "a: {{ .b }}\nc: [\n"]),
    RenderCase("a chart whose version is a template", ["Chart.yaml": "apiVersion: v2\nname: c\nversion: {{ .v }}\n"]),
    RenderCase(
      "a block scalar at the end of the file, without a line break",
      ["values.yaml": "a: |\n  one\n  two", "templates/a.yaml": "a: {{ .Values.a | quote }}"]),
    RenderCase(
      "a block scalar that keeps what is after it, without a line break",
      ["values.yaml": "a: |+\n  one\n  two", "templates/a.yaml": "a: {{ .Values.a | quote }}"]),
    RenderCase(
      "documents of values with remarks between them",
      [
        "values.yaml": "---\na: 1\n---   # more\n--- #\nb: {c: 2}\n---\nb: {d: 3}",
        "templates/a.yaml": "{{ toYaml .Values }}",
      ]),
    RenderCase("documents of values with text between them", ["values.yaml": "a: 1\n--- b: 2\n"]),
    RenderCase("values with four dashes", ["values.yaml": "a: 1\n----\nb: 2\n"]),
    RenderCase("an error after a marker names the line of the file", ["values.yaml": "# x\n---\na: 1\nb: [\n"]),
    RenderCase("an error after the first line, which is a marker", ["values.yaml": "---\na: 1\n b: 2\n"]),
    RenderCase("keys that occur twice", ["templates/a.yaml": "kind: A\nkind: B\n"]),
    RenderCase(
      "anchors and merge keys in values",
      [
        "values.yaml": "base: &b {x: 1, y: 2}\nmore: {<<: *b, y: 3}\n", "templates/a.yaml": "{{ toYaml .Values }}",
      ]),
    RenderCase(
      "values with a mark at the front and a tab in a text",
      [
        "values.yaml":
          """
        \u{FEFF}a: "x\\ty"\nb: |\n  one\n   two\n\nc: >-\n  folded\n  text\n
        """, "templates/a.yaml": "{{ toYaml .Values }}",
      ]),
    RenderCase(
      "numbers and dates in values",
      [
        "values.yaml":
          """
        a: 0x1F\nb: 0o17\nc: 017\nd: 1_000\ne: 1e3\nf: .5\ng: 2001-01-01\nh: ~\ni: 12:30\nj: 0b11\nk: -0.0\n
        """,
        "templates/a.yaml": "{{ toYaml .Values }}\nz: {{ .Values.a }} {{ .Values.c }} {{ .Values.g }} {{ .Values.i }}",
      ]),
    RenderCase(
      "values in JSON",
      [
        "values.yaml": "{\"a\": {\"b\": [1, \"x\", null]}}",
        "templates/a.yaml": "{{ toJson .Values }}",
      ]),
    RenderCase(
      "CRDs are not printed unless asked for",
      [
        "crds/a.yaml": "kind: CustomResourceDefinition\n",
        "templates/a.yaml": "a: 1",
      ]),
    RenderCase(
      "a negated rule of .helmignore leaves nothing but what it names",
      [
        ".helmignore": "!keep.txt\n", "keep.txt": "kept", "templates/a.yaml": "a: 1",
      ]),
    RenderCase(
      "what .helmignore names is not there",
      [
        ".helmignore": "# rules\na.*\n/secret/\ntemplates/skip.yaml\n", "keep.txt": "kept", "a.txt": "gone",
        "secret/x": "gone",
        "templates/skip.yaml": "skip: 1",
        "templates/b.yaml":
          """
        a: {{ .Files.Get "keep.txt" | quote }}{{ .Files.Get "a.txt" | quote }}{{ .Files.Get "secret/x" | quote }}
        """,
      ]),
    RenderCase(
      "lines and globs of files",
      [
        "conf/b.ini": "x=1\ny=2\n", "conf/a.ini": "z=3", "conf/deep/c.ini": "w",
        "templates/a.yaml":

          """
        {{ range .Files.Lines "conf/b.ini" }}# {{ . }}\n{{ end }}{{ range $p, $b := .Files.Glob "conf/*.ini" }}# \
        {{ $p }} {{ len $b }}\n{{ end }}{{ range $p, $_ := .Files.Glob "conf/**" }}# {{ $p }}\n{{ end }}
        """,
      ]),
    RenderCase(
      "notes of subcharts are not in the output",
      [
        "Chart.yaml": dependencies("{name: s, version: 1.0.0}"), "templates/a.yaml": "a: 1",
        "templates/NOTES.txt": "{{ .Values.x.y }}",
        "charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 1.0.0\n",
        "charts/s/templates/NOTES.txt": "{{ fail \"no\" }}",
      ]),
    RenderCase(
      "hooks with weights come behind the rest, kinds in order",
      [
        "templates/b.yaml": hook("Job", "z", weight: -5), "templates/a.yaml": hook("Pod", "y", weight: 10),
        "templates/c.yaml": "kind: Service\nmetadata: {name: s}", "templates/d.yaml": hook("ConfigMap", "x", weight: 0),
      ]),
    RenderCase(
      "the old format with requirements.yaml",
      [
        "Chart.yaml": "apiVersion: v1\nname: c\nversion: 1.0.0\n",
        "requirements.yaml":
          """
        dependencies: [{name: s, version: 1.x.x, repository: '', condition: s.on}]\n
        """, "values.yaml": "s: {on: true, a: 2}",
        "templates/a.yaml": "a: 1",
      ].merging(subchart("s", "a: 1")) { $1 }),
    RenderCase(
      "one chart under two names",
      [
        "Chart.yaml": dependencies("{name: s, version: 1.x, alias: one}, {name: s, version: 1.x, alias: two}"),
        "values.yaml": "one: {a: 1}\ntwo: {a: 2}\nglobal: {g: 1}", "templates/a.yaml": "{{ toYaml .Values }}",
      ].merging(subchart("s", "a: 0\nb: 5")) { $1 }),
    RenderCase(
      "charts in charts, with conditions all the way down",
      [
        "Chart.yaml": dependencies("{name: s, version: 1.x, condition: s.on}"),
        "values.yaml": "s: {on: true, t: {on: false}}",
        "templates/a.yaml": "a: 1", "charts/s/charts/t/Chart.yaml": "apiVersion: v2\nname: t\nversion: 1.0.0\n",
        "charts/s/charts/t/templates/t.yaml": "t: 1",
      ].merging(subchart("s", "x: 1", more: "dependencies: [{name: t, version: 1.x, condition: t.on}]\n")) { $1 }),
    RenderCase(
      "a subchart that nobody mentions takes part",
      ["templates/a.yaml": "a: 1"].merging(
        subchart(
          "s",
          "a: 1")
      ) { $1 }),
    RenderCase(
      "a dependency of another version is missing",
      [
        "Chart.yaml": dependencies("{name: s, version: 2.x, repository: ''}"), "templates/a.yaml": "a: 1",
      ].merging(subchart("s", "a: 1")) { $1 }),
    RenderCase(
      "values that go up from two levels below",
      [
        "Chart.yaml": dependencies("{name: s, version: 1.x, import-values: [data, {child: deep, parent: taken}]}"),
        "values.yaml": "mine: 1\ntaken: {kept: 1}", "templates/a.yaml": "{{ toYaml .Values }}",
      ].merging(subchart("s", "exports: {data: {shared: {x: 1}}}\ndeep: {kept: 2, new: 3}")) { $1 }),
    RenderCase(
      "what subcharts see of each other",
      [
        "Chart.yaml": dependencies("{name: s, version: 1.x}"), "values.yaml": "s: {a: 7}",
        "templates/a.yaml":
          """
        a: {{ .Subcharts.s.Values.a }} {{ .Subcharts.s.Chart.Name }} {{ include "s.name" .Subcharts.s }}
        """,
        "charts/s/templates/_h.tpl": "{{ define \"s.name\" }}{{ .Chart.Name }}-{{ .Release.Name }}{{ end }}",
      ].merging(subchart("s", "a: 1")) { $1 }),
    RenderCase(
      "null for a whole subchart's table",
      [
        "Chart.yaml": dependencies("{name: s, version: 1.x}"), "values.yaml": "s: {m: null, n: {x: null}}",
        "templates/a.yaml": "{{ toYaml .Values }}",
      ].merging(subchart("s", "m: {a: 1}\nn: {x: 1, y: 2}")) { $1 }),
    RenderCase(
      "null where a map is wanted",
      [
        "values.yaml": "a:\nb: {c: 1}",
        "templates/a.yaml": "a: {{ .Values.a }}{{ toYaml .Values.b }}",
      ],
      set: ["b=null"]),
    RenderCase(
      "null below global",
      [
        "Chart.yaml": dependencies("{name: s, version: 1.x}"), "values.yaml": "global: {a: {b: null, c: 1}}",
        "templates/a.yaml": "{{ toYaml .Values }}",
      ].merging(subchart("s", "global: {a: {b: 2}}")) { $1 }, set: ["global.x=null"]),
    RenderCase(
      "two aliases that are the same",
      [
        "Chart.yaml": dependencies(
          """
          {name: s, version: 1.x, alias: z}, {name: s, version: 1.x, alias: z}
          """), "templates/a.yaml": "a: 1",
      ].merging(subchart("s", "a: 1")) { $1 }),
    RenderCase(
      "an alias with characters that it may not have",
      [
        "Chart.yaml": dependencies("{name: s, version: 1.x, alias: a/b}"), "templates/a.yaml": "a: 1",
      ].merging(subchart("s", "a: 1")) { $1 }),
    RenderCase(
      "metadata in full",
      [
        "Chart.yaml": head + """
          appVersion: "1.0"\nkeywords: [a, b]\nmaintainers: [{name: m, email: e@x, url: u}]\nannotations: {k: \
          v}\nsources: [s]\nicon: i\n
          """,
        "templates/a.yaml":
          """
        {{ toYaml .Chart }}\nz: {{ .Chart.Maintainers }} {{ .Chart.Annotations }} {{ (index .Chart.Maintainers \
        0).Name }}
        """,
      ]),
    RenderCase(
      "values of the wrong kind for a condition",
      [
        "Chart.yaml": dependencies(
          """
          {name: s, version: 1.x, condition: 's.on,s.other'}
          """), "values.yaml": "s: {on: text, other: false}",
        "templates/a.yaml": "a: 1",
      ].merging(subchart("s", "a: 1")) { $1 }),
    RenderCase(
      "assignments of all kinds", ["values.yaml": "a: {b: [1, 2, 3]}", "templates/a.yaml": "{{ toYaml .Values }}"],
      set: ["a.b[1]=x", "a.c.d=true,e=null,f=", "g={}", "h=a\\,b", "i[0][1]=z", "j=0123", "k=1.5", "l={1,true,}"]),
    RenderCase("an assignment without a value", ["templates/a.yaml": "a: 1"], set: ["a"]),
    RenderCase("an index that is too large", ["templates/a.yaml": "a: 1"], set: ["a[99999999]=1"]),
  ]

  private static func hook(_ kind: String, _ name: String, weight: Int) -> String {

    """
    kind: \(kind)\nmetadata: {name: \(name), annotations: {helm.sh/hook: "pre-install,post-upgrade", \
    helm.sh/hook-weight: "\(weight)"}}
    """
  }
}
