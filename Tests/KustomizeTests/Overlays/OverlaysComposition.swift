extension OverlayCase {
  static let components: [OverlayCase] = [
    OverlayCase(
      "components change what is gathered before them, in order",
      #"""
      === prod/kustomization.yaml
      resources: [../base]
      components: [../external-db, ../ldap]
      namePrefix: prod-
      === base/kustomization.yaml
      resources: [d.yaml]
      configMapGenerator: [{name: conf, files: [conf.properties]}]
      === base/conf.properties
      a = b
      === base/d.yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: app}
      spec: {template: {spec: {containers: [{name: app, image: app, volumeMounts: [{name: conf, mountPath: /c}]}], volumes: [{name: conf, configMap: {name: conf}}]}}}
      === external-db/kustomization.yaml
      apiVersion: kustomize.config.k8s.io/v1alpha1
      kind: Component
      secretGenerator: [{name: dbpass, files: [pass.txt]}]
      patches: [{path: patch.yaml}]
      configMapGenerator: [{name: conf, behavior: merge, files: [db.txt]}]
      === external-db/pass.txt
      secret
      === external-db/db.txt
      db
      === external-db/patch.yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: app}
      spec: {template: {spec: {containers: [{name: app, volumeMounts: [{name: db, mountPath: /db}]}], volumes: [{name: db, secret: {secretName: dbpass}}]}}}
      === ldap/kustomization.yaml
      apiVersion: kustomize.config.k8s.io/v1alpha1
      kind: Component
      components: [inner]
      patches:
      - target: {kind: Deployment}
        patch: '- {op: add, path: /spec/template/spec/volumes/0, value: {name: ldap, secret: {secretName: dbpass}}}'
      === ldap/inner/kustomization.yaml
      apiVersion: kustomize.config.k8s.io/v1alpha1
      kind: Component
      nameSuffix: -inner
      """#, directory: "prod"),
    OverlayCase(
      "a component used as a resource",
      #"""
      === kustomization.yaml
      resources: [comp]
      === comp/kustomization.yaml
      apiVersion: kustomize.config.k8s.io/v1alpha1
      kind: Component
      namePrefix: p-
      """#),
    OverlayCase(
      "a kustomization used as a component",
      #"""
      === kustomization.yaml
      components: [base]
      === base/kustomization.yaml
      namePrefix: p-
      resources: [o.yaml]
      === base/o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      """#),
    OverlayCase(
      "a component with a label changes everything before it",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      components: [comp]
      namePrefix: own-
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      === comp/kustomization.yaml
      apiVersion: kustomize.config.k8s.io/v1alpha1
      kind: Component
      labels: [{pairs: {from: component}}]
      namePrefix: comp-
      resources: [s.yaml]
      === comp/s.yaml
      {apiVersion: v1, kind: Secret, metadata: {name: s}}
      """#),
    OverlayCase(
      "the same component twice",
      #"""
      === kustomization.yaml
      resources: [a, b]
      === a/kustomization.yaml
      resources: [../base]
      components: [../comp]
      namePrefix: a-
      === b/kustomization.yaml
      resources: [../base]
      components: [../comp]
      namePrefix: b-
      === base/kustomization.yaml
      resources: [o.yaml]
      === base/o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      === comp/kustomization.yaml
      apiVersion: kustomize.config.k8s.io/v1alpha1
      kind: Component
      commonAnnotations: {c: "1"}
      """#),
    OverlayCase(
      "a cycle",
      #"""
      === a/kustomization.yaml
      resources: [../b]
      === b/kustomization.yaml
      resources: [../a]
      """#, directory: "a"),
    OverlayCase(
      "other names of the file",
      #"""
      === kustomization.yml
      resources: [base]
      === base/Kustomization
      resources: [o.yaml]
      === base/o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      """#),
    OverlayCase(
      "two files of a kustomization",
      #"""
      === kustomization.yml
      namePrefix: a-
      === kustomization.yaml
      namePrefix: b-
      """#),
  ]

  static let configurations: [OverlayCase] = [
    OverlayCase(
      "fields of one's own for every transformer",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      configurations: [c.yaml]
      namePrefix: p-
      nameSuffix: -s
      namespace: ns
      commonLabels: {l: v}
      commonAnnotations: {a: v}
      images: [{name: i, newTag: x}]
      replicas: [{name: w, count: 4}]
      === c.yaml
      namePrefix: [{path: metadata/name}, {path: spec/prefixed, kind: Widget}]
      nameSuffix: [{path: spec/suffixed, kind: Widget}]
      namespace: [{path: spec/ns, kind: Widget, create: true}]
      commonLabels: [{path: spec/labels, kind: Widget, create: true}]
      commonAnnotations: [{path: spec/annotations, kind: Widget, create: true}]
      images: [{path: spec/image, kind: Widget}, {path: "spec/list[]/picture", kind: Widget}]
      replicas: [{path: spec/count, kind: Widget}]
      nameReference:
      - kind: ConfigMap
        version: v1
        fieldSpecs: [{path: spec/config, kind: Widget}, {path: spec/configs, kind: Widget}, {path: spec/ref, kind: Widget}]
      - kind: Widget
        group: example.org
        fieldSpecs: [{path: data/widget, kind: ConfigMap}, {path: "metadata/annotations/example.org\\/widget"}]
      === o.yaml
      apiVersion: example.org/v1
      kind: Widget
      metadata: {name: w}
      spec:
        prefixed: x
        suffixed: x
        image: "i:1"
        list: [{picture: i}, {picture: other}]
        count: 1
        config: c
        configs: [c, d]
        ref: {name: c}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c, annotations: {example.org/widget: w}}
      data: {widget: w}
      """#),
    OverlayCase(
      "custom resources and their references by definition",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      crds: [crd.json]
      namePrefix: p-
      commonLabels: {l: v}
      === crd.json
      {
        "github.com/example/pkg/apis/v1.Bee": {
          "Schema": {"description": "Bee", "properties": {
            "apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"$ref": "x"},
            "spec": {"$ref": "github.com/example/pkg/apis/v1.BeeSpec"}}},
          "Dependencies": ["github.com/example/pkg/apis/v1.BeeSpec"]
        },
        "github.com/example/pkg/apis/v1.BeeSpec": {
          "Schema": {"properties": {"action": {"type": "string"}}}, "Dependencies": []
        },
        "github.com/example/pkg/apis/v1.MyKind": {
          "Schema": {"properties": {
            "apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"$ref": "x"},
            "spec": {"$ref": "github.com/example/pkg/apis/v1.MyKindSpec"}}},
          "Dependencies": ["github.com/example/pkg/apis/v1.MyKindSpec"]
        },
        "github.com/example/pkg/apis/v1.MyKindSpec": {
          "Schema": {"properties": {
            "beeRef": {"x-kubernetes-object-ref-api-version": "v1beta1", "x-kubernetes-object-ref-kind": "Bee", "$ref": "github.com/example/pkg/apis/v1.Bee"},
            "secretRef": {"x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "Secret", "x-kubernetes-object-ref-name-key": "secretName", "$ref": "y"}}},
          "Dependencies": ["github.com/example/pkg/apis/v1.Bee"]
        }
      }
      === o.yaml
      {apiVersion: v1beta1, kind: Bee, metadata: {name: bee}, spec: {action: fly}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: sec}}
      ---
      {apiVersion: jingfang.example.com/v1beta1, kind: MyKind, metadata: {name: mine}, spec: {beeRef: {name: bee}, secretRef: {name: sec, secretName: sec}}}
      """#),
    OverlayCase(
      "a schema of one's own for merging lists",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      openapi: {path: schema.json}
      patches:
      - patch: |-
          apiVersion: example.org/v1
          kind: Widget
          metadata: {name: w}
          spec: {items: [{key: b, v: 9}, {key: c}], plain: [{key: z}]}
      === schema.json
      {"definitions": {
        "v1.Widget": {
          "properties": {"spec": {"$ref": "#/definitions/v1.WidgetSpec"}},
          "x-kubernetes-group-version-kind": [{"group": "example.org", "version": "v1", "kind": "Widget"}]
        },
        "v1.WidgetSpec": {"properties": {
          "items": {"type": "array", "items": {"$ref": "#/definitions/v1.Item"}, "x-kubernetes-patch-merge-key": "key", "x-kubernetes-patch-strategy": "merge"},
          "plain": {"type": "array", "items": {"$ref": "#/definitions/v1.Item"}}}},
        "v1.Item": {"properties": {"key": {"type": "string"}, "v": {"type": "integer"}}}
      }}
      === o.yaml
      {apiVersion: example.org/v1, kind: Widget, metadata: {name: w}, spec: {items: [{key: a, v: 1}, {key: b, v: 2}], plain: [{key: y}]}}
      """#),
    OverlayCase(
      "a schema that is not there",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      openapi: {version: v1.20.4}
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      """#),
    OverlayCase(
      "a schema that is none",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      openapi: {path: schema.json}
      === schema.json
      just text
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      """#),
    OverlayCase(
      "an unknown field in a configuration",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      configurations: [c.yaml]
      === c.yaml
      nonsense: [{path: a/b}]
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      """#),
    OverlayCase(
      "conflicting fields in a configuration",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      configurations: [c.yaml]
      === c.yaml
      commonLabels: [{path: metadata/labels, create: false}]
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      """#),
  ]

  static let plugins: [OverlayCase] = [
    OverlayCase(
      "built-in generators and transformers by file, directory and text",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      generators: [gens, gen.yaml]
      transformers:
      - trans
      - |-
        apiVersion: builtin
        kind: PrefixTransformer
        metadata: {name: p}
        prefix: pre-
        fieldSpecs: [{path: metadata/name}]
      === gens/kustomization.yaml
      resources: [g.yaml]
      === gens/g.yaml
      apiVersion: builtin
      kind: SecretGenerator
      metadata: {name: sec, namespace: ns}
      literals: [a=b]
      options: {disableNameSuffixHash: true}
      type: T
      === gen.yaml
      apiVersion: builtin
      kind: ConfigMapGenerator
      metadata: {name: cm}
      behavior: create
      envs: [e.env]
      === e.env
      A=1
      === trans/kustomization.yaml
      resources: [t.yaml]
      === trans/t.yaml
      apiVersion: builtin
      kind: LabelTransformer
      metadata: {name: l}
      labels: {x: "y"}
      fieldSpecs: [{path: metadata/labels, create: true}]
      ---
      apiVersion: builtin
      kind: AnnotationsTransformer
      metadata: {name: a}
      annotations: {x: "y"}
      fieldSpecs: [{path: metadata/annotations, create: true}]
      ---
      apiVersion: builtin
      kind: SuffixTransformer
      metadata: {name: s}
      suffix: -suf
      fieldSpecs: [{path: metadata/name, kind: ConfigMap}]
      ---
      apiVersion: builtin
      kind: ReplicaCountTransformer
      metadata: {name: r}
      replica: {name: d, count: 7}
      fieldSpecs: [{path: spec/replicas, create: true, kind: Deployment}]
      ---
      apiVersion: builtin
      kind: ImageTagTransformer
      metadata: {name: i}
      imageTag: {name: img, newTag: t}
      ---
      apiVersion: builtin
      kind: PatchTransformer
      metadata: {name: pt}
      target: {kind: Deployment}
      patch: '[{"op": "add", "path": "/spec/p", "value": 1}]'
      ---
      apiVersion: builtin
      kind: PatchJson6902Transformer
      metadata: {name: pj}
      target: {group: apps, version: v1, kind: Deployment, name: d}
      jsonOp: '[{"op": "add", "path": "/spec/j", "value": 1}]'
      ---
      apiVersion: builtin
      kind: PatchStrategicMergeTransformer
      metadata: {name: ps}
      patches: '{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": {"s": 1}}'
      ---
      apiVersion: builtin
      kind: ReplacementTransformer
      metadata: {name: rt}
      replacements:
      - source: {kind: Deployment, name: d, fieldPath: metadata.name}
        targets: [{select: {kind: Deployment}, fieldPaths: [spec.named], options: {create: true}}]
      ---
      apiVersion: builtin
      kind: ValueAddTransformer
      metadata: {name: v}
      value: added
      targets: [{fieldPath: spec/value, selector: {kind: Deployment}}]
      ---
      apiVersion: builtin
      kind: HashTransformer
      metadata: {name: h}
      === o.yaml
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {template: {spec: {containers: [{name: c, image: img}]}}}}
      """#),
    OverlayCase(
      "validators that have nothing against it",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      validators: [v.yaml]
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c, labels: {a: b}}}
      === v.yaml
      apiVersion: builtin
      kind: PatchTransformer
      metadata: {name: v}
      target: {kind: Nothing}
      patch: '[{"op": "remove", "path": "/data"}]'
      """#),
    OverlayCase(
      "a validator that changes something",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      validators: [v.yaml]
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c, labels: {a: b}}}
      === v.yaml
      apiVersion: builtin
      kind: LabelTransformer
      metadata: {name: v}
      labels: {a: c}
      fieldSpecs: [{path: metadata/labels}]
      """#),
    OverlayCase(
      "a plugin that is not built in",
      #"""
      === kustomization.yaml
      transformers: [t.yaml]
      === t.yaml
      apiVersion: example.org/v1
      kind: Custom
      metadata: {name: t}
      """#),
    OverlayCase(
      "a built-in transformer that does not exist",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      transformers: [t.yaml]
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      === t.yaml
      apiVersion: builtin
      kind: Custom
      metadata: {name: t}
      """#),
    OverlayCase(
      "a validator that does not exist",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      validators: [t.yaml]
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      === t.yaml
      apiVersion: example.org/v1
      kind: Validator
      metadata: {name: t}
      """#),
    OverlayCase(
      "a function in a container",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      transformers: [t.yaml]
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      === t.yaml
      apiVersion: example.org/v1
      kind: Fn
      metadata:
        name: t
        annotations:
          config.kubernetes.io/function: |
            container: {image: example.org/fn}
      """#),
    OverlayCase(
      "a prefix transformer without fields",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      transformers: [t.yaml]
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      === t.yaml
      apiVersion: builtin
      kind: PrefixTransformer
      metadata: {name: t}
      prefix: p-
      """#),
  ]
}
