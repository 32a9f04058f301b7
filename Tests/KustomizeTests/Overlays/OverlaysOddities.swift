/// What kustomize does and nobody would guess; found by random overlays.
extension OverlayCase {
  private static func odd(_ name: String, _ text: String, directory: String = ".") -> OverlayCase {
    OverlayCase(name, text, directory: directory)
  }

  private static let pair = """
    === o.yaml
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: bare}
    data: {k: v}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: noted, namespace: one, labels: {tier: back, app: x}, annotations: {count: 5, gone: "1"}}
    """

  private static let shared = """
    === base/kustomization.yaml
    resources: [o.yaml]
    commonLabels: {app: inner}
    commonAnnotations: {note: $(V)}
    === base/o.yaml
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: s}
    spec: {template: {spec: {containers: [{name: c, image: i}]}}, volumeClaimTemplates: [{metadata: {name: v}}]}
    ---
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: j, labels: {app: own}}
    spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c}]}}}}}
    """

  static let oddities: [OverlayCase] = [
    odd(
      "texts that begin with a byte order mark",
      "=== kustomization.yaml\n\u{feff}resources: [o.yaml]\npatches: [{path: p.yaml}]\n"
        + "=== p.yaml\n\u{feff}apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bare}\ndata: {k: w}\n"
        + "=== o.yaml\n\u{feff}apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bare\n"),
    odd(
      "a JSON patch adds an annotation where there are none",
      """
      === kustomization.yaml
      resources: [o.yaml]
      patches:
      - target: {kind: ConfigMap}
        patch: |
          - {op: replace, path: /metadata/annotations/fresh, value: made}
          - {op: add, path: /metadata/annotations/other~1one, value: "2"}
      - target: {name: noted}
        patch: |
          - {op: test, path: /metadata/annotations/count, value: "5"}
          - {op: move, from: /metadata/annotations/gone, path: /metadata/labels/moved}

      """ + pair),
    odd(
      "a JSON patch takes away all annotations, and an operation that finds none",
      """
      === kustomization.yaml
      resources: [o.yaml]
      patches:
      - {target: {name: noted}, patch: '- {op: remove, path: /metadata/annotations}'}
      - {target: {name: bare}, patch: '- {op: move, from: /metadata/annotations/none, path: /metadata/labels}'}

      """ + pair),
    odd(
      "the old list of JSON patches sees annotations only on objects that were renamed",
      """
      === kustomization.yaml
      resources: [o.yaml]
      namePrefix: a-
      patchesJson6902:
      - target: {version: v1, kind: ConfigMap, name: bare}
        patch: '[{"op": "add", "path": "/metadata/annotations/new", "value": "1"}]'

      """ + pair),
    odd(
      "the old list of JSON patches without a rename",
      """
      === kustomization.yaml
      resources: [o.yaml]
      patchesJson6902:
      - target: {version: v1, kind: ConfigMap, name: bare}
        patch: '[{"op": "add", "path": "/metadata/annotations/new", "value": "1"}]'

      """ + pair),
    odd(
      "nulls and numbers in the labels of a patch with a target are texts",
      """
      === kustomization.yaml
      resources: [o.yaml]
      patches:
      - target: {kind: ConfigMap}
        patch: |
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: any, labels: {app: null, level: 3, blank: , tilde: ~}, annotations: {gone: null, on: yes}}

      """ + pair),
    odd(
      "labels and annotations that are null as a whole, with a target and without",
      """
      === kustomization.yaml
      resources: [o.yaml]
      patches:
      - target: {name: noted}
        patch: |
          {apiVersion: v1, kind: ConfigMap, metadata: {name: any, labels: null, annotations: {}}}
      - patch: |
          {apiVersion: v1, kind: ConfigMap, metadata: {name: noted, namespace: one, annotations: null}}

      """ + pair),
    odd(
      "nulls in the labels of the old list of patches",
      """
      === kustomization.yaml
      resources: [o.yaml]
      patchesStrategicMerge:
      - |
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: noted, namespace: one, labels: {app: null, new: 1}, annotations: {count: ~}}
      - |
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: bare, labels: {}, annotations: {}}

      """ + pair),
    odd(
      "a namespace that looks like a number stays a text through a patch",
      """
      === kustomization.yaml
      resources: [base]
      patches:
      - target: {kind: ConfigMap}
        patch: |
          {apiVersion: v1, kind: ConfigMap, metadata: {name: any}, data: {more: "1"}}
      === base/kustomization.yaml
      resources: [o.yaml]
      namespace: "12"
      === base/o.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: a}
      """),
    odd(
      "data that is null is empty after a merge of generators",
      """
      === kustomization.yaml
      resources: [o.yaml]
      configMapGenerator:
      - {name: c, behavior: merge, literals: [b=2]}
      === o.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c}
      data: {a: ~, n: null, e: "", t: "~"}
      """),
    odd(
      "variables take the folds out of texts",
      """
      === kustomization.yaml
      resources: [o.yaml]
      vars: [{name: V, objref: {apiVersion: v1, kind: Pod, name: p}}]
      === o.yaml
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec:
        containers:
        - name: c
          env:
          - name: A
            value: >
              one
                two
          args:
          - >-
            three

              four $(V)
      """),
    odd(
      "a version of the schema in the overlay, a file in the base",
      """
      === over/kustomization.yaml
      resources: [../base]
      openapi: {version: v1.21.2}
      patches:
      - patch: |
          {apiVersion: example.org/v1, kind: Fleet, metadata: {name: f}, ships: [{name: a, crew: 2}]}
      === base/kustomization.yaml
      resources: [o.yaml]
      openapi: {path: schema.json}
      === base/o.yaml
      apiVersion: example.org/v1
      kind: Fleet
      metadata: {name: f}
      ships: [{name: a, sails: 3}, {name: b}]
      === base/schema.json
      {"definitions": {"org.example.Fleet": {"properties": {"ships": {"type": "array", "items": {"type": "object"},
      "x-kubernetes-patch-merge-key": "name", "x-kubernetes-patch-strategy": "merge"}},
      "x-kubernetes-group-version-kind": [{"group": "example.org", "kind": "Fleet", "version": "v1"}]}}}
      """, directory: "over"),
    odd(
      "objects that bring the notes of an earlier run",
      """
      === kustomization.yaml
      resources: [o.yaml]
      replacements:
      - source: {kind: CronJob, name: first, fieldPath: metadata.name}
        targets: [{select: {kind: Job, name: second}, fieldPaths: [metadata.labels.from]}]
      === o.yaml
      apiVersion: batch/v1
      kind: Job
      metadata:
        name: third
        labels: {from: x}
        annotations:
          internal.config.kubernetes.io/previousNames: first,second
          internal.config.kubernetes.io/previousKinds: CronJob,Job
          internal.config.kubernetes.io/previousNamespaces: default,default
      """),
    odd("a generator among the transformers", plugin("transformers", "ConfigMapGenerator")),
    odd("a transformer among the generators", plugin("generators", "HashTransformer")),
    odd("a selector with a value that no label has", selected("app in (a, -b-)")),
    odd("a selector with a key that no label has", selected("a//b=c")),
    odd("a selector with a domain that is none", selected("A.b/c")),
    odd("a selector with an operator that is none", selected("app near (a)")),
    odd("a selector that goes on", selected("app=a b")),
    odd("a selector that ends in a comma", selected("app=a,")),
    odd(
      "a variable in a list of other things",
      """
      === kustomization.yaml
      resources: [o.yaml]
      vars: [{name: V, objref: {apiVersion: v1, kind: Pod, name: p}}]
      === o.yaml
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec: {containers: [{name: c, args: [$(V), 5]}]}
      """),
    odd(
      "labels of an overlay change those that the base has put beside them",
      """
      === kustomization.yaml
      resources: [base]
      labels: [{pairs: {app: outer}}]
      commonAnnotations: {note: outer}

      """ + shared),
    odd(
      "a patch of one label that the base has put into several fields",
      """
      === kustomization.yaml
      resources: [base]
      namePrefix: n-
      patches:
      - patch: |
          apiVersion: apps/v1
          kind: StatefulSet
          metadata: {name: s}
          spec: {template: {metadata: {labels: {app: patched, own: kept}, annotations: {note: patched}}}}

      """ + shared),
    odd(
      "a JSON patch and a rename part such labels",
      """
      === kustomization.yaml
      resources: [base]
      nameSuffix: -n
      labels: [{pairs: {app: outer}}]
      commonAnnotations: {note: outer}
      patches:
      - target: {kind: StatefulSet}
        patch: '[{"op": "replace", "path": "/metadata/labels/app", "value": "parted"}]'

      """ + shared),
    odd(
      "replacements and variables in such labels",
      """
      === kustomization.yaml
      resources: [base]
      replacements:
      - source: {kind: StatefulSet, name: s}
        targets: [{select: {kind: StatefulSet}, fieldPaths: [spec.template.metadata.labels.app]}]
      vars: [{name: V, objref: {apiVersion: batch/v1, kind: CronJob, name: j}}]

      """ + shared),
    odd(
      "a value in a text with comments",
      """
      === kustomization.yaml
      resources: [o.yaml]
      replacements:
      - source: {kind: ConfigMap, name: c}
        targets:
        - select: {kind: ConfigMap}
          fieldPaths: [data.file.server.host, data.file.list.1, data.file.quoted, data.plain.enabled]
      === o.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c}
      data:
        file: |
          # the server
          server:
            host: localhost # its name
            enabled: no
          list:
          - one
          - two # the second
          quoted: "old # not a comment"
        plain: |
          enabled: yes
          y: no
          long: word word word word word word word word word word word word word word word word word word word word
      """),
    odd("a field that does not exist, with quotes", "=== kustomization.yaml\n'a \"b\"': 1\n"),
  ]

  private static func plugin(_ field: String, _ kind: String) -> String {
    "=== kustomization.yaml\nresources: [o.yaml]\n\(field): [t.yaml]\n"
      + "=== t.yaml\napiVersion: builtin\nkind: \(kind)\nmetadata: {name: t}\n" + pair
  }

  private static func selected(_ selector: String) -> String {
    """
    === kustomization.yaml
    resources: [o.yaml]
    patches: [{target: {labelSelector: "\(selector)"}, patch: '[{"op": "remove", "path": "/data"}]'}]

    """ + pair
  }
}
