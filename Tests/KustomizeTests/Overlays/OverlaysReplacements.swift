extension OverlayCase {
  private static let objects = #"""
    === o.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: source, labels: {role: source}, annotations: {a.b/c: dotted}}
    data:
      host: db.example.org
      port: "5432"
      image: registry.example.org/team/app:v1
      url: postgres://user@host:1/name
      number: 7
      dotted.key: dots
      empty: ""
    list: [{name: a, value: first}, {name: b, value: second}]
    map: {x: 1, y: [2, 3]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, labels: {app: web}, annotations: {note: one/two/three}}
    spec:
      replicas: 1
      template:
        spec:
          containers:
          - {name: main, image: "old:0", env: [{name: HOST, value: x}, {name: PORT, value: "1"}], args: [--host=x, --port=y]}
          - {name: side, image: "side:0", env: [{name: HOST, value: x}]}
    ---
    apiVersion: example.org/v1
    kind: Widget
    metadata: {name: wid, labels: {app: web}}
    spec: {host: "quoted", port: 1, nested: {list: [{host: a}, {host: b}]}}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: structured}
    data:
      config.yaml: |
        server:
          host: localhost
          ports: [80, 81]
      config.json: '{"server": {"host": "localhost", "list": [{"name": "a", "v": 1}]}}'
      pretty.json: |-
        {
          "server": {
            "host": "localhost"
          }
        }
      text: plain words

    """#

  private static func replacement(_ name: String, _ rules: String) -> OverlayCase {
    OverlayCase(name, "=== kustomization.yaml\nresources: [o.yaml]\nreplacements:\n" + rules + "\n" + objects)
  }

  static let replacements: [OverlayCase] = [
    replacement(
      "values of all types to all kinds of fields",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.host}
        targets:
        - select: {kind: Deployment}
          fieldPaths:
          - spec.template.spec.containers.[name=main].env.[name=HOST].value
          - spec.template.spec.containers.[name=side].image
        - select: {kind: Widget}
          fieldPaths: [spec.host, spec.port, spec.nested.list.*.host]
      - source: {kind: ConfigMap, name: source, fieldPath: data.port}
        targets:
        - select: {kind: Deployment, name: web}
          fieldPaths: [spec.replicas, spec.template.spec.containers.0.env.1.value]
      - source: {kind: ConfigMap, name: source, fieldPath: map}
        targets:
        - select: {kind: Widget}
          fieldPaths: [spec.nested]
      - source: {kind: ConfigMap, name: source, fieldPath: data.number}
        targets:
        - select: {kind: Widget}
          fieldPaths: [spec.port]
      """#),
    replacement(
      "parts by delimiter",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.image, options: {delimiter: ":", index: 1}}
        targets:
        - select: {kind: Deployment}
          fieldPaths: [spec.template.spec.containers.*.image]
          options: {delimiter: ":", index: 1}
      - source: {kind: ConfigMap, name: source, fieldPath: data.image, options: {delimiter: /}}
        targets:
        - select: {kind: Deployment}
          fieldPaths: [metadata.annotations.note]
          options: {delimiter: /, index: 1}
      - source: {kind: ConfigMap, name: source, fieldPath: data.host}
        targets:
        - select: {kind: Deployment}
          fieldPaths: [spec.template.spec.containers.0.args.0]
          options: {delimiter: "=", index: 1}
        - select: {kind: Deployment}
          fieldPaths: [spec.template.spec.containers.0.args.1]
          options: {delimiter: "=", index: 9}
        - select: {kind: Deployment}
          fieldPaths: [metadata.labels.app]
          options: {delimiter: "-", index: -1}
      """#),
    replacement(
      "fields that are made",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.host}
        targets:
        - select: {kind: Widget}
          fieldPaths:
          - spec.new.deep
          - metadata.annotations.new
          - spec.nested.list.[host=c].made
          - spec.other.[name=x].value
          options: {create: true}
        - select: {kind: Deployment}
          fieldPaths: ["spec.template.spec.containers.[name=side].env.[name=NEW].value"]
          options: {create: true}
      """#),
    replacement(
      "names with dots and slashes",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.dotted\.key}
        targets:
        - select: {kind: Widget}
          fieldPaths: [metadata.annotations.example\.org/x]
          options: {create: true}
      - source: {kind: ConfigMap, name: source, fieldPath: "metadata.annotations.[a.b/c]"}
        targets:
        - select: {kind: Widget}
          fieldPaths: ["metadata.labels.[x.y/z]"]
          options: {create: true}
      """#),
    replacement(
      "targets selected and rejected",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.host}
        targets:
        - select: {kind: ".*", labelSelector: app=web}
          reject: [{kind: Deployment}]
          fieldPaths: [spec.host]
        - select: {name: "w.*"}
          reject:
          - {kind: Widget}
          fieldPaths: [metadata.labels.app]
        - select: {namespace: default, kind: Deployment}
          fieldPaths: [metadata.annotations.note]
      """#),
    replacement(
      "a source by labels is not unique",
      #"""
      - source: {kind: ConfigMap, fieldPath: data.host}
        targets: [{select: {kind: Widget}, fieldPaths: [spec.host]}]
      """#),
    replacement(
      "a source that is not there",
      #"""
      - source: {kind: ConfigMap, name: none, fieldPath: data.host}
        targets: [{select: {kind: Widget}, fieldPaths: [spec.host]}]
      """#),
    replacement(
      "a source field that is not there",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.none}
        targets: [{select: {kind: Widget}, fieldPaths: [spec.host]}]
      """#),
    replacement(
      "a target field that is not there",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.host}
        targets: [{select: {kind: Widget}, fieldPaths: [spec.none.at.all]}]
      """#),
    replacement(
      "a list item that is not there",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.host}
        targets: [{select: {kind: Deployment}, fieldPaths: ["spec.template.spec.containers.[name=none].image"]}]
      """#),
    replacement(
      "an index that is not there",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.host}
        targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.containers.5.image]}]
      """#),
    replacement(
      "no select",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.host}
        targets: [{fieldPaths: [spec.host]}]
      """#),
    replacement(
      "neither path nor source",
      #"""
      - targets: [{select: {kind: Widget}, fieldPaths: [spec.host]}]
      """#),
    replacement(
      "a mapping with a delimiter",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: map, options: {delimiter: /}}
        targets: [{select: {kind: Widget}, fieldPaths: [spec.host]}]
      """#),
    replacement(
      "a source index out of range",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.image, options: {delimiter: "/", index: 7}}
        targets: [{select: {kind: Widget}, fieldPaths: [spec.host]}]
      """#),
    replacement(
      "a mapping into a scalar by delimiter",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.host}
        targets: [{select: {kind: Widget}, fieldPaths: [spec.nested], options: {delimiter: /}}]
      """#),
    replacement(
      "fixed values",
      #"""
      - sourceValue: fixed
        targets:
        - select: {kind: Widget}
          fieldPaths: [spec.host]
      - sourceValue: "5"
        targets:
        - select: {kind: Widget}
          fieldPaths: [spec.port]
      """#),
    replacement(
      "values inside texts that are YAML or JSON",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.host}
        targets:
        - select: {name: structured}
          fieldPaths:
          - data.config\.yaml.server.host
          - data.config\.json.server.host
          - data.pretty\.json.server.host
          - data.config\.json.server.list.[name=a].v
      """#),
    replacement(
      "values inside a text that is no structure",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: data.host}
        targets:
        - select: {name: structured}
          fieldPaths: [data.text.inner]
      """#),
    replacement(
      "names are replaced before prefixes",
      #"""
      - source: {kind: ConfigMap, name: source, fieldPath: metadata.name}
        targets:
        - select: {kind: Widget}
          fieldPaths: [spec.host]
      namePrefix: p-
      nameSuffix: -s
      """#),
    OverlayCase(
      "replacements by file, one or a list",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      replacements:
      - path: one.yaml
      - path: list.yaml
      === one.yaml
      source: {kind: ConfigMap, name: c, fieldPath: data.a}
      targets:
      - select: {kind: ConfigMap, name: d}
        fieldPaths: [data.a]
      === list.yaml
      - source: {kind: ConfigMap, name: c, fieldPath: data.b}
        targets: [{select: {name: d}, fieldPaths: [data.b]}]
      - source: {kind: ConfigMap, name: c, fieldPath: data.b}
        targets: [{select: {name: d}, fieldPaths: [data.c], options: {create: true}}]
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: "1", b: two}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: d}, data: {a: x, b: x}}
      """#),
    OverlayCase(
      "replacements in a component see the names of the base",
      #"""
      === over/kustomization.yaml
      resources: [../base]
      components: [../comp]
      nameSuffix: -over
      === base/kustomization.yaml
      resources: [o.yaml]
      namePrefix: base-
      === base/o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: "1"}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: x, b: x}}
      === comp/kustomization.yaml
      apiVersion: kustomize.config.k8s.io/v1alpha1
      kind: Component
      replacements:
      - source: {kind: ConfigMap, name: c, fieldPath: metadata.name}
        targets: [{select: {kind: Secret, name: s}, fieldPaths: [stringData.a]}]
      - source: {kind: ConfigMap, name: base-c, fieldPath: data.a}
        targets: [{select: {kind: Secret, name: base-s}, fieldPaths: [stringData.b]}]
      """#, directory: "over"),
  ]

  static let variables: [OverlayCase] = [
    OverlayCase(
      "variables in all the usual fields",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      namePrefix: p-
      namespace: ns
      vars:
      - {name: NAME, objref: {kind: Service, name: svc, apiVersion: v1}}
      - {name: NS, objref: {kind: Service, name: svc, apiVersion: v1}, fieldref: {fieldpath: metadata.namespace}}
      - {name: PORT, objref: {kind: Service, name: svc, apiVersion: v1}, fieldref: {fieldpath: "spec.ports[0].port"}}
      - {name: LABEL, objref: {kind: Service, name: svc, apiVersion: v1}, fieldref: {fieldpath: "metadata.labels.app"}}
      === o.yaml
      apiVersion: v1
      kind: Service
      metadata: {name: svc, labels: {app: web}}
      spec: {ports: [{port: 80}]}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d, annotations: {host: $(NAME).$(NS)}}
      spec:
        template:
          spec:
            containers:
            - name: c
              image: $(NAME)
              command: [run, $(NAME), $(UNKNOWN), $$(NAME), "$(NAME"]
              args: [--port=$(PORT), $(PORT)]
              env: [{name: A, value: $(NAME)-$(LABEL)}, {name: B, value: $(PORT)}]
              volumeMounts: [{mountPath: /$(NAME), name: v}]
            initContainers: [{name: i, args: [$(NS)]}]
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: i}
      spec: {rules: [{host: $(NAME).example.org}], tls: [{hosts: [$(NAME).example.org]}]}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c}
      data: {a: $(NAME)}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: s}
      stringData: {a: $(NAME)}
      """#),
    OverlayCase(
      "variables through levels",
      #"""
      === over/kustomization.yaml
      resources: [../base]
      namePrefix: over-
      configMapGenerator: [{name: gen, literals: [k=v]}]
      vars: [{name: GEN, objref: {kind: ConfigMap, name: gen, apiVersion: v1}}]
      patches:
      - target: {kind: Pod}
        patch: '- {op: add, path: /spec/containers/0/args/-, value: $(GEN)}'
      === base/kustomization.yaml
      resources: [o.yaml]
      vars: [{name: POD, objref: {kind: Pod, name: p, apiVersion: v1}}]
      === base/o.yaml
      {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, args: [$(POD)]}]}}
      """#, directory: "over"),
    OverlayCase(
      "a variable of an object that is not there",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      vars: [{name: X, objref: {kind: Service, name: none, apiVersion: v1}}]
      === o.yaml
      {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, args: [$(X)]}]}}
      """#),
    OverlayCase(
      "the same variable twice",
      #"""
      === kustomization.yaml
      resources: [base]
      vars: [{name: X, objref: {kind: Pod, name: p, apiVersion: v1}}]
      === base/kustomization.yaml
      resources: [o.yaml]
      vars: [{name: X, objref: {kind: Pod, name: p, apiVersion: v1}}]
      === base/o.yaml
      {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, args: [$(X)]}]}}
      """#),
    OverlayCase(
      "a variable of a field that is not there",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      vars: [{name: X, objref: {kind: Pod, name: p, apiVersion: v1}, fieldref: {fieldpath: spec.none}}]
      === o.yaml
      {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, args: [$(X)]}]}}
      """#),
    OverlayCase(
      "variables in fields of one's own",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      configurations: [c.yaml]
      vars:
      - {name: P, objref: {kind: Pod, name: p, apiVersion: v1}, fieldref: {fieldpath: spec.number}}
      - {name: M, objref: {kind: Pod, name: p, apiVersion: v1}, fieldref: {fieldpath: spec.map}}
      === c.yaml
      varReference:
      - {path: spec/values, kind: Widget}
      - {path: spec/one, kind: Widget}
      - {path: spec/map, kind: Widget}
      === o.yaml
      {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {number: 5, map: {a: b}}}
      ---
      {apiVersion: example.org/v1, kind: Widget, metadata: {name: w}, spec: {values: [$(P), "x$(P)"], one: $(P), map: {k: $(P), l: text}}}
      """#),
  ]
}
