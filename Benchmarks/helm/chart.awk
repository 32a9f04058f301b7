# Writes a chart of the size and habits of a large monitoring stack below the folder `out`: four subcharts, rules,
# dashboards, workloads, long values with comments, and definitions that are loaded but not printed.

function put(file, text) { printf "%s", text > file; close(file) }
function repeat(text, count,   all, i) { for (i = 0; i < count; i++) all = all text; return all }

function helpers(chart,   text) {
  text = "{{/* Names and labels. */}}\n"
  text = text "{{- define \"" chart ".name\" -}}\n{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix \"-\" -}}\n{{- end }}\n"
  text = text "{{- define \"" chart ".fullname\" -}}\n{{- if .Values.fullnameOverride -}}\n{{- .Values.fullnameOverride | trunc 26 | trimSuffix \"-\" -}}\n"
  text = text "{{- else -}}\n{{- $name := default .Chart.Name .Values.nameOverride -}}\n{{- if contains $name .Release.Name -}}\n"
  text = text "{{- .Release.Name | trunc 26 | trimSuffix \"-\" -}}\n{{- else -}}\n{{- printf \"%s-%s\" .Release.Name $name | trunc 26 | trimSuffix \"-\" -}}\n{{- end -}}\n{{- end -}}\n{{- end }}\n"
  text = text "{{- define \"" chart ".labels\" }}\napp.kubernetes.io/managed-by: {{ .Release.Service }}\napp.kubernetes.io/instance: {{ .Release.Name }}\n"
  text = text "app.kubernetes.io/version: \"{{ replace \"+\" \"_\" .Chart.Version }}\"\napp.kubernetes.io/part-of: {{ template \"" chart ".name\" . }}\n"
  text = text "chart: {{ printf \"%s-%s\" .Chart.Name .Chart.Version }}\nrelease: {{ $.Release.Name | quote }}\n{{- if .Values.commonLabels }}\n{{ toYaml .Values.commonLabels }}\n{{- end }}\n{{- end }}\n"
  return text
}

function rule(chart, n,   text, i) {
  text = "{{- /* Rules, number " n " */}}\n{{- $version := default .Capabilities.KubeVersion.GitVersion .Values.kubeTargetVersionOverride -}}\n"
  text = text "{{- if and (semverCompare \">=1.14.0-0\" $version) .Values.defaultRules.create .Values.defaultRules.rules.group" (n % 20) " }}\n"
  text = text "apiVersion: monitoring.example.com/v1\nkind: PrometheusRule\nmetadata:\n  name: {{ printf \"%s-%s\" (include \"" chart ".fullname\" .) \"group-" n "\" | trunc 63 | trimSuffix \"-\" }}\n"
  text = text "  namespace: {{ .Release.Namespace }}\n  labels:\n    app: {{ template \"" chart ".name\" . }}\n{{ include \"" chart ".labels\" . | indent 4 }}\n{{- if .Values.defaultRules.labels }}\n{{ toYaml .Values.defaultRules.labels | indent 4 }}\n{{- end }}\n"
  text = text "spec:\n  groups:\n  - name: group-" n "\n    rules:\n"
  for (i = 0; i < 14; i++) {
    text = text "{{- if not (.Values.defaultRules.disabled.Alert" n "x" i " | default false) }}\n    - alert: Alert" n "x" i "\n      annotations:\n"
    text = text "{{- if .Values.defaultRules.additionalRuleAnnotations }}\n{{ toYaml .Values.defaultRules.additionalRuleAnnotations | indent 8 }}\n{{- end }}\n"
    text = text "        description: '{{`{{`}} $labels.instance {{`}}`}} of {{`{{`}} $labels.job {{`}}`}} has been down for more than " i " minutes.'\n"
    text = text "        runbook_url: {{ .Values.defaultRules.runbookUrl }}/alerts/alert" i "\n        summary: Something of group " n " is not as it should be.\n"
    text = text "      expr: |-\n        sum(rate(requests_total{job=\"job-" n "\",code=~\"5..\"}[5m])) by ({{ range $.Values.defaultRules.additionalAggregationLabels }}{{ . }},{{ end }}instance, namespace)\n        / sum(rate(requests_total[5m])) by (instance) > 0." i "\n"
    text = text "      for: {{ dig \"Alert" n "x" i "\" \"for\" \"10m\" .Values.customRules }}\n      labels:\n        severity: {{ dig \"Alert" n "x" i "\" \"severity\" \"warning\" .Values.customRules }}\n"
    text = text "{{- with .Values.defaultRules.additionalRuleLabels }}\n        {{- toYaml . | nindent 8 }}\n{{- end }}\n{{- end }}\n"
  }
  return text "{{- end }}\n"
}

function dashboard(chart, n,   text, i) {
  text = "{{- if and (or .Values.grafana.enabled .Values.grafana.forceDeployDashboards) .Values.grafana.defaultDashboardsEnabled }}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n"
  text = text "  name: {{ printf \"%s-%s\" (include \"" chart ".fullname\" $) \"dashboard-" n "\" | trunc 63 | trimSuffix \"-\" }}\n  labels:\n{{ include \"" chart ".labels\" $ | indent 4 }}\ndata:\n  dashboard-" n ".json: |-\n    {{`{\"panels\":["
  for (i = 0; i < 60; i++)
    text = text "{\"datasource\":\"$datasource\",\"fieldConfig\":{\"defaults\":{\"unit\":\"short\"}},\"gridPos\":{\"h\":7,\"w\":24,\"x\":0,\"y\":" i "},\"id\":" i ",\"targets\":[{\"expr\":\"sum(container_memory_working_set_bytes{job=\\\"kubelet\\\",namespace=\\\"$namespace\\\"}) by (pod)\",\"legendFormat\":\"{{pod}}\"}],\"title\":\"Panel " i "\",\"type\":\"timeseries\"},"
  return text "{}],\"title\":\"Dashboard " n "\",\"uid\":\"" n "\"}`}}\n{{- end }}\n"
}

