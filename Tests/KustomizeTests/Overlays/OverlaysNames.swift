extension OverlayCase {
  static let names: [OverlayCase] = [
    OverlayCase(
      "references of all workloads",
      #"""
      === kustomization.yaml
      namePrefix: p-
      nameSuffix: -s
      namespace: team
      resources: [all.yaml]
      === all.yaml
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: sa}
      secrets: [{name: sec}]
      imagePullSecrets: [{name: sec}]
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: sec}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: cm}
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: pvc}
      spec: {volumeName: pv, storageClassName: sc}
      ---
      apiVersion: v1
      kind: PersistentVolume
      metadata: {name: pv}
      spec:
        storageClassName: sc
        claimRef: {name: pvc, namespace: team}
        azureFile: {secretName: sec}
        cephfs: {secretRef: {name: sec, namespace: team}}
        csi: {driver: d, volumeHandle: h, nodeStageSecretRef: {name: sec, namespace: team}}
      ---
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata: {name: sc}
      parameters: {secretName: sec, adminSecretName: sec, userSecretName: sec, secretRef: sec}
      ---
      apiVersion: scheduling.k8s.io/v1
      kind: PriorityClass
      metadata: {name: high}
      value: 1000
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: cron}
      spec:
        jobTemplate:
          spec:
            template:
              spec:
                serviceAccountName: sa
                priorityClassName: high
                imagePullSecrets: [{name: sec}]
                initContainers: [{name: i, envFrom: [{secretRef: {name: sec}}], env: [{name: A, valueFrom: {secretKeyRef: {name: sec, key: k}}}]}]
                containers: [{name: c, envFrom: [{configMapRef: {name: cm}}]}]
                volumes: [{name: v, secret: {secretName: sec}}, {name: w, persistentVolumeClaim: {claimName: pvc}}]
      ---
      apiVersion: batch/v1
      kind: Job
      metadata: {name: job}
      spec: {template: {spec: {serviceAccount: sa, serviceAccountName: sa, volumes: [{name: v, configMap: {name: cm}}]}}}
      ---
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: ds}
      spec: {template: {spec: {volumes: [{name: v, projected: {sources: [{secret: {name: sec}}, {configMap: {name: cm}}]}}]}}}
      ---
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: rs}
      spec: {template: {spec: {ephemeralContainers: [{name: e, envFrom: [{configMapRef: {name: cm}}]}]}}}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: sts}
      spec: {serviceName: svc, volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: sc}}], template: {spec: {containers: [{name: c, env: [{name: A, valueFrom: {configMapKeyRef: {name: cm, key: k}}}]}]}}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: svc}
      ---
      apiVersion: v1
      kind: ReplicationController
      metadata: {name: rc}
      spec: {template: {spec: {containers: [{name: c, envFrom: [{secretRef: {name: sec}}]}]}}}
      ---
      apiVersion: v1
      kind: PodTemplate
      metadata: {name: pt}
      template: {spec: {containers: [{name: c, envFrom: [{secretRef: {name: sec}}]}]}}
      ---
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: pdb}
      ---
      apiVersion: autoscaling/v1
      kind: HorizontalPodAutoscaler
      metadata: {name: hpa}
      spec: {scaleTargetRef: {kind: StatefulSet, name: sts}}
      ---
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {name: hpa2}
      spec: {scaleTargetRef: {apiVersion: apps/v1, kind: ReplicaSet, name: rs}}
      ---
      apiVersion: v1
      kind: Node
      metadata: {name: node}
      spec: {configSource: {configMap: {name: cm, namespace: team}}}
      """#),
    OverlayCase(
      "references of routes, webhooks and services",
      #"""
      === kustomization.yaml
      namePrefix: p-
      resources: [all.yaml]
      === all.yaml
      apiVersion: v1
      kind: Service
      metadata: {name: svc, namespace: sys}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: svc}
      ---
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata:
        name: ing
        annotations:
          nginx.ingress.kubernetes.io/auth-secret: auth
          nginx.ingress.kubernetes.io/auth-tls-secret: auth
          ingress.kubernetes.io/auth-secret: auth
          nginx.ingress.kubernetes.io/fastcgi-params-configmap: params
      spec:
        ingressClassName: class
        defaultBackend: {service: {name: svc, port: {number: 80}}}
        tls: [{secretName: auth}]
        rules: [{http: {paths: [{path: /, backend: {service: {name: svc, port: {name: http}}}}]}}]
      ---
      apiVersion: extensions/v1beta1
      kind: Ingress
      metadata: {name: old}
      spec:
        backend: {serviceName: svc, servicePort: 80}
        rules: [{http: {paths: [{backend: {serviceName: svc, servicePort: 80}}]}}]
      ---
      apiVersion: networking.k8s.io/v1
      kind: IngressClass
      metadata: {name: class}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: auth}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: params}
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: {name: vwc}
      webhooks: [{name: a.example.org, clientConfig: {service: {name: svc, namespace: sys, path: /x}}}]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: {name: mwc}
      webhooks: [{name: a.example.org, clientConfig: {service: {name: svc, namespace: other}}}, {name: b.example.org, clientConfig: {url: "https://x"}}]
      ---
      apiVersion: apiregistration.k8s.io/v1
      kind: APIService
      metadata: {name: v1.example.org}
      spec: {service: {name: svc, namespace: sys}}
      ---
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.example.org}
      spec: {conversion: {webhook: {clientConfig: {service: {name: svc, namespace: sys}}}}}
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: policy}
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: binding}
      spec: {policyName: policy}
      """#),
    OverlayCase(
      "roles, bindings and subjects in namespaces",
      #"""
      === kustomization.yaml
      namePrefix: p-
      namespace: moved
      resources: [rbac.yaml]
      === rbac.yaml
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: sa}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: default}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: elsewhere, namespace: away}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: {name: r}
      rules:
      - {apiGroups: [""], resources: [secrets], resourceNames: [s, t], verbs: [get]}
      - {apiGroups: [""], resources: [configmaps], resourceNames: [c], verbs: [get]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: cr}
      aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}
      rules: [{apiGroups: [""], resources: [secrets], resourceNames: [s], verbs: [get]}]
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: s}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: rb}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
      subjects:
      - {kind: ServiceAccount, name: sa}
      - {kind: ServiceAccount, name: default}
      - {kind: ServiceAccount, name: default, namespace: old}
      - {kind: ServiceAccount, name: elsewhere, namespace: away}
      - {kind: User, name: sa, apiGroup: rbac.authorization.k8s.io}
      - {kind: Group, name: "system:serviceaccounts:away", apiGroup: rbac.authorization.k8s.io}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: crb}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cr}
      subjects:
      - {kind: ServiceAccount, name: sa, namespace: any}
      - {kind: ServiceAccount, name: default, namespace: any}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: to-cluster-role}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cr}
      """#),
    OverlayCase(
      "subjects that the namespace transformer changes",
      #"""
      === kustomization.yaml
      resources: [rbac.yaml]
      transformers:
      - |-
        apiVersion: builtin
        kind: NamespaceTransformer
        metadata: {name: n, namespace: target}
        setRoleBindingSubjects: allServiceAccounts
        unsetOnly: false
      === rbac.yaml
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: rb, namespace: keep}
      subjects:
      - {kind: ServiceAccount, name: a}
      - {kind: ServiceAccount, name: b, namespace: x}
      - {kind: User, name: u}
      """#),
    OverlayCase(
      "only namespaces that are not set",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      transformers:
      - |-
        apiVersion: builtin
        kind: NamespaceTransformer
        metadata: {name: n, namespace: target}
        unsetOnly: true
        fieldSpecs: [{path: metadata/namespace, create: true}, {path: spec/ns, kind: Widget}]
      === o.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: has, namespace: keep}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: lacks}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: blank, namespace: ""}
      ---
      apiVersion: example.org/v1
      kind: Widget
      metadata: {name: w}
      spec: {ns: own}
      """#),
    OverlayCase(
      "the namespace and its object",
      #"""
      === kustomization.yaml
      namespace: renamed
      namePrefix: p-
      resources: [n.yaml]
      === n.yaml
      apiVersion: v1
      kind: Namespace
      metadata: {name: original}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c, namespace: original}
      ---
      apiVersion: example.org/v1
      kind: Namespace
      metadata: {name: not-core}
      ---
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.example.org}
      ---
      apiVersion: example.org/v1
      kind: Widget
      metadata: {name: w}
      """#),
    OverlayCase(
      "a base used twice, each with its own references",
      #"""
      === top/kustomization.yaml
      resources: [a, b]
      namePrefix: all-
      === top/a/kustomization.yaml
      resources: [../../base]
      namePrefix: a-
      === top/b/kustomization.yaml
      resources: [../../base]
      nameSuffix: -b
      === base/kustomization.yaml
      resources: [d.yaml]
      configMapGenerator: [{name: conf, literals: [k=v]}]
      === base/d.yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d}
      spec: {template: {spec: {serviceAccountName: sa, containers: [{name: c, envFrom: [{configMapRef: {name: conf}}]}]}}}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: sa}
      """#, directory: "top"),
    OverlayCase(
      "a diamond with namespaces",
      #"""
      === top/kustomization.yaml
      resources: [dev, prod]
      === top/dev/kustomization.yaml
      resources: [../../base]
      namespace: dev
      === top/prod/kustomization.yaml
      resources: [../../base]
      namespace: prod
      nameSuffix: -p
      === base/kustomization.yaml
      resources: [o.yaml]
      === base/o.yaml
      apiVersion: v1
      kind: Secret
      metadata: {name: s}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec: {volumes: [{name: v, secret: {secretName: s}}], serviceAccountName: sa}
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: sa}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: crb}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
      subjects: [{kind: ServiceAccount, name: sa}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: rb}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: view}
      subjects: [{kind: ServiceAccount, name: sa, namespace: dev}]
      """#, directory: "top"),
    OverlayCase(
      "names that prefixes leave alone",
      #"""
      === kustomization.yaml
      namePrefix: p-
      nameSuffix: -s
      resources: [o.yaml]
      === o.yaml
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.example.org}
      ---
      apiVersion: apiregistration.k8s.io/v1
      kind: APIService
      metadata: {name: v1.example.org}
      ---
      apiVersion: v1
      kind: Namespace
      metadata: {name: ns}
      ---
      apiVersion: v1
      kind: List
      items:
      - {apiVersion: v1, kind: ConfigMap, metadata: {name: in-list}}
      - {apiVersion: v1, kind: Secret, metadata: {name: in-list}}
      ---
      apiVersion: v1
      kind: ConfigMapList
      items:
      - {apiVersion: v1, kind: ConfigMap, metadata: {name: in-typed-list}}
      """#),
    OverlayCase(
      "legacy order of many kinds",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      === o.yaml
      {apiVersion: v1, kind: Pod, metadata: {name: b}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: a}}
      ---
      {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: v}}
      ---
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}}
      ---
      {apiVersion: example.org/v1, kind: Aardvark, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: Service, metadata: {name: s, namespace: z}}
      ---
      {apiVersion: v1, kind: Service, metadata: {name: s, namespace: a}}
      ---
      {apiVersion: v1, kind: Service, metadata: {name: s}}
      ---
      {apiVersion: v1, kind: Namespace, metadata: {name: n}}
      ---
      {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: c}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: s}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      ---
      {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: c}}
      ---
      {apiVersion: v1, kind: LimitRange, metadata: {name: l}}
      ---
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: q}}
      ---
      {apiVersion: batch/v1, kind: CronJob, metadata: {name: c}}
      ---
      {apiVersion: batch/v1beta1, kind: CronJob, metadata: {name: c}}
      ---
      {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: p}}
      ---
      {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: p}}
      ---
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r}}
      ---
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: s}}
      """#),
    OverlayCase(
      "an order of one's own",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      sortOptions:
        order: legacy
        legacySortOptions:
          orderFirst: [Secret, Pod]
          orderLast: [Namespace]
      === o.yaml
      {apiVersion: v1, kind: Namespace, metadata: {name: n}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: p}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: s}}
      ---
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}}
      """#),
    OverlayCase(
      "a list without options keeps the order",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      sortOptions: {order: fifo}
      === o.yaml
      {apiVersion: v1, kind: Pod, metadata: {name: p}}
      ---
      {apiVersion: v1, kind: Namespace, metadata: {name: n}}
      """#),
  ]
}
