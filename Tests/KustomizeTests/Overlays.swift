/// Kustomizations of a fleet, put together from parts, for comparison with the real kustomize.
enum Overlays {
  typealias Files = [String: String]

  static let areas = [
    "flux-system", "network", "security", "database", "middleware", "storage", "observability", "autoscaling",
    "workplace", "organizations",
  ]

  /// What can be asked for, one field of a kustomization each.
  static let features: [(name: String, text: String)] = [
    ("namespace", "namespace: prod"),
    ("prefix", "namePrefix: eu-"),
    ("suffix", "nameSuffix: -v2"),
    ("commonLabels", "commonLabels: {team: platform, tier: \"1\"}"),
    (
      "labels",
      "labels:\n- pairs: {zone: a}\n- pairs: {part: b}\n  includeSelectors: true\n- pairs: {tpl: c}\n  includeTemplates: true"
    ),
    (
      "annotations",
      "commonAnnotations: {note: \"5\", text: \"one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen\"}"
    ),
    (
      "images",
      "images:\n- {name: registry.local:5000/web, newName: mirror/web, newTag: \"2.0\"}\n- {name: busybox, digest: \"sha256:ab\"}"
    ),
    ("replicas", "replicas:\n- {name: web, count: 5}"),
    (
      "mergePatch",
      """
      patches:
      - patch: |
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web}
          spec:
            template:
              spec:
                containers:
                - name: main
                  env: [{name: A, value: "2"}, {name: D, value: d}]
                  ports: [{containerPort: 9090, protocol: UDP}]
                - {name: side, image: envoy}
                volumes: [{name: data, $patch: delete}]
      """
    ),
    (
      "targetPatch",
      """
      patches:
      - target: {kind: Deployment|Service, labelSelector: "app in (web,api)"}
        patch: |
          - {op: add, path: /metadata/labels/patched, value: "yes"}
          - {op: add, path: /spec/old, value: {a: yes, b: 'yes', c: off, d: 010, e: 1_0}}
      - target: {name: we.*, kind: ConfigMap}
        patch: |
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: any}
          data: {b: null, new: "1"}
      """
    ),
    (
      "deletePatch",
      "patches:\n- patch: |\n    $patch: delete\n    apiVersion: v1\n    kind: Secret\n    metadata: {name: web-secret}"
    ),
    (
      "generators",
      """
      configMapGenerator:
      - name: generated
        literals: [a=1, "b=x y"]
        files: [settings.txt, renamed=settings.txt]
      - name: web-config
        behavior: merge
        literals: [b=merged]
      secretGenerator:
      - name: token
        envs: [values.env]
      generatorOptions: {labels: {generated: "true"}}
      """
    ),
    (
      "replacements",
      """
      replacements:
      - source: {kind: ConfigMap, name: web-config, fieldPath: data.host}
        targets:
        - select: {kind: Ingress}
          fieldPaths: [spec.rules.0.host, "spec.tls.*.hosts.0"]
        - select: {kind: Deployment}
          fieldPaths: ["spec.template.spec.containers.[name=main].env.[name=A].value"]
      """
    ),
    ("metadata", "buildMetadata: [originAnnotations, transformerAnnotations]"),
    ("fifo", "sortOptions: {order: fifo}"),
  ]

  static let header = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
  static let componentHeader = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"

  static let side: Files = [
    "settings.txt": "first: line\n<second> & \"third\"\n", "values.env": "# note\nUSER=root\nEMPTY=\n",
  ]

  /// One feature on a base.
  static func single(_ feature: String) -> Files {
    files(["over/kustomization.yaml": header + "resources: [../base]\n" + feature + "\n"], sideOf: ["over"])
  }

  /// A feature in the base and another in the overlay.
  static func pair(_ inner: String, _ outer: String) -> Files {
    var result = files(
      ["over/kustomization.yaml": header + "resources: [../base]\n" + outer + "\n"], sideOf: ["over", "base"])
    result["base/kustomization.yaml"] = header + "resources: [web.yaml]\n" + inner + "\n"
    return result
  }

