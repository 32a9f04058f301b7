extension OverlayCase {
  /// A fleet: areas with shared bases, regions that adapt them, and components that some of the regions have.
  private static let regions = #"""
    === clusters/eu/kustomization.yaml
    resources: [flux-system, network, security, database, middleware, storage, observability, autoscaling, workplace, organizations]
    components: [../../components/high-availability, ../../components/gdpr]
    labels: [{pairs: {region: eu}, includeTemplates: true}]
    buildMetadata: [originAnnotations]
    === clusters/us/kustomization.yaml
    resources: [flux-system, network, security, database, middleware, storage, observability, autoscaling, workplace, organizations]
    components: [../../components/high-availability]
    commonLabels: {region: us}
    images: [{name: docker.io/library/nginx, newName: mirror.us.example.org/nginx}]
    sortOptions: {order: fifo}
    === clusters/eu/flux-system/kustomization.yaml
    resources: [../../../bases/flux-system]
    patches:
    - target: {kind: Kustomization, group: kustomize.toolkit.fluxcd.io}
      patch: |-
        - op: replace
          path: /spec/path
          value: ./clusters/eu
        - op: add
          path: /spec/postBuild
          value: {substitute: {region: eu, zone: eu-1a}, substituteFrom: [{kind: ConfigMap, name: cluster-vars}]}
    === clusters/us/flux-system/kustomization.yaml
    resources: [../../../bases/flux-system]
    patches: [{path: path.yaml}]
    === clusters/us/flux-system/path.yaml
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: flux-system, namespace: flux-system}
    spec: {path: ./clusters/us, dependsOn: [{name: network}]}
    === bases/flux-system/kustomization.yaml
    resources: [sync.yaml]
    configMapGenerator:
    - {name: cluster-vars, namespace: flux-system, literals: [domain=example.org, replicas=3], options: {disableNameSuffixHash: true}}
    === bases/flux-system/sync.yaml
    apiVersion: source.toolkit.fluxcd.io/v1
    kind: GitRepository
    metadata: {name: flux-system, namespace: flux-system}
    spec: {interval: 1m0s, ref: {branch: main}, url: "ssh://git@git.example.org/fleet"}
    ---
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: flux-system, namespace: flux-system}
    spec: {interval: 10m0s, path: ./clusters/none, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
    === clusters/eu/network/kustomization.yaml
    namespace: network
    resources: [../../../bases/network, policy.yaml]
    replicas: [{name: ingress, count: 4}]
    === clusters/eu/network/policy.yaml
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: deny-all}
    spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
    === clusters/us/network/kustomization.yaml
    namespace: network
    nameSuffix: -us
    resources: [../../../bases/network]
    === bases/network/kustomization.yaml
    resources: [ingress.yaml]
    images: [{name: nginx, newName: docker.io/library/nginx, newTag: "1.25"}]
    configMapGenerator: [{name: ingress-config, files: [nginx.conf]}]
    === bases/network/nginx.conf
    server {
      listen 80;
    }
    === bases/network/ingress.yaml
    apiVersion: v1
    kind: Namespace
    metadata: {name: network}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: ingress}
    spec:
      selector: {matchLabels: {app: ingress}}
      template:
        metadata: {labels: {app: ingress}}
        spec:
          containers: [{name: nginx, image: nginx, volumeMounts: [{name: config, mountPath: /etc/nginx}]}]
          volumes: [{name: config, configMap: {name: ingress-config}}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: ingress}
    spec: {selector: {app: ingress}, ports: [{port: 80, name: http}]}
    ---
    apiVersion: networking.k8s.io/v1
    kind: IngressClass
    metadata: {name: nginx}
    spec: {controller: k8s.io/ingress-nginx}
    === clusters/eu/security/kustomization.yaml
    resources: [../../../bases/security]
    namePrefix: eu-
    === clusters/us/security/kustomization.yaml
    resources: [../../../bases/security]
    namespace: sec-us
    === bases/security/kustomization.yaml
    resources: [rbac.yaml]
    namespace: security
    === bases/security/rbac.yaml
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: scanner}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: scanner}
    rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata: {name: scanner}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: scanner}
    subjects: [{kind: ServiceAccount, name: scanner, namespace: security}]
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingWebhookConfiguration
    metadata: {name: policy}
    webhooks: [{name: policy.example.org, clientConfig: {service: {name: policy, namespace: security, path: /}}, sideEffects: None, admissionReviewVersions: [v1]}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: policy}
    spec: {ports: [{port: 443}]}
    === clusters/eu/database/kustomization.yaml
    resources: [../../../bases/database]
    namePrefix: eu-
    patches:
    - path: size.yaml
    === clusters/eu/database/size.yaml
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: postgres}
    spec:
      template: {spec: {containers: [{name: postgres, resources: {requests: {memory: 4Gi}}}]}}
    === clusters/us/database/kustomization.yaml
    resources: [../../../bases/database]
    secretGenerator: [{name: postgres, behavior: merge, literals: [user=us]}]
    === bases/database/kustomization.yaml
    namespace: database
    resources: [postgres.yaml]
    secretGenerator: [{name: postgres, literals: [user=app, password=change-me], type: kubernetes.io/basic-auth}]
    === bases/database/postgres.yaml
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: postgres}
    spec:
      serviceName: postgres
      selector: {matchLabels: {app: postgres}}
      template:
        metadata: {labels: {app: postgres}}
        spec:
          containers:
          - name: postgres
            image: postgres:16
            envFrom: [{secretRef: {name: postgres}}]
            volumeMounts: [{name: data, mountPath: /data}]
      volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: postgres}
    spec: {clusterIP: None, selector: {app: postgres}, ports: [{port: 5432}]}
    === clusters/eu/middleware/kustomization.yaml
    resources: [../../../bases/middleware]
    vars: [{name: BROKER, objref: {apiVersion: v1, kind: Service, name: broker}}]
    namePrefix: eu-
    === clusters/us/middleware/kustomization.yaml
    resources: [../../../bases/middleware]
    replacements:
    - source: {kind: Service, name: broker, fieldPath: metadata.name}
      targets: [{select: {kind: Deployment}, fieldPaths: ["spec.template.spec.containers.[name=worker].args.0"]}]
    === bases/middleware/kustomization.yaml
    namespace: middleware
    resources: [broker.yaml]
    === bases/middleware/broker.yaml
    apiVersion: v1
    kind: Service
    metadata: {name: broker}
    spec: {ports: [{port: 5672}]}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: worker}
    spec: {selector: {matchLabels: {app: worker}}, template: {metadata: {labels: {app: worker}}, spec: {containers: [{name: worker, image: worker, args: [$(BROKER)]}]}}}
    === clusters/eu/storage/kustomization.yaml
    resources: [../../../bases/storage]
    === clusters/us/storage/kustomization.yaml
    resources: [../../../bases/storage]
    patches: [{target: {kind: StorageClass, name: slow}, patch: "$patch: delete\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: slow}"}]
    === bases/storage/kustomization.yaml
    resources: [classes.yaml]
    commonAnnotations: {owner: storage-team}
    === bases/storage/classes.yaml
    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata: {name: fast}
    provisioner: csi.example.org
    parameters: {tier: "1"}
    ---
    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata: {name: slow}
    provisioner: csi.example.org
    === clusters/eu/observability/kustomization.yaml
    resources: [../../../bases/observability]
    configMapGenerator: [{name: dashboards, namespace: observability, behavior: merge, files: [eu.json]}]
    === clusters/eu/observability/eu.json
    {"title": "eu", "panels": []}
    === clusters/us/observability/kustomization.yaml
    resources: [../../../bases/observability]
    === bases/observability/kustomization.yaml
    namespace: observability
    resources: [release.yaml]
    generatorOptions: {labels: {grafana_dashboard: "1"}}
    configMapGenerator: [{name: dashboards, files: [home.json]}]
    configurations: [references.yaml]
    === bases/observability/references.yaml
    nameReference:
    - kind: ConfigMap
      version: v1
      fieldSpecs: [{path: spec/valuesFrom/name, kind: HelmRelease}]
    === bases/observability/home.json
    {
      "title": "home",
      "refresh": "5s"
    }
    === bases/observability/release.yaml
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: {name: grafana}
    spec:
      interval: 1h
      chart: {spec: {chart: grafana, version: ">=7.0.0 <8.0.0", sourceRef: {kind: HelmRepository, name: grafana, namespace: flux-system}}}
      valuesFrom: [{kind: ConfigMap, name: dashboards, valuesKey: home.json}]
      values:
        replicas: 2
        ingress: {enabled: true, hosts: ["grafana.${domain}"]}
        grafana.ini:
          server:
            root_url: "https://grafana.${domain:=example.org}"
    === clusters/eu/autoscaling/kustomization.yaml
    resources: [../../../bases/autoscaling]
    === clusters/us/autoscaling/kustomization.yaml
    resources: [../../../bases/autoscaling]
    patches: [{target: {kind: HorizontalPodAutoscaler}, patch: '[{"op": "replace", "path": "/spec/maxReplicas", "value": 20}]'}]
    === bases/autoscaling/kustomization.yaml
    resources: [hpa.yaml]
    === bases/autoscaling/hpa.yaml
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: ingress, namespace: network}
    spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ingress}, minReplicas: 2, maxReplicas: 10, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]}
    === clusters/eu/workplace/kustomization.yaml
    resources: [../../../bases/workplace]
    === clusters/us/workplace/kustomization.yaml
    resources: [../../../bases/workplace]
    namePrefix: us-
    === bases/workplace/kustomization.yaml
    resources: [mail.yaml]
    namespace: workplace
    === bases/workplace/mail.yaml
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: mail-sync}
    spec:
      schedule: "*/5 * * * *"
      jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: sync, image: mail:1, env: [{name: TZ, value: UTC}]}]}}}}
    === clusters/eu/organizations/kustomization.yaml
    resources: [acme, globex]
    === clusters/eu/organizations/acme/kustomization.yaml
    resources: [../../../../bases/organization]
    namespace: acme
    namePrefix: acme-
    === clusters/eu/organizations/globex/kustomization.yaml
    resources: [../../../../bases/organization]
    namespace: globex
    namePrefix: globex-
    components: [../../../../components/quota]
    === clusters/us/organizations/kustomization.yaml
    resources: [initech]
    === clusters/us/organizations/initech/kustomization.yaml
    resources: [../../../../bases/organization]
    namespace: initech
    === bases/organization/kustomization.yaml
    resources: [tenant.yaml]
    === bases/organization/tenant.yaml
    apiVersion: v1
    kind: Namespace
    metadata: {name: tenant}
    ---
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: deployer, namespace: tenant}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: deployer, namespace: tenant}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}
    subjects: [{kind: ServiceAccount, name: deployer, namespace: tenant}]
    ---
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: apps, namespace: tenant}
    spec: {serviceAccountName: deployer, interval: 5m, prune: true, path: ./, sourceRef: {kind: GitRepository, name: apps}}
    === components/high-availability/kustomization.yaml
    apiVersion: kustomize.config.k8s.io/v1alpha1
    kind: Component
    resources: [pdb.yaml]
    patches:
    - target: {kind: Deployment|StatefulSet}
      patch: |-
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: any}
        spec:
          template:
            spec:
              topologySpreadConstraints:
              - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: ScheduleAnyway}
    === components/high-availability/pdb.yaml
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: ingress, namespace: network}
    spec: {minAvailable: 1, selector: {matchLabels: {app: ingress}}}
    === components/gdpr/kustomization.yaml
    apiVersion: kustomize.config.k8s.io/v1alpha1
    kind: Component
    commonAnnotations: {example.org/data: eu-only}
    === components/quota/kustomization.yaml
    apiVersion: kustomize.config.k8s.io/v1alpha1
    kind: Component
    resources: [quota.yaml]
    === components/quota/quota.yaml
    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: quota}
    spec: {hard: {pods: "50", requests.cpu: 10}}

    """#

  static let fleet: [OverlayCase] = ["eu", "us"].flatMap { region in
    [OverlayCase("the region \(region) of a fleet", regions, directory: "clusters/\(region)")]
      + Overlays.areas.map { OverlayCase("\($0) in \(region)", regions, directory: "clusters/\(region)/\($0)") }
  }
}
