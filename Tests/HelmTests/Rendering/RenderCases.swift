extension RenderCase {
  private static func template(_ name: String, _ text: String, values: String = "", set: [String] = []) -> RenderCase {
    RenderCase(name, ["templates/a.yaml": text, "values.yaml": values], set: set)
  }

  static let all: [RenderCase] =
    [
      template(
        "numbers of files are floating point", "a: {{ .Values.n }}\nb: {{ .Values.f }}",
        values: "n: 1000000\nf: 1.50"),
      template("numbers of --set are whole", "a: {{ .Values.n }}", set: ["n=1000000"]),
      template("booleans of YAML 1.1", "a: {{ .Values.y }}", values: "y: 'yes'\nx: yes"),
      template(
        "toYaml sorts and folds", "{{ toYaml .Values }}",
        values:
          """
          b: {z: 1, a: [1, {x: y}]}\na: "it's: so"\nc: []\nd: {}
          """),
      template("toYamlPretty indents lists", "{{ toYamlPretty .Values }}", values: "b: {z: 1, a: [1, {x: y}]}"),
      template("toJson escapes", "a: '{{ toJson .Values }}'", values: "a: \"<&>\"\nb: 1.5"),
      template(
        "null takes a default away", "{{ toYaml .Values }}", values: "a: {b: 1, c: 2}\nd: 3",
        set: [
          "a.b=null",
          "d=null",
        ]),
      template("lists of --set", "{{ toYaml .Values }}", set: ["a={x,y}", "b[1].c=2", "d\\.e=f"]),
      template(
        "objects of every template", "a: {{ .Release }}\nb: {{ .Template }}\nc: {{ .Capabilities.KubeVersion }}"),
      template("metadata", "a: {{ .Chart.Name }}-{{ .Chart.Version }} {{ .Chart.IsRoot }} {{ .Chart.Type }}"),
      template(
        "known API versions",
        """
        a: {{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.APIVersions.Has "x/v1" }}
        """),
      template("a nil on the way", "{{ .Values.a.b.c }}"),
      template("no such template", "{{ include \"x\" . }}"),
      template("no such function", "{{ nope }}"),
      template("required", "{{ required \"need it\" .Values.a }}"),
      template("fail", "{{ fail \"no: way\" }}"),
      template("tpl", "a: {{ tpl \"{{ .Values.b }}\" . }}", values: "b: c"),
      template("tpl fails", "{{ tpl \"{{ .Values.q.b }}\" . }}"),
      template("tpl cannot be parsed", "{{ tpl \"{{ foo }}\" . }}"),
      template("broken YAML", "a: b: c"),
      template("a text is no manifest", "hello"),
      template("a list is no manifest", "- a"),
      template("a kind that is a list", "kind: [a]"),
      template("annotations that are a list", "kind: A\nmetadata: {name: 1, annotations: [a]}"),
      template("several documents", "---\na: 1\n---\n\n# only a comment\n---\nb: 2\n--- \nc: 3\n"),
      template(
        "kinds in order",
        """
        kind: Zoo\n---\nkind: Deployment\n---\nkind: Namespace\n---\nkind: Ape\n---\nkind: Service
        """),
      template(
        "hooks",
        """
        kind: Job\nmetadata: {name: b, annotations: {helm.sh/hook: "pre-install, test-success"}}\n---\nkind: Pod\n
        """
          + "metadata: {name: a, annotations: {helm.sh/hook: nonsense}}\n---\nkind: ConfigMap"),
      template("no value leaves nothing", "a: {{ .Values.nothing }}b"),
      template("values that are a list", "a: 1", values: "- a"),
      template("values that are broken", "a: 1", values: "a: b: c"),
      RenderCase(
        "partials and notes do not show",
        [
          "templates/_x.tpl": "x", "templates/NOTES.txt": "hi",
          "templates/a.yaml": "a: 1",
        ]),
      RenderCase("bad version", ["Chart.yaml": "apiVersion: v2\nname: c\nversion: x\n"]),
      RenderCase("name with dots", ["Chart.yaml": "apiVersion: v2\nname: ..\nversion: 1.0.0\n"]),
      RenderCase("name of a wrong type", ["Chart.yaml": "apiVersion: v2\nname: {a: b}\nversion: 1.0.0\n"]),
      RenderCase("library", ["Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\ntype: library\n"]),
      RenderCase("format of the future", ["Chart.yaml": "apiVersion: v4\nname: c\nversion: 1.0.0\n"]),
      RenderCase(
        "missing dependency",
        [
          "Chart.yaml":
            """
          apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies: [{name: d, version: 1.0.0, repository: ''}]\n
          """
        ]),
      RenderCase(
        "Kubernetes is too new", ["Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\nkubeVersion: '<1.20'\n"]),
      RenderCase(
        "files",
        [
          "templates/a.yaml":
            """
          a: {{ .Files.Get "f/x.txt" }}\n{{ (.Files.Glob "f/*").AsConfig }}\n{{ (.Files.Glob "f/*").AsSecrets }}
          """,
          "f/x.txt": "hello", "f/y.txt": "world",
        ]),
    ] + functions + charts + parsing

  private static let sub = "apiVersion: v2\nname: s\nversion: 1.0.0\n"
  private static func head(_ more: String) -> String {
    "apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies: [{name: s, version: 1.x, repository: ''\(more)}]\n"
  }

  private static func withSubchart(
    _ name: String, _ more: String, parent: String, values: String, set: [String] = []
  ) -> RenderCase {
    RenderCase(
      name,
      [
        "Chart.yaml": head(more), "values.yaml": parent, "templates/a.yaml": "{{ toYaml .Values }}",
        "charts/s/Chart.yaml": sub, "charts/s/values.yaml": values, "charts/s/templates/b.yaml": "{{ toYaml .Values }}",
      ], set: set)
  }

  static let subcharts: [RenderCase] = [
    withSubchart("values go down", "", parent: "s: {a: 2}\nglobal: {g: 1}", values: "a: 1\nb: {c: 1}"),
    withSubchart(
      "globals are merged", "", parent: "global: {g: {x: 1, y: {z: 1}}}",
      values: "global: {g: {x: 2, y: {w: 3}}}"),
    withSubchart("null reaches a subchart", "", parent: "s: {a: null}", values: "a: 1\nb: 2"),
    withSubchart("condition off", ", condition: s.enabled", parent: "s: {enabled: false}", values: "a: 1"),
    withSubchart(
      "condition beats tag", ", condition: s.on, tags: [t]", parent: "s: {on: true}\ntags: {t: false}",
      values: "a: 1"),
    withSubchart("tag off", ", tags: [t]", parent: "tags: {t: false}", values: "a: 1"),
    withSubchart("alias", ", alias: z", parent: "z: {a: 2}", values: "a: 1"),
    withSubchart(
      "import of a table", ", import-values: [{child: d, parent: e}]", parent: "e: {x: 1}",
      values: "d: {x: 2, y: 3}"),
    withSubchart("import of exports", ", import-values: [d]", parent: "q: 1", values: "exports: {d: {x: 2, y: 3}}"),
    withSubchart("a text where a table is wanted", "", parent: "s: text", values: "a: 1"),
    RenderCase(
      "a library gives its definitions only",
      [
        "Chart.yaml": head(""), "charts/s/Chart.yaml": sub + "type: library\n",
        "templates/a.yaml": "{{ include \"l\" . }}",
        "charts/s/templates/_l.tpl": "{{ define \"l\" }}a: {{ .Chart.Name }}{{ end }}",
        "charts/s/templates/b.yaml": "b: 1",
      ]),
    RenderCase(
      "a version of Kubernetes that the chart does not take",
      [
        "Chart.yaml": sub.replacing("name: s", with: "name: c") + "kubeVersion: '<1.20'\n", "templates/a.yaml": "a: 1",
      ]),
    RenderCase(
      "a version of Kubernetes that it takes",
      [
        "Chart.yaml": sub.replacing("name: s", with: "name: c") + "kubeVersion: '>=1.20-0'\n",
        "templates/a.yaml": "a: 1",
      ]),
  ]
}
