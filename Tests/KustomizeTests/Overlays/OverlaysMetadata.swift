extension OverlayCase {
  static let metadata: [OverlayCase] = [
    OverlayCase(
      "common labels in every kind of selector",
      #"""
      === kustomization.yaml
      commonLabels: {team: x, truth: "true", number: "5"}
      resources: [o.yaml]
      === o.yaml
      apiVersion: v1
      kind: Service
      metadata: {name: s}
      spec: {selector: {app: a}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: external}
      spec: {type: ExternalName, externalName: x.example.org}
      ---
      apiVersion: v1
      kind: ReplicationController
      metadata: {name: rc}
      spec: {selector: {app: a}, template: {metadata: {labels: {app: a}}}}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: sts}
      spec:
        selector: {matchLabels: {app: a}}
        template:
          metadata: {labels: {app: a}}
          spec:
            affinity:
              podAffinity:
                requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {app: a}}, topologyKey: t}]
                preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {labelSelector: {matchLabels: {app: a}}, topologyKey: t}}]
              podAntiAffinity:
                requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {app: a}}, topologyKey: t}]
            topologySpreadConstraints: [{maxSkew: 1, labelSelector: {matchLabels: {app: a}}}]
        volumeClaimTemplates: [{metadata: {name: v, labels: {app: a}}}, {metadata: {name: w}}]
      ---
      apiVersion: batch/v1
      kind: Job
      metadata: {name: j}
      spec: {template: {spec: {}}}
      ---
      apiVersion: batch/v1
      kind: Job
      metadata: {name: selected}
      spec: {selector: {matchLabels: {app: a}}, template: {spec: {}}}
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: cj}
      spec: {jobTemplate: {spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}}}}}
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: pdb}
      spec: {selector: {matchLabels: {a: b}}}
      ---
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: np}
      spec:
        podSelector: {matchLabels: {a: b}}
        ingress: [{from: [{podSelector: {matchLabels: {a: b}}}, {namespaceSelector: {}}]}]
        egress: [{to: [{podSelector: {matchLabels: {a: b}}}]}]
      ---
      apiVersion: example.org/v1
      kind: Widget
      metadata: {name: w}
      spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}}}
      ---
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: bare}
      """#),
    OverlayCase(
      "labels with and without selectors, templates and fields of one's own",
      #"""
      === kustomization.yaml
      labels:
      - pairs: {a: "1"}
      - pairs: {b: "2"}
        includeSelectors: true
      - pairs: {c: "3"}
        includeTemplates: true
      - pairs: {d: "4"}
        includeSelectors: true
        includeTemplates: true
      - pairs: {e: "5"}
        fields:
        - {path: spec/extra/labels, kind: Widget, create: true}
        - {path: 'spec/list[]/labels', kind: Widget, create: true}
        - {path: spec/keep, group: apps, kind: Deployment}
      resources: [o.yaml]
      === o.yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d, labels: {a: old}}
      spec: {template: {metadata: {annotations: {x: "y"}}}}
      ---
      apiVersion: example.org/v1
      kind: Widget
      metadata: {name: w}
      spec: {list: [{n: 1}, {labels: {z: z}}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: s}
      """#),
    OverlayCase(
      "annotations in templates and of odd values",
      #"""
      === kustomization.yaml
      commonAnnotations:
        plain: text
        number: "5"
        truth: "true"
        empty: ""
        multi: |
          one
          two
        json: '{"a": 1}'
      resources: [o.yaml]
      === o.yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d}
      spec: {template: {metadata: {annotations: {own: "1"}}}}
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: c, annotations: {plain: old}}
      spec: {jobTemplate: {spec: {template: {}}}}
      ---
      apiVersion: example.org/v1
      kind: Widget
      metadata: {name: w}
      """#),
    OverlayCase(
      "labels that are no strings in the source",
      #"""
      === kustomization.yaml
      commonLabels: {added: x}
      resources: [o.yaml]
      === o.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: c
        labels: {n: 5, t: true, f: 1.5, e: "", x: null}
        annotations: {n: 5, t: true, o: 010, d: 2020-01-01}
      """#),
    OverlayCase(
      "images of all shapes",
      #"""
      === kustomization.yaml
      images:
      - {name: nginx, newTag: "1.25"}
      - {name: registry.example.org/team/app, newName: mirror.example.org/app}
      - {name: registry:5000/x, digest: "sha256:aaaa"}
      - {name: by-digest, newName: other, newTag: v2}
      - {name: both, newTag: v1, digest: "sha256:bbbb"}
      - {name: suffix, tagSuffix: -debug}
      - {name: "re[a-z]+", newTag: re}
      - {name: num, newTag: "5"}
      - {name: float, newTag: "1.10"}
      - {name: "*", newTag: star}
      resources: [o.yaml]
      === o.yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d}
      spec:
        template:
          spec:
            initContainers: [{name: i, image: "nginx:1.0@sha256:1111"}, {name: j, image: nginx}]
            containers:
            - {name: a, image: "nginx:old"}
            - {name: b, image: "library/nginx:old"}
            - {name: c, image: "registry.example.org/team/app:v1@sha256:2222"}
            - {name: d, image: "registry:5000/x:tag"}
            - {name: e, image: "by-digest@sha256:3333"}
            - {name: f, image: "both:old@sha256:4"}
            - {name: g, image: "suffix:v1"}
            - {name: h, image: suffix}
            - {name: i, image: "suffix@sha256:5555"}
            - {name: j, image: "regex:1"}
            - {name: k, image: num}
            - {name: l, image: "float:1"}
            - {name: m, image: "nginx1:1"}
            - {name: n}
            - {name: o, image: null}
            - {name: p, image: ""}
            ephemeralContainers: [{name: e, image: nginx}]
      ---
      apiVersion: example.org/v1
      kind: Widget
      metadata: {name: w}
      spec: {deep: {er: [{containers: [{image: nginx}]}]}, image: nginx, containers: {image: nginx}}
      ---
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: c}
      spec: {containers: [{image: nginx}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec: {volumes: [{name: v, image: {reference: "nginx:1", pullPolicy: Always}}], containers: []}
      """#),
    OverlayCase(
      "replicas of all kinds",
      #"""
      === kustomization.yaml
      namePrefix: p-
      replicas:
      - {name: app, count: 0}
      - {name: p-other, count: 3}
      resources: [o.yaml]
      === o.yaml
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: app}}
      ---
      {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: app}, spec: {replicas: 9}}
      ---
      {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: app}, spec: {}}
      ---
      {apiVersion: v1, kind: ReplicationController, metadata: {name: app}, spec: {replicas: "2"}}
      ---
      {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: app}}
      ---
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: p-other}, spec: {replicas: null}}
      """#),
    OverlayCase(
      "origins of everything",
      #"""
      === over/kustomization.yaml
      resources: [../base, own.yaml]
      buildMetadata: [originAnnotations, transformerAnnotations, managedByLabel]
      namePrefix: p-
      commonLabels: {a: b}
      configMapGenerator: [{name: gen, literals: [a=b]}]
      patches:
      - path: patch.yaml
      - target: {kind: Deployment}
        patch: '[{"op": "add", "path": "/spec/x", "value": 1}]'
      transformers: [trans.yaml]
      === over/own.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: own}}
      === over/patch.yaml
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {y: 2}}
      === over/trans.yaml
      apiVersion: builtin
      kind: AnnotationsTransformer
      metadata: {name: t}
      annotations: {t: t}
      fieldSpecs: [{path: metadata/annotations, create: true}]
      === base/kustomization.yaml
      resources: [d.yaml]
      images: [{name: i, newTag: x}]
      secretGenerator: [{name: sec, literals: [a=b]}]
      === base/d.yaml
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {template: {spec: {containers: [{name: c, image: i}]}}}}
      """#, directory: "over"),
    OverlayCase(
      "origins in components and generators",
      #"""
      === over/kustomization.yaml
      resources: [../base]
      components: [../comp]
      buildMetadata: [originAnnotations]
      generators: [gen.yaml]
      === over/gen.yaml
      apiVersion: builtin
      kind: ConfigMapGenerator
      metadata: {name: g}
      literals: [x=y]
      === comp/kustomization.yaml
      apiVersion: kustomize.config.k8s.io/v1alpha1
      kind: Component
      resources: [c.yaml]
      configMapGenerator: [{name: gen, behavior: merge, literals: [c=d]}]
      === comp/c.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: from-component}}
      === base/kustomization.yaml
      configMapGenerator: [{name: gen, literals: [a=b]}]
      """#, directory: "over"),
    OverlayCase(
      "objects only for the build",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      namePrefix: p-
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: hidden, annotations: {config.kubernetes.io/local-config: "true"}}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: shown, annotations: {config.kubernetes.io/local-config: "false"}}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: any, annotations: {config.kubernetes.io/local-config: ""}}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {volumes: [{configMap: {name: hidden}, name: v}]}}
      """#),
    OverlayCase(
      "every field of the metadata of a kustomization",
      #"""
      === kustomization.yaml
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      metadata: {name: k, namespace: team, labels: {a: b}, annotations: {config.kubernetes.io/local-config: "true"}}
      resources: [o.yaml]
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      """#),
    OverlayCase(
      "old spellings",
      #"""
      === kustomization.yaml
      bases: [base]
      imageTags: [{name: nginx, newTag: x}]
      patches: [{path: p.yaml}]
      === base/kustomization.yaml
      resources: [d.yaml]
      === base/d.yaml
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {template: {spec: {containers: [{name: c, image: nginx}]}}}}
      === p.yaml
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {x: 1}}
      """#),
    OverlayCase(
      "bases and resources and patches of the old kinds",
      #"""
      === kustomization.yaml
      bases: [base]
      resources: [cm.yaml]
      patchesStrategicMerge:
      - p.yaml
      - |-
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c}
        data: {inline: "yes"}
      patchesJson6902:
      - target: {group: apps, version: v1, kind: Deployment, name: d}
        path: j.yaml
      - target: {version: v1, kind: ConfigMap, name: c}
        patch: |-
          [{"op": "add", "path": "/data/json", "value": "1"}]
      commonLabels: {l: x}
      === cm.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: b}}
      === base/kustomization.yaml
      resources: [d.yaml]
      === base/d.yaml
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {template: {spec: {containers: [{name: c, image: nginx}]}}}}
      === p.yaml
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {x: 1}}
      === j.yaml
      - op: replace
        path: /spec/x
        value: [1, two, {three: 3}]
      """#),
  ]
}