  /// A region of the fleet: areas on shared bases, with a component and the features of the region.
  static func region(_ name: String, _ feature: String) -> Files {
    var result: Files = [:]
    var directories: [String] = []
    for (index, area) in areas.enumerated() {
      let base = "base/\(area)"
      result["\(base)/web.yaml"] = manifest(index % 2 == 0 ? "web" : "api")
      result["\(base)/kustomization.yaml"] = header + "resources: [web.yaml]\n"
      let own = index % 3 == 0 ? "namePrefix: \(area)-\n" : "nameSuffix: -\(area)\n"
      let component = index % 4 == 0 ? "components: [../../../components/hardened]\n" : ""
      result["clusters/\(name)/\(area)/kustomization.yaml"] =
        header + "resources: [../../../\(base)]\nnamespace: \(area)\n" + own + component
      directories.append(area)
    }
    result["components/hardened/kustomization.yaml"] =
      componentHeader + "labels:\n- pairs: {hardened: \"true\"}\n  includeTemplates: true\n"
    result["over/kustomization.yaml"] =
      header + "resources:\n" + directories.map { "- ../clusters/\(name)/\($0)\n" }.joined() + feature + "\n"
    for (path, text) in side { result["over/\(path)"] = text }
    return result
  }

  private static func files(_ files: Files, sideOf directories: [String]) -> Files {
    var result = files
    result["base/web.yaml"] = manifest("web")
    result["base/kustomization.yaml"] = header + "resources: [web.yaml]\n"
    for directory in directories {
      for (path, text) in side { result["\(directory)/\(path)"] = text }
    }
    return result
  }

  /// Objects that refer to each other in the ways that kustomize knows.
  static func manifest(_ name: String) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: \(name), labels: {app: \(name)}}
    spec:
      replicas: 1
      selector: {matchLabels: {app: \(name)}}
      template:
        metadata: {labels: {app: \(name)}}
        spec:
          serviceAccountName: \(name)-account
          containers:
          - name: main
            image: registry.local:5000/\(name):1.0
            ports: [{containerPort: 8080, name: http}, {containerPort: 9090}]
            env:
            - {name: A, value: "1"}
            - {name: B, valueFrom: {configMapKeyRef: {name: \(name)-config, key: b}}}
            envFrom: [{secretRef: {name: \(name)-secret}}]
          initContainers: [{name: init, image: busybox}]
          volumes:
          - {name: config, configMap: {name: \(name)-config}}
          - {name: data, persistentVolumeClaim: {claimName: \(name)-data}}
    ---
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: \(name)-account}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: \(name), labels: {app: \(name)}}
    spec: {selector: {app: \(name)}, ports: [{port: 80, targetPort: http, protocol: TCP}]}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: \(name)-config, annotations: {number: 5}}
    data: {b: "x", host: \(name).example.org, text: "a\\nb\\n", number: "5"}
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: \(name)-secret}
    stringData: {c: "y"}
    ---
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: \(name)-data}
    spec: {accessModes: [ReadWriteOnce], storageClassName: fast}
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: \(name)}
    spec:
      tls: [{hosts: [old.example.org], secretName: \(name)-secret}]
      rules:
      - host: old.example.org
        http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: \(name), port: {number: 80}}}}]}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: \(name)-binding}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: \(name)-role}
    subjects: [{kind: ServiceAccount, name: \(name)-account}]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: \(name)-role}
    rules: [{apiGroups: [""], resources: [configmaps], resourceNames: [\(name)-config], verbs: [get]}]
    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: \(name)}
    spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: \(name)}, maxReplicas: 3}
    ---
    apiVersion: example.org/v1
    kind: Widget
    metadata: {name: \(name)-widget}
    spec: {big: 12345678901, half: 1.50, exponent: 1e3, octal: 0755, yes: yes, date: 2020-01-01, nothing: null}
    notes: >
      one
        indented
      two

    """
  }
}