function workload(chart, n,   text) {
  text = "{{- if .Values.workloads.w" (n % 10) ".enabled }}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ template \"" chart ".fullname\" . }}-w" n "\n  labels:\n{{ include \"" chart ".labels\" . | indent 4 }}\n"
  text = text "spec:\n  replicas: {{ .Values.workloads.w" (n % 10) ".replicas }}\n  selector:\n    matchLabels: {app: w" n "}\n  template:\n    metadata:\n      labels: {app: w" n "}\n"
  text = text "    spec:\n      serviceAccountName: {{ tpl (default \"{{ .Release.Name }}-sa\" .Values.workloads.w" (n % 10) ".account) . }}\n      containers:\n      - name: main\n"
  text = text "        image: \"{{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}\"\n"
  text = text "        args:\n{{- range $key, $value := .Values.workloads.w" (n % 10) ".args }}\n        - --{{ $key }}={{ $value }}\n{{- end }}\n        resources:\n{{ toYaml .Values.workloads.w" (n % 10) ".resources | indent 10 }}\n"
  text = text "        {{- with .Values.workloads.w" (n % 10) ".env }}\n        env: {{- toYaml . | nindent 8 }}\n        {{- end }}\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: {{ template \"" chart ".fullname\" . }}-w" n "\n"
  return text "  annotations:\n    checksum/config: {{ toYaml .Values.workloads.w" (n % 10) ".env | sha256sum }}\nspec:\n  ports:\n  - port: {{ .Values.workloads.w" (n % 10) ".port }}\n{{- end }}\n"
}

function values(   text, i, j) {
  text = "nameOverride: \"\"\nfullnameOverride: \"\"\nkubeTargetVersionOverride: \"\"\ncommonLabels: {}\nimage: {registry: registry.example.com, repository: team/app, tag: \"\"}\n"
  text = text "customRules: {}\ngrafana:\n  enabled: true\n  forceDeployDashboards: false\n  defaultDashboardsEnabled: true\ndefaultRules:\n  create: true\n  runbookUrl: https://runbooks.example.com\n  labels: {}\n  disabled: {}\n  additionalRuleLabels: {team: a}\n  additionalRuleAnnotations: {}\n  additionalAggregationLabels: [cluster]\n  rules:\n"
  for (i = 0; i < 20; i++) text = text "    group" i ": true\n"
  text = text "workloads:\n"
  for (i = 0; i < 10; i++) {
    text = text "  ## What this does is told here in several lines, as charts for everybody do.\n  ## ref: https://docs.example.com/w" i "\n  w" i ":\n    enabled: true\n    replicas: 2\n    port: 80" (10 + i) "\n    account: \"\"\n"
    text = text "    args: {level: info, port: 8080, retention: 10d}\n    env:\n    - {name: A, value: b}\n    resources:\n      limits: {cpu: 100m, memory: 128Mi}\n      requests: {cpu: 50m, memory: 64Mi}\n"
    for (j = 0; j < 60; j++) text = text "    ## Option " j " of this part.\n    ##\n    option" j ": {enabled: false, values: [a, b], text: \"some words\"}\n"
  }
  return text
}

function crd(n,   text, i) {
  text = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things" n ".example.com\nspec:\n  versions:\n  - name: v1\n    schema:\n      openAPIV3Schema:\n        properties:\n"
  for (i = 0; i < 1500; i++) text = text "          field" i ":\n            description: |-\n              What the field is for, in a sentence or two that nobody reads.\n              More at https://docs.example.com/fields/" i "\n            type: string\n"
  return text
}

function chart(path, name, rules, dashboards, workloads,   i) {
  system("mkdir -p " path "/templates/rules " path "/templates/dashboards " path "/templates/workloads")
  put(path "/values.yaml", values())
  put(path "/templates/_helpers.tpl", helpers(name))
  for (i = 0; i < rules; i++) put(path "/templates/rules/r" i ".yaml", rule(name, i))
  for (i = 0; i < dashboards; i++) put(path "/templates/dashboards/d" i ".yaml", dashboard(name, i))
  for (i = 0; i < workloads; i++) put(path "/templates/workloads/w" i ".yaml", workload(name, i))
}

BEGIN {
  top = out "/stack"
  chart(top, "stack", 34, 28, 60)
  dependencies = ""
  for (s = 1; s <= 4; s++) {
    chart(top "/charts/part" s, "part" s, 2, 1, 30)
    put(top "/charts/part" s "/Chart.yaml", "apiVersion: v2\nname: part" s "\nversion: 1." s ".0\nappVersion: \"2.0\"\n")
    dependencies = dependencies "- name: part" s "\n  version: 1.x.x\n  repository: \"\"\n  condition: part" s ".enabled\n"
  }
  system("mkdir -p " top "/crds")
  for (c = 0; c < 10; c++) put(top "/crds/crd" c ".yaml", crd(c))
  put(top "/Chart.yaml", "apiVersion: v2\nname: stack\nversion: 1.0.0\nappVersion: \"1.0\"\nkubeVersion: \">=1.19.0-0\"\ndependencies:\n" dependencies)
}
