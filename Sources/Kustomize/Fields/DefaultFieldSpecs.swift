/// kustomize's table of fields, built from what its entries have in common: the places of pod specs and labels.
enum DefaultFieldSpecs {
  static var config: TransformerConfig {
    var config = TransformerConfig()
    config.namePrefix = [FieldSpec("metadata/name")]
    config.nameSuffix = config.namePrefix
    config.namespace = [
      FieldSpec("metadata/name", gvk: GVK(kind: "Namespace"), creates: true),
      FieldSpec("spec/service/namespace", gvk: apiService, creates: true),
      FieldSpec(
        "spec/conversion/webhook/clientConfig/service/namespace",
        gvk: GVK(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition")),
    ]
    config.commonLabels = selectors + metadataLabels
    config.templateLabels = metadataLabels
    config.commonAnnotations = annotations
    config.images = ["spec", "spec/template/spec"].flatMap { pod in
      ["containers[]/image", "initContainers[]/image", "volumes[]/image/reference"].map {
        FieldSpec("\(pod)/\($0)", creates: true)
      }
    }
    config.replicas = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map {
      FieldSpec("spec/replicas", gvk: GVK(kind: $0), creates: true)
    }
    config.varReferences = variables
    config.nameReferences = DefaultNameReferences.all
    return config
  }

  static let apiService = GVK(group: "apiregistration.k8s.io", kind: "APIService")
  private static let replicationController = GVK(version: "v1", kind: "ReplicationController")
  private static let statefulSet = GVK(group: "apps", kind: "StatefulSet")
  private static let job = GVK(group: "batch", kind: "Job")
  private static let cronJob = GVK(group: "batch", kind: "CronJob")

  private static var selectors: [FieldSpec] {
    var specs = [
      FieldSpec("spec/selector", gvk: GVK(version: "v1", kind: "Service"), creates: true),
      FieldSpec("spec/selector", gvk: replicationController, creates: true),
    ]
    for gvk in [GVK(kind: "Deployment"), GVK(kind: "ReplicaSet"), GVK(kind: "DaemonSet"), statefulSet] {
      specs.append(FieldSpec("spec/selector/matchLabels", gvk: gvk, creates: true))
    }
    for gvk in [GVK(group: "apps", kind: "Deployment"), statefulSet] {
      specs += podLabelSelectors.map { FieldSpec("spec/template/spec/\($0)/labelSelector/matchLabels", gvk: gvk) }
    }
    let networkPolicy = GVK(group: "networking.k8s.io", kind: "NetworkPolicy")
    return specs + [
      FieldSpec("spec/selector/matchLabels", gvk: job),
      FieldSpec("spec/jobTemplate/spec/selector/matchLabels", gvk: cronJob),
      FieldSpec("spec/selector/matchLabels", gvk: GVK(group: "policy", kind: "PodDisruptionBudget")),
      FieldSpec("spec/podSelector/matchLabels", gvk: networkPolicy),
      FieldSpec("spec/ingress/from/podSelector/matchLabels", gvk: networkPolicy),
      FieldSpec("spec/egress/to/podSelector/matchLabels", gvk: networkPolicy),
    ]
  }

  private static let podLabelSelectors = [
    "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
    "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution",
    "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
    "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution",
    "topologySpreadConstraints",
  ]

  private static var metadataLabels: [FieldSpec] {
    let template = "spec/template/metadata/labels"
    return [
      FieldSpec("metadata/labels", creates: true),
      FieldSpec(template, gvk: replicationController, creates: true),
      FieldSpec(template, gvk: GVK(kind: "Deployment"), creates: true),
      FieldSpec(template, gvk: GVK(kind: "ReplicaSet"), creates: true),
      FieldSpec(template, gvk: GVK(kind: "DaemonSet"), creates: true),
      FieldSpec(template, gvk: statefulSet, creates: true),
      FieldSpec("spec/volumeClaimTemplates[]/metadata/labels", gvk: statefulSet, creates: true),
      FieldSpec(template, gvk: job, creates: true),
      FieldSpec("spec/jobTemplate/metadata/labels", gvk: cronJob, creates: true),
      FieldSpec("spec/jobTemplate/spec/template/metadata/labels", gvk: cronJob, creates: true),
    ]
  }

  private static var annotations: [FieldSpec] {
    let template = "spec/template/metadata/annotations"
    let workloads = ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"].map { GVK(kind: $0) }
    return [FieldSpec("metadata/annotations", creates: true)]
      + ([replicationController] + workloads + [job]).map { FieldSpec(template, gvk: $0, creates: true) } + [
        FieldSpec("spec/jobTemplate/metadata/annotations", gvk: cronJob, creates: true),
        FieldSpec("spec/jobTemplate/spec/template/metadata/annotations", gvk: cronJob, creates: true),
      ]
  }

  private static var variables: [FieldSpec] {
    let container = ["args", "command", "env/value", "volumeMounts/mountPath"]
    let containers = ["containers", "initContainers"].flatMap { list in container.map { "\(list)/\($0)" } }
    var specs: [FieldSpec] = []
    func add(_ kind: String, _ paths: [String]) {
      specs += paths.map { FieldSpec($0, gvk: GVK(kind: kind)) }
    }
    add(
      "CronJob",
      containers.map { "spec/jobTemplate/spec/template/spec/\($0)" } + [
        "spec/jobTemplate/spec/template/volumes/nfs/server"
      ])
    for kind in ["DaemonSet", "Deployment", "Job", "ReplicaSet"] {
      add(kind, (containers + ["volumes/nfs/server"]).map { "spec/template/spec/\($0)" })
    }
    add("Deployment", ["spec/template/metadata/annotations"])
    add("Ingress", ["spec/rules/host", "spec/tls/hosts", "spec/tls/secretName"])
    add("Pod", (containers + ["volumes/nfs/server"]).map { "spec/\($0)" })
    add("Service", ["spec/ports/port", "spec/ports/targetPort"])
    add("StatefulSet", containers.map { "spec/template/spec/\($0)" } + ["spec/volumeClaimTemplates/spec/nfs/server"])
    add("PersistentVolume", ["spec/nfs/server"])
    return specs + [FieldSpec("metadata/labels"), FieldSpec("metadata/annotations")]
  }
}
