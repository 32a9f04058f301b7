extension RenderCase {
  /// What templates are written with.
  static let functions: [RenderCase] = [
    language(
      "blocks with and without else",
      """
      {{ with .Values.a }}a: {{ .b }}{{ else }}a: none{{ end }}\n{{ with .Values.x }}{{ else with .Values.y }}y: {{ \
      . }}{{ end }}
      """, values: "a: {b: 1}\ny: 2"),
    language(
      "range over maps is sorted",
      """
      {{ range $k, $v := .Values.m }}{{ $k }}: {{ $v }}\n{{ else }}none{{ end }}
      """, values: "m: {z: 1, a: 2, B: 3}"),
    language(
      "range over numbers and nothing",
      """
      a:\n{{ range 3 }}- {{ . }}\n{{ end }}{{ range .Values.none }}x{{ else }}b: none{{ end }}
      """),
    language(
      "break and continue",
      """
      a: {{ range $i := until 9 }}{{ if eq $i 2 }}{{ continue }}{{ end }}{{ if gt $i 4 }}{{ break }}{{ end }}{{ $i \
      }}{{ end }}
      """),
    language(
      "a variable is made anew of itself",
      """
      {{ $l := list }}{{ $l := append $l "x" }}{{ $l = append $l "y" }}a: {{ $l }}
      """),
    language(
      "variables end with their block",
      """
      {{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x = 3 }}{{ end }}a: {{ $x }}
      """),
    language("white space around actions", "a:   {{- 1 -}}   \n\nb{{- /* gone */ -}}: 2\n"),
    language(
      "definitions and blocks",
      """
      {{ define "d" }}d{{ . }}{{ end }}a: {{ template "d" 1 }}\nb: {{ block "e" 2 }}e{{ . }}{{ end }}
      """),
    language(
      "the last definition of a name wins", "a: {{ include \"d\" . }}",
      more: [
        "templates/_a.tpl": "{{ define \"d\" }}first{{ end }}",
        "templates/_b.tpl": "{{ define \"d\" }}second{{ end }}",
      ]),
    language(
      "printf in all shapes",
      """
      a: {{ printf "%s|%d|%v|%q|%5d|%-5s|%05.1f|%t|%x|%T" "s" 7 .Values.m "q" 42 "l" 3.14159 true 255 .Values.m | \
      quote }}
      """, values: "m: {b: [1, x], a: null}"),
    language("print and println", "a: {{ print 1 2 \"x\" \"y\" 3 }}{{ println \"end\" }}"),
    language(
      "comparisons of several",
      """
      a: {{ eq 1 2 1 }} {{ and 1 0 2 }} {{ or 0 "" "x" }} {{ not nil }} {{ lt 1.5 2.0 }} {{ ne "a" "b" }}
      """),
    language("comparisons of what does not compare", "a: {{ eq .Values.m 1 }}", values: "m: {a: 1}"),
    language("comparisons of different types", "a: {{ eq .Values.n 1 }}", values: "n: 1"),
    language(
      "index and slice",
      """
      a: {{ index .Values.l 1 }} {{ index .Values.m "k" "x" }} {{ slice "hello" 1 3 }}
      """, values: "l: [1, 2]\nm: {k: {x: y}}"),
    language("index out of range", "a: {{ index .Values.l 5 }}", values: "l: [1]"),
    language("a field of a text", "a: {{ .Values.t.x }}", values: "t: text"),
    language("too many arguments", "a: {{ upper \"a\" \"b\" }}"),
    language("an argument of the wrong type", "a: {{ upper .Values.n }}", values: "n: 1"),
    language("an action that is not closed", "a: {{ if true }}b"),
    language("a text that is not closed", "a: {{ \"b }}"),
    language("else where there is no if", "a: {{ else }}"),
    language(
      "strings",
      """
      a: {{ "Hello World" | lower | replace " " "-" | trunc 8 | trimSuffix "-" | title | quote }}\nb: {{ camelcase \
      "a_b-c" }} {{ snakecase "aBc" }} {{ kebabcase "aBc" }} {{ nospace "a b" }} {{ abbrev 5 "abcdefg" }}
      """),
    language(
      "indent and nindent",
      """
      a:{{ .Values.m | toYaml | nindent 2 }}\nb: |{{ "x\\ny" | indent 4 }}\n
      """, values: "m: {k: v, l: [1, {a: b}]}"),
    language(
      "lists",
      """
      a: {{ list 3 1 2 | sortAlpha | join "," }} {{ first (list 1 2) }} {{ rest (list 1 2) }} {{ uniq (list 1 1 2) \
      }} {{ without (list 1 2) 1 }} {{ has 1 (list 1) }} {{ compact (list "" 1) }} {{ reverse (list 1 2) }} {{ \
      concat (list 1) (list 2) }}
      """),
    language(
      "dictionaries",
      """
      {{ $d := dict "b" 1 "a" 2 }}{{ $_ := set $d "c" 3 }}a: {{ keys $d | sortAlpha }} {{ pick $d "a" }} {{ omit $d \
      "a" }} {{ hasKey $d "z" }} {{ get $d "b" }} {{ unset $d "b" }} {{ dig "x" "y" "none" $d }}
      """),
    language(
      "merging changes the first",
      """
      {{ $a := dict "x" 1 "m" (dict "p" 1) }}{{ $b := dict "x" 2 "m" (dict "q" 2) }}{{ $c := mergeOverwrite $a $b \
      }}a: {{ toJson $a }}\nb: {{ toJson (merge (dict "x" 9) $b) }}
      """),
    language(
      "what one template sets another sees", "{{ $_ := set .Values \"seen\" true }}a: 1",
      more: ["templates/0.yaml": "b: {{ .Values.seen }}"]),
    language(
      "arithmetic",
      """
      a: {{ add 1 2 3 }} {{ sub 5 2 }} {{ mul 2 3 }} {{ div 7 2 }} {{ mod 7 2 }} {{ max 1 5 3 }} {{ min 4 2 }} {{ \
      floor 1.7 }} {{ ceil 1.2 }} {{ round 1.2345 2 }} {{ add1 "4" }} {{ seq 1 3 }} {{ untilStep 1 6 2 }}
      """),
    language(
      "numbers of values change their look",
      """
      a: {{ .Values.i }} {{ .Values.b }} {{ int .Values.b }} {{ .Values.b | toString }} {{ int64 .Values.f }} {{ \
      float64 "1.5" }}
      """, values: "i: 80\nb: 12345678\nf: 2.9"),
    language(
      "defaults",
      """
      a: {{ .Values.no | default "d" }} {{ .Values.zero | default 5 }} {{ coalesce nil "" "c" }} {{ ternary 1 2 \
      true }} {{ empty .Values.no }} {{ .Values.text | default "d" }}
      """, values: "zero: 0\ntext: t"),
    language(
      "versions",
      """
      a: {{ semverCompare ">=1.20-0" .Capabilities.KubeVersion.Version }} {{ (semver "1.2.3-rc.1+b").Prerelease }} \
      {{ semverCompare "^1.2" "2.0.0" }}
      """),
    language(
      "expressions",
      """
      a: {{ regexMatch "^a+$" "aaa" }} {{ regexReplaceAll "(a)(b)" "ab" "${2}$1" }} {{ regexFind "[0-9]+" "a12b" }} \
      {{ regexSplit "," "a,b" -1 }} {{ mustRegexFindAll "a." "abac" -1 }}
      """),
    language(
      "encodings and digests",
      """
      a: {{ b64enc "hello" }} {{ b64dec "aGVsbG8=" }} {{ sha256sum "x" }} {{ adler32sum "x" }} {{ b32enc "x" }}
      """),
    language(
      "types",
      """
      a: {{ kindOf .Values.l }} {{ typeOf .Values.n }} {{ kindIs "map" .Values.m }} {{ typeIsLike "string" "x" }} \
      {{ deepEqual (list 1) (list 1) }}
      """, values: "l: []\nm: {}\nn: 1"),
    language(
      "paths and addresses",
      """
      a: {{ base "/a/b.c" }} {{ dir "/a/b" }} {{ ext "b.c" }} {{ clean "a/../b" }} {{ (urlParse \
      "http://u@h:1/p?q=1").host }}
      """),
    language(
      "YAML that is read",
      """
      a: {{ (fromYaml "x: [1, {y: z}]").x }} {{ fromYamlArray "[a, 2]" }} {{ (fromYaml "a: b: c").Error | quote }}
      """),
    language(
      "JSON that is read",
      """
      a: {{ (fromJson "{\\"x\\": 1.5}").x }} {{ fromJsonArray "[1]" }} {{ (fromJson "{").Error | quote }}
      """),
    language(
      "TOML that is written", "a: |\n{{ toToml .Values | indent 2 }}",
      values: "t: {x: 1, y: [a, b]}\ns: text\nb: true"),
    language(
      "nothing is found without a cluster",
      """
      a: {{ lookup "v1" "Secret" "" "" | toJson }} {{ getHostByName "localhost" | quote }}
      """),
    language(
      "places of templates",
      """
      a: {{ .Template.Name }} {{ .Template.BasePath }} {{ .Chart.Name }} {{ .Release.Service }} {{ \
      .Release.IsUpgrade }} {{ .Release.Revision }}
      """),
    language(
      "a text that is a template with definitions of its own", "{{ tpl .Values.t . }}",
      values:
        """
        t: '{{ define "in" }}b{{ end }}a: {{ include "in" . }}'
        """),
    language(
      "required within an include", "{{ include \"r\" . }}",
      more: [
        "templates/_r.tpl":
          """
        {{ define "r" }}{{ required "we need x" .Values.x }}{{ end }}
        """
      ]),
    language("fail within tpl", "{{ tpl \"{{ fail .Values.why }}\" . }}", values: "why: because"),
    language(
      "a nil on the way within an include", "{{ include \"r\" . }}",
      more: [
        "templates/_r.tpl":
          """
        {{ define "r" }}\n\n  {{ .Values.a.b.c }}{{ end }}
        """
      ]),
  ]

  private static func language(
    _ name: String, _ text: String, values: String = "", more: [String: String] = [:]
  ) -> RenderCase {
    var files = ["templates/a.yaml": text, "values.yaml": values]
    files.merge(more) { $1 }
    return RenderCase(name, files)
  }
}
