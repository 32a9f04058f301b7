import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// A chart of the size of kube-prometheus-stack: ten large definitions, dashboards, rules of a kind that it defines
/// itself, and the objects that come with them.
enum LargeChart {
  private static let group = "monitoring.figures.example.com"

  static func run(_ site: Site) async throws -> [Figure] {
    try await HelmSite.run(site, deployments: false) { helm in
      var definitions: [String: String] = [:]
      for number in 0..<10 { definitions["crds/\(number).yaml"] = definition(number) }
      let templates = templates(version: 1)
      try await helm.offer("stack", templates, files: definitions)
      let bytes = (Array(definitions.values) + Array(templates.values)).reduce(0) { $0 + $1.utf8.count }
      let started = ContinuousClock.now
      try await helm.release("stack", chart: "stack", ["install": ["disableWait": true]])
      try await helm.all(1, within: .seconds(300))
      let installed = ContinuousClock.now
      try await helm.offer("stack", version: "1.1.0", Self.templates(version: 2), files: definitions)
      try await helm.all(1, within: .seconds(300)) {
        World.isReady($0) && $0.json[path: "status", "history"]?[0]?["chartVersion"] == "1.1.0"
      }
      let upgraded = ContinuousClock.now
      return [
        Figure(
          what: "one chart of \(mebibytes(UInt64(bytes))) with 10 definitions and \(templates.count) templates",
          mustReach: "inside 64 MiB",
          measured: "installed in \(seconds(installed - started)), upgraded in \(seconds(upgraded - installed)); "
            + helm.controller.memory)
      ]
    }
  }

  private static func templates(version: Int) -> [String: String] {
    var templates: [String: String] = [:]
    for number in 0..<30 {
      let name = "{{ .Release.Name }}-dashboard-\(number)"
      templates["dashboard-\(number).yaml"] =
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\ndata:\n  dashboard.json: |\n"
        + dashboard(number, version)
    }
    for number in 0..<35 { templates["rules-\(number).yaml"] = rules(number, version) }
    for number in 0..<40 {
      templates["account-\(number).yaml"] =
        "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {{ .Release.Name }}-\(number)\n"
    }
    return templates
  }

  /// About 35 KiB, as dashboards are: the same panel again and again with other words.
  private static func dashboard(_ number: Int, _ version: Int) -> String {
    var text = "    {\"title\": \"dashboard \(number)\", \"version\": \(version), \"panels\": [\n"
    for panel in 0..<60 {
      text += """
            {"id": \(panel), "type": "graph", "title": "\(word(number * 100 + panel)) by \(word(panel))",
              "gridPos": {"h": 7, "w": 12, "x": \(panel % 2 * 12), "y": \(panel / 2 * 7)},
              "targets": [{"expr": "sum(rate(\(word(panel * 7 + number))_total{job=\"\(word(number))\"}[5m])) by (pod)",
                "legendFormat": "pod {{ "{{pod}}" }}", "refId": "A", "step": 10, "format": "time_series"}],
              "yaxes": [{"format": "short", "show": true, "min": null}, {"format": "short", "show": false}],
              "lines": true, "fill": 1, "stack": false, "nullPointMode": "null as zero", "renderer": "flot"},

        """
    }
    return text + "    null]}\n"
  }

  private static func rules(_ number: Int, _ version: Int) -> String {
    var text =
      "apiVersion: \(group)/v1\nkind: Kind0\nmetadata:\n  name: {{ .Release.Name }}-rules-\(number)\n"
      + "spec:\n  version: \(version)\n  groups:\n    - name: \(word(number))\n      rules:\n"
    for rule in 0..<25 {
      text += """
                - alert: \(word(rule * 31 + number))
                  expr: sum(rate(\(word(rule))_errors_total[5m])) / sum(rate(\(word(rule))_total[5m])) > 0.0\(rule)
                  for: 15m
                  labels: {severity: {{ .Values.severity | default "warning" | quote }}}
                  annotations:
                    summary: Something about \(word(rule + number)) is not as it should be.
                    description: The rate of \(word(rule)) on {{ "{{ $labels.instance }}" }} is above its limit.

        """
    }
    return text
  }

  /// About 350 KiB with descriptions, as the definitions of the Prometheus operator have them.
  private static func definition(_ number: Int) -> String {
    var text = """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: kind\(number)s.\(group)
      spec:
        group: \(group)
        names: {kind: Kind\(number), plural: kind\(number)s, singular: kind\(number), listKind: Kind\(number)List}
        scope: Namespaced
        versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    x-kubernetes-preserve-unknown-fields: true
                    properties:

      """
    for field in 0..<220 {
      text += "                \(word(field * 3 + number))\(field):\n                  type: object\n"
      text += "                  properties:\n"
      for leaf in 0..<12 {
        text += "                    \(word(leaf))\(leaf):\n                      type: string\n"
        text += "                      description: \(word(field)) of \(word(leaf)) is \(word(field + leaf)).\n"
      }
    }
    return text
  }

  /// Words that differ.
  private static func word(_ number: Int) -> String {
    let syllables = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qi", "ro", "su", "ta"]
    var rest = number.magnitude &* 2_654_435_761 % 65_536
    var word = ""
    for _ in 0..<4 {
      word += syllables[Int(rest % 16)]
      rest /= 16
    }
    return word
  }
}
