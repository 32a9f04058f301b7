import Helm
import Testing

extension RenderCase {
  private static let older = "apiVersion: v1\nname: c\nversion: 1.0.0\n"
  private static let newer = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
  private static let part = "apiVersion: v2\nname: s\nversion: 1.0.0\n"
  private static let needs = "dependencies: [{name: s, version: 1.x, repository: '', condition: s.on}]\n"

  /// Charts of both formats, with dependencies where each of them has them.
  static let formats: [RenderCase] = [
    RenderCase("a chart of the first format", ["Chart.yaml": older, "templates/a.yaml": "a: {{ .Chart.APIVersion }}"]),
    RenderCase("its dependencies", with(older, ["requirements.yaml": needs, "values.yaml": "s: {on: true}"])),
    RenderCase(
      "its dependencies, switched off", with(older, ["requirements.yaml": needs, "values.yaml": "s: {on: false}"])),
    RenderCase(
      "a chart of the second format", ["Chart.yaml": newer, "templates/a.yaml": "a: {{ .Chart.APIVersion }}"]),
    RenderCase("dependencies of the second format", with(newer + needs, ["values.yaml": "s: {on: false}"])),
    RenderCase("a chart of no format", ["Chart.yaml": "name: c\nversion: 1.0.0\n", "templates/a.yaml": "a: 1"]),
    RenderCase("a chart of the next format", ["Chart.yaml": "apiVersion: v3\nname: c\nversion: 1.0.0\n"]),
  ]

  private static func with(_ head: String, _ more: [String: String]) -> [String: String] {
    [
      "Chart.yaml": head, "templates/a.yaml": "a: 1", "charts/s/Chart.yaml": part, "charts/s/templates/s.yaml": "s: 1",
    ].merging(more) { $1 }
  }

  /// What templates see, all of it.
  static let objects: [RenderCase] = [
    object(
      "values and release",
      """
      values: {{ .Values.a.b }} {{ .Values }}
      release: {{ .Release.Name }} {{ .Release.Namespace }} {{ .Release.Revision }} {{ .Release.IsInstall }} \
      {{ .Release.IsUpgrade }} {{ .Release.Service }}
      """),
    object(
      "chart",
      """
      chart: {{ .Chart.Name }} {{ .Chart.Version }} {{ .Chart.AppVersion }} {{ .Chart.Type }} {{ .Chart.Home }}
      all: {{ .Chart | toJson | quote }}
      """),
    object(
      "capabilities",
      """
      kube: {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Version }} \
      {{ .Capabilities.KubeVersion.Major }} {{ .Capabilities.KubeVersion.Minor }} \
      {{ .Capabilities.KubeVersion.GitVersion }}
      has: {{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }} \
      {{ .Capabilities.APIVersions.Has "none/v1" }}
      helm: {{ .Capabilities.HelmVersion.Version }} {{ .Capabilities.HelmVersion.GitCommit }} \
      {{ .Capabilities.HelmVersion.GitTreeState }} {{ .Capabilities.HelmVersion.GoVersion }}
      """),
    object("everything as YAML", "{{ toYaml . }}"),
    object("capabilities as JSON", "a: {{ toJson .Capabilities.KubeVersion }}{{ toJson .Capabilities.HelmVersion }}"),
    object(
      "files",
      """
      get: {{ .Files.Get "f/a.txt" | quote }} {{ .Files.GetBytes "f/b.bin" | toString | quote }} \
      {{ .Files.Get "none" | quote }}
      glob: {{ range $path, $_ := .Files.Glob "f/*.txt" }}{{ $path }} {{ end }}
      config: {{ (.Files.Glob "f/*").AsConfig | toJson }}
      secrets: {{ (.Files.Glob "f/*").AsSecrets | toJson }}
      lines: {{ range .Files.Lines "f/a.txt" }}{{ . | quote }} {{ end }}
      """),
    object(
      "subcharts and templates",
      """
      subcharts: {{ .Subcharts.s.Values.x }} {{ .Subcharts.s.Chart.Name }}
      template: {{ .Template.Name }} {{ .Template.BasePath }}
      """),
    object("nothing else", "a: {{ .Nothing }} {{ .Chart.Nothing }}"),
    object("no such member of the release", "a: {{ .Capabilities.Nothing }}"),
  ]

  private static func object(_ name: String, _ text: String) -> RenderCase {
    RenderCase(
      name,
      [
        "Chart.yaml": newer + "appVersion: \"2\"\nhome: https://example.com\nkeywords: [k]\n"
          + "dependencies: [{name: s, version: 1.x}]\n",
        "values.yaml": "a: {b: 1}", "templates/a.yaml": text, "f/a.txt": "one\ntwo\n", "f/b.bin": "bytes",
        "charts/s/Chart.yaml": part, "charts/s/values.yaml": "x: 5",
      ])
  }

  /// A document of each kind, in the wrong order.
  static let kinds: RenderCase = {
    let known = """
      PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget
      ServiceAccount Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim
      CustomResourceDefinition ClusterRole ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList
      RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController ReplicaSet Deployment
      HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService
      MutatingWebhookConfiguration ValidatingWebhookConfiguration
      """.split(whereSeparator: \.isWhitespace).map(String.init)
    let all = ["Zebra"] + known.reversed() + ["Ape", "Zebra", "Secret", "Middle"]
    let documents = all.enumerated().map { "kind: \($0.element)\nmetadata: {name: n\($0.offset)}" }
    return RenderCase("kinds in order", ["templates/a.yaml": documents.joined(separator: "\n---\n")])
  }()
}

@Suite("Facts of rendering, compared with the real helm")
struct FactTests {
  @Test("H-28-07 values of charts, of releases, nulls and globals come together", arguments: RenderCase.subcharts)
  func values(_ sample: RenderCase) async throws { try await OracleTests.compare(sample) }

  @Test(
    "H-28-08 conditions beat tags; aliases, imported values, libraries and versions of Kubernetes",
    arguments: RenderCase.subcharts)
  func dependencies(_ sample: RenderCase) async throws { try await OracleTests.compare(sample) }

  @Test("H-28-10 charts of both formats are taken", arguments: RenderCase.formats)
  func formats(_ sample: RenderCase) async throws { try await OracleTests.compare(sample) }

  @Test("H-28-06 templates see these objects", arguments: RenderCase.objects)
  func objects(_ sample: RenderCase) async throws { try await OracleTests.compare(sample) }

  @Test("H-27-05 kinds are installed in this order, unknown ones last by name")
  func kinds() async throws { try await OracleTests.compare(.kinds) }

  @Test("H-28-02 partials and blank renders leave nothing; notes come from the top chart only")
  func partials() async throws {
    let sample = RenderCase(
      "partials",
      [
        "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies: [{name: s, version: 1.x}]\n",
        "templates/_part.yaml": "a: {{ fail \"never executed\" }}",
        "templates/blank.yaml": "{{ if false }}x{{ end }}\n \n", "templates/sub/_deep.tpl": "text that is no YAML: [",
        "templates/a.yaml": "a: 1", "templates/NOTES.txt": "top {{ .Release.Name }}",
        "charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 1.0.0\n", "charts/s/templates/NOTES.txt": "below",
      ])
    try await OracleTests.compare(sample)
    let files = try ChartFiles(sample.files)
    let rendered = try ChartRenderer().render(
      try ChartLoader().load(files.path), values: Values(), release: ReleaseOptions(name: "x"))
    #expect(rendered.notes == "top x")
    #expect(rendered.manifests.map(\.path) == ["c/templates/a.yaml"])
  }
}
