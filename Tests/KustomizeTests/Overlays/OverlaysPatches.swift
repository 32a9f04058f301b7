extension OverlayCase {
  private static let web = #"""
    === web.yaml
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
      labels: {app: web, tier: front}
      annotations: {owner: team-a}
      finalizers: [a, b]
      ownerReferences: [{uid: "1", name: x}, {uid: "2", name: y}]
    spec:
      replicas: 2
      strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          hostAliases: [{ip: 1.1.1.1, hostnames: [a]}]
          tolerations: [{key: a, operator: Exists}]
          topologySpreadConstraints: [{topologyKey: zone, whenUnsatisfiable: DoNotSchedule, maxSkew: 1}]
          imagePullSecrets: [{name: one}]
          containers:
          - name: main
            image: app:1
            args: [--a, --b]
            command: [run]
            env: [{name: A, value: "1"}, {name: B, value: "2"}, {name: C, valueFrom: {fieldRef: {fieldPath: x}}}]
            envFrom: [{configMapRef: {name: c}}]
            ports: [{containerPort: 80, name: http}, {containerPort: 53, protocol: UDP}, {containerPort: 53, protocol: TCP}]
            volumeMounts: [{name: v, mountPath: /v}, {name: w, mountPath: /w}]
            resources: {limits: {cpu: 1, memory: 1Gi}}
          - {name: side, image: side:1}
          initContainers: [{name: init, image: init:1}]
          volumes: [{name: v, emptyDir: {}}, {name: w, configMap: {name: c, items: [{key: a, path: a}]}}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web, labels: {app: web}}
    spec: {ports: [{port: 80, name: http}, {port: 53, protocol: UDP, name: dns}], selector: {app: web}}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: conf, labels: {app: web}, annotations: {owner: team-b}}
    data: {a: "1", b: "2"}
    ---
    apiVersion: example.org/v1
    kind: Widget
    metadata: {name: wid, namespace: other}
    spec: {list: [{name: a, v: 1}, {name: b, v: 2}], map: {x: 1, y: 2}, scalars: [1, 2, 3], n: null}

    """#

  private static func patch(_ name: String, _ patch: String) -> OverlayCase {
    OverlayCase(name, "=== kustomization.yaml\nresources: [web.yaml]\npatches:\n" + patch + "\n" + web)
  }

  static let patches: [OverlayCase] = [
    patch(
      "lists with keys are merged",
      #"""
      - patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web, finalizers: [c], ownerReferences: [{uid: "2", name: z}, {uid: "3", name: n}]}
          spec:
            template:
              spec:
                hostAliases: [{ip: 2.2.2.2, hostnames: [b]}, {ip: 1.1.1.1, hostnames: [c]}]
                tolerations: [{key: b}]
                topologySpreadConstraints: [{topologyKey: zone, whenUnsatisfiable: DoNotSchedule, maxSkew: 5}, {topologyKey: host, whenUnsatisfiable: DoNotSchedule}]
                imagePullSecrets: [{name: two}, {name: one}]
                containers:
                - name: new
                  image: new:1
                - name: main
                  args: [--c]
                  env: [{name: B, value: patched}, {name: D, value: "4"}, {name: C, value: plain, valueFrom: null}]
                  ports: [{containerPort: 53, protocol: UDP, name: dns}, {containerPort: 443}]
                  volumeMounts: [{mountPath: /w, readOnly: true}, {mountPath: /z, name: z}]
                  resources: {limits: {cpu: null}, requests: {cpu: 100m}}
                volumes: [{name: w, configMap: {name: d}}, {name: z, emptyDir: {medium: Memory}}]
      """#),
    patch(
      "items are deleted and replaced",
      #"""
      - patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web}
          spec:
            strategy: {$patch: replace, type: Recreate}
            template:
              spec:
                containers:
                - {name: side, $patch: delete}
                - name: main
                  env: [{$patch: replace}, {name: ONLY, value: x}]
                  ports: [{containerPort: 53, protocol: UDP, $patch: delete}]
                  volumeMounts: [{mountPath: /v, $patch: delete}]
                initContainers: [{$patch: delete, name: none}]
                volumes:
                - $patch: replace
                - {name: n, emptyDir: {}}
      """#),
    patch(
      "directives that do not exist here are kept or refused alike",
      #"""
      - patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web}
          spec:
            $retainKeys: [type]
            strategy: {$retainKeys: [type], type: Recreate}
            template:
              spec:
                $setElementOrder/containers: [{name: side}, {name: main}]
                containers: [{name: main, image: x}]
                $deleteFromPrimitiveList/finalizers: [a]
      """#),
    patch(
      "a merge inside a mapping",
      #"""
      - patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web, labels: {$patch: merge, new: x}, annotations: {$patch: delete}}
          spec: {selector: {$patch: replace, matchLabels: {only: this}}}
      """#),
    patch(
      "an unknown directive",
      #"""
      - patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web}
          spec: {strategy: {$patch: explode}}
      """#),
    patch(
      "an object is deleted",
      #"""
      - patch: |-
          apiVersion: v1
          kind: Service
          metadata: {name: web}
          $patch: delete
      - target: {kind: Widget}
        patch: |-
          apiVersion: example.org/v1
          kind: Widget
          metadata: {name: any}
          $patch: delete
      """#),
    patch(
      "an object is replaced",
      #"""
      - patch: |-
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: conf}
          $patch: replace
          data: {only: this}
      """#),
    patch(
      "nulls remove, empty values stay",
      #"""
      - patch: |-
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: conf, labels: null}
          data: {a: null, b: "", c: ~, d: {}}
          empty: {}
          list: []
          nested: {x: null, y: {z: null}}
      - patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web}
          spec: {template: {spec: {containers: null, volumes: [], nodeSelector: {}}}}
      """#),
    patch(
      "a kind that is not known",
      #"""
      - patch: |-
          apiVersion: example.org/v1
          kind: Widget
          metadata: {name: wid, namespace: other}
          spec: {list: [{name: b, v: 3}], map: {y: null, z: 3}, scalars: [4], n: 1}
      """#),
    patch(
      "services and their ports",
      #"""
      - patch: |-
          apiVersion: v1
          kind: Service
          metadata: {name: web}
          spec:
            ports:
            - {port: 80, targetPort: 8080}
            - {port: 53, protocol: UDP, targetPort: dns}
            - {port: 53, protocol: TCP}
      """#),
    patch(
      "targets by everything",
      #"""
      - target: {group: apps, version: v1, kind: Deployment, name: w.b}
        patch: '- {op: add, path: /metadata/annotations/by-gvk, value: "1"}'
      - target: {labelSelector: "app=web,tier!=back"}
        patch: '- {op: add, path: /metadata/labels/by-label, value: "1"}'
      - target: {annotationSelector: "owner in (team-b, team-c)"}
        patch: '- {op: add, path: /metadata/annotations/by-annotation, value: "1"}'
      - target: {namespace: other}
        patch: '- {op: add, path: /spec/by-namespace, value: true}'
      - target: {kind: "Ser.*|Conf.*", name: "^(web|conf)$"}
        patch: '- {op: add, path: /metadata/labels/by-pattern, value: "1"}'
      - target: {kind: Deploy}
        patch: '- {op: add, path: /never, value: "1"}'
      - target: {labelSelector: "tier"}
        patch: '- {op: add, path: /metadata/labels/exists, value: "1"}'
      - target: {labelSelector: "!tier", kind: Service}
        patch: '- {op: add, path: /metadata/labels/lacks, value: "1"}'
      """#),
    patch(
      "merge patches by target change no names",
      #"""
      - target: {kind: ConfigMap|Service}
        patch: |-
          apiVersion: other/v2
          kind: Other
          metadata: {name: other, namespace: nowhere, labels: {merged: "1"}}
      """#),
    patch(
      "names and kinds may change where allowed",
      #"""
      - target: {kind: ConfigMap}
        options: {allowNameChange: true}
        patch: |-
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: changed}
      - target: {kind: Service}
        options: {allowKindChange: true}
        patch: |-
          apiVersion: v1
          kind: Endpoints
          metadata: {name: ignored}
      - target: {kind: Widget}
        options: {allowNameChange: true, allowKindChange: true}
        patch: |-
          - {op: replace, path: /metadata/name, value: w2}
          - {op: replace, path: /kind, value: Gadget}
      """#),
    patch(
      "several documents in one patch",
      #"""
      - patch: |-
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: conf}
          data: {one: "1"}
          ---
          apiVersion: v1
          kind: Service
          metadata: {name: web}
          spec: {two: 2}
      """#),
    patch(
      "several documents with a target",
      #"""
      - target: {kind: ConfigMap}
        patch: |-
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: conf}
          data: {one: "1"}
          ---
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: conf}
          data: {two: "2"}
      """#),
    patch(
      "a patch without an object to change",
      #"""
      - patch: |-
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: none}
          data: {one: "1"}
      """#),
    patch(
      "the same patch twice and lists in between",
      #"""
      - patch: &p |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web}
          spec: {template: {spec: {containers: [{name: main, env: [{name: Z, value: "1"}]}]}}}
      - patch: *p
      - patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web}
          spec: {template: {spec: {containers: [{name: main, env: [{name: Y, value: "0"}, {name: Z, value: "2"}]}]}}}
      """#),
    OverlayCase(
      "patches by file, of objects renamed below",
      #"""
      === over/kustomization.yaml
      resources: [../mid]
      patches:
      - path: by-old-name.yaml
      - path: json.yaml
        target: {kind: ConfigMap, name: m-b-conf}
      - path: json.json
        target: {kind: ConfigMap, name: conf}
      === over/by-old-name.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: b-conf
      data:
        from-over: yes
      === over/json.yaml
      - op: add
        path: /data/json
        value: "current name"
      === over/json.json
      [{"op": "add", "path": "/data/old", "value": "original name"}]
      === mid/kustomization.yaml
      resources: [../base]
      namePrefix: m-
      === base/kustomization.yaml
      resources: [conf.yaml]
      namePrefix: b-
      === base/conf.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: conf
      data:
        a: b
      """#, directory: "over"),
    OverlayCase(
      "patches in several styles keep the order of keys",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      patches: [{path: p.yaml}]
      === o.yaml
      kind: Widget
      spec:
        z: 1
        a: "quoted"
        m: 'single'
        text: |
          block
        list: [flow, style]
      metadata:
        name: w
      apiVersion: example.org/v1
      === p.yaml
      apiVersion: example.org/v1
      kind: Widget
      metadata: {name: w}
      spec:
        a: plain
        m: 5
        text: "line\n"
        list:
        - block
        new: {b: 1, a: 2}
        0: zero
      """#),
    OverlayCase(
      "environment and volumes by merge, in a CronJob and a Pod",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      patches: [{path: p.yaml}]
      === o.yaml
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: c}
      spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, env: [{name: X, value: "1"}]}, {name: b}]}}}}}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec: {containers: [{name: a, image: x, volumeMounts: [{name: v, mountPath: /a}]}], volumes: [{name: v}]}
      ---
      apiVersion: apps/v1beta1
      kind: Deployment
      metadata: {name: old}
      spec: {template: {spec: {containers: [{name: a, image: x}]}}}
      ---
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: h}
      spec: {metrics: [{type: Resource, resource: {name: cpu}}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: i}
      spec: {rules: [{host: a}, {host: b}], tls: [{secretName: s}]}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: sa}
      secrets: [{name: a}]
      imagePullSecrets: [{name: a}]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: {name: v}
      webhooks: [{name: a, rules: [{verbs: [x]}]}, {name: b}]
      === p.yaml
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: c}
      spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: b, image: y}, {name: a, env: [{name: Y, value: "2"}]}]}}}}}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec: {containers: [{name: b, image: y}], volumes: [{name: w}]}
      ---
      apiVersion: apps/v1beta1
      kind: Deployment
      metadata: {name: old}
      spec: {template: {spec: {containers: [{name: b, image: y}]}}}
      ---
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: h}
      spec: {metrics: [{type: Pods}]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: i}
      spec: {rules: [{host: b, x: 1}]}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: sa}
      secrets: [{name: b}]
      imagePullSecrets: [{name: b}]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: {name: v}
      webhooks: [{name: b, x: 1}, {name: c}]
      """#),
  ]

  static let jsonPatches: [OverlayCase] = [
    patch(
      "all operations",
      #"""
      - target: {kind: Deployment}
        patch: |-
          - {op: test, path: /spec/replicas, value: 2}
          - {op: replace, path: /spec/replicas, value: 7}
          - {op: add, path: /spec/template/spec/containers/0/env/-, value: {name: LAST, value: x}}
          - {op: add, path: /spec/template/spec/containers/0/env/0, value: {name: FIRST, value: x}}
          - {op: remove, path: /spec/template/spec/containers/1}
          - {op: copy, from: /metadata/labels/app, path: /metadata/labels/copied}
          - {op: move, from: /metadata/annotations/owner, path: /metadata/annotations/moved}
          - {op: add, path: /metadata/annotations/a~1b~0c, value: slash and tilde}
          - {op: replace, path: /spec/template/spec/containers/0/args/-1, value: last}
      """#),
    patch(
      "values of all types",
      #"""
      - target: {kind: ConfigMap}
        patch: |-
          - op: add
            path: /types
            value: {i: 5, f: 1.5, big: 12345678901234567890, e: 1e3, t: true, n: null, s: "5", y: yes, o: 010, d: 2020-01-01, l: [1, [2]], m: {b: 1, a: 2}, text: "a\nb\n"}
          - {op: add, path: /whole, value: text}
          - {op: replace, path: /data, value: {}}
      """#),
    patch(
      "a test that fails",
      #"""
      - target: {kind: ConfigMap}
        patch: '- {op: test, path: /data/a, value: "2"}'
      """#),
    patch(
      "a path that is not there",
      #"""
      - target: {kind: ConfigMap}
        patch: '- {op: replace, path: /data/none, value: "2"}'
      """#),
    patch(
      "removing what is not there",
      #"""
      - target: {kind: ConfigMap}
        patch: '- {op: remove, path: /data/none}'
      """#),
    patch(
      "adding below what is not there",
      #"""
      - target: {kind: ConfigMap}
        patch: '- {op: add, path: /none/below, value: 1}'
      """#),
    patch(
      "an index out of range",
      #"""
      - target: {kind: Deployment}
        patch: '- {op: add, path: /spec/template/spec/containers/9, value: {}}'
      """#),
    patch(
      "an operation that does not exist",
      #"""
      - target: {kind: ConfigMap}
        patch: '- {op: explode, path: /data/a}'
      """#),
    patch(
      "a path without a slash",
      #"""
      - target: {kind: ConfigMap}
        patch: '- {op: add, path: data/a, value: x}'
      """#),
    patch(
      "a patch that is a single operation",
      #"""
      - target: {kind: ConfigMap}
        patch: '{op: add, path: /data/a, value: x}'
      """#),
    patch(
      "a JSON patch in JSON",
      #"""
      - target: {kind: ConfigMap}
        patch: |-
          [
            {"op": "add", "path": "/data/text", "value": "<&>\u00e9"},
            {"op": "add", "path": "/data/empty", "value": ""}
          ]
      """#),
    patch(
      "a JSON patch without a target",
      #"""
      - patch: '- {op: add, path: /data/a, value: x}'
      """#),
    patch(
      "names and namespaces by JSON patch",
      #"""
      - target: {kind: ConfigMap}
        patch: |-
          - {op: replace, path: /metadata/name, value: renamed}
          - {op: add, path: /metadata/namespace, value: ns}
      """#),
  ]
}
