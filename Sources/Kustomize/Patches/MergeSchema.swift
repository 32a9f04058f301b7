/// How lists are merged by strategic merge patches: which fields lead to lists with merge keys, type by type.
///
/// Only what leads to such a list is noted; everything else is replaced as a whole.
struct MergeSchema: Sendable {
  /// A list that is merged item by item.
  struct List: Sendable {
    /// The fields that identify an item; none for lists of plain values.
    let keys: [String]
    let item: String?
  }

  enum Field: Sendable {
    /// A mapping of this type.
    case type(String)
    case list(List)
  }

  /// Fields by type; the field `*` stands for all others.
  private(set) var types: [String: [String: Field]]
  /// Types of objects, by `apiVersion` and kind separated by a space.
  private(set) var kinds: [String: String]
  /// Whether kinds of Kubernetes have the types of the built-in table.
  private let usesBuiltinKinds: Bool

  func field(_ name: String, of type: String?) -> Field? {
    guard let type, let fields = types[type] else { return nil }
    return fields[name] ?? fields["*"]
  }

  func type(apiVersion: String, kind: String) -> String? {
    if let type = kinds["\(apiVersion) \(kind)"] { return type }
    guard usesBuiltinKinds, BuiltinKinds.isKnown(apiVersion: apiVersion, kind: kind) else { return nil }
    return types[kind] == nil ? "Object" : kind
  }

  init(types: [String: [String: Field]], kinds: [String: String], usesBuiltinKinds: Bool) {
    self.types = types
    self.kinds = kinds
    self.usesBuiltinKinds = usesBuiltinKinds
  }

  /// The schema with the types of another one, which win.
  func extended(by other: MergeSchema) -> MergeSchema {
    MergeSchema(
      types: types.merging(other.types) { _, new in new }, kinds: kinds.merging(other.kinds) { _, new in new },
      usesBuiltinKinds: usesBuiltinKinds || other.usesBuiltinKinds)
  }

  /// The table of Kubernetes 1.21, which kustomize carries.
  static let builtin: MergeSchema = {
    var types = parse(table)
    // Under their full names, by which other schemas refer to them.
    for (package, names) in packages {
      for name in names { types["io.k8s.\(package).\(name)"] = types[aliases[name] ?? name] }
    }
    return MergeSchema(types: types, kinds: [:], usesBuiltinKinds: true)
  }()

  private static let packages = [
    "apimachinery.pkg.apis.meta.v1": ["ObjectMeta"],
    "api.core.v1": [
      "Container", "EphemeralContainer", "EphemeralVolumeSource", "Volume", "PodSpec", "PodStatus", "PodTemplateSpec",
      "NodeSpec", "NodeStatus", "ServiceSpec", "PersistentVolumeClaim", "Pod", "PodTemplate", "ServiceAccount",
      "Service",
      "Namespace", "Node", "ReplicationController", "ReplicationControllerSpec", "PersistentVolumeClaimTemplate",
    ],
    "api.apps.v1": [
      "Deployment", "DeploymentSpec", "DaemonSet", "DaemonSetSpec", "ReplicaSet", "ReplicaSetSpec", "StatefulSet",
      "StatefulSetSpec",
    ],
    "api.batch.v1": ["Job", "JobSpec", "JobTemplateSpec", "CronJob", "CronJobSpec"],
  ]

  private static let aliases = [
    "EphemeralVolumeSource": "EphemeralVolume", "PersistentVolumeClaimTemplate": "ClaimTemplate",
    "ReplicationControllerSpec": "Workload", "DeploymentSpec": "Workload", "DaemonSetSpec": "Workload",
    "ReplicaSetSpec": "Workload", "StatefulSetSpec": "Workload", "JobSpec": "Workload",
    "JobTemplateSpec": "JobTemplate",
  ]

  /// One type a line: `field:Type`, `list[keys]` or `list[keys]:Type`.
  private static let table = """
    ObjectMeta ownerReferences[uid] finalizers[]
    Object metadata:ObjectMeta
    Conditions conditions[type]
    Container env[name] ports[containerPort,protocol] volumeDevices[devicePath] volumeMounts[mountPath]
    EphemeralContainer env[name] volumeDevices[devicePath] volumeMounts[mountPath]
    ClaimTemplate metadata:ObjectMeta
    EphemeralVolume volumeClaimTemplate:ClaimTemplate
    Volume ephemeral:EphemeralVolume
    PodSpec containers[name]:Container initContainers[name]:Container ephemeralContainers[name]:EphemeralContainer \
    hostAliases[ip] imagePullSecrets[name] topologySpreadConstraints[topologyKey,whenUnsatisfiable] volumes[name]:Volume
    PodStatus conditions[type] podIPs[ip]
    PodTemplateSpec metadata:ObjectMeta spec:PodSpec
    Workload template:PodTemplateSpec
    JobTemplate metadata:ObjectMeta spec:Workload
    CronJobSpec jobTemplate:JobTemplate
    NodeSpec podCIDRs[]
    NodeStatus addresses[type] conditions[type]
    ServiceSpec ports[port,protocol]
    CSINodeSpec drivers[name]
    APIService metadata:ObjectMeta status:Conditions
    ComponentStatus metadata:ObjectMeta conditions[type]
    CSINode metadata:ObjectMeta spec:CSINodeSpec
    CronJob metadata:ObjectMeta spec:CronJobSpec
    DaemonSet metadata:ObjectMeta spec:Workload status:Conditions
    Deployment metadata:ObjectMeta spec:Workload status:Conditions
    Job metadata:ObjectMeta spec:Workload status:Conditions
    MutatingWebhookConfiguration metadata:ObjectMeta webhooks[name]
    ValidatingWebhookConfiguration metadata:ObjectMeta webhooks[name]
    Namespace metadata:ObjectMeta status:Conditions
    Node metadata:ObjectMeta spec:NodeSpec status:NodeStatus
    PersistentVolumeClaim metadata:ObjectMeta status:Conditions
    Pod metadata:ObjectMeta spec:PodSpec status:PodStatus
    PodDisruptionBudget metadata:ObjectMeta status:Conditions
    PodTemplate metadata:ObjectMeta template:PodTemplateSpec
    ReplicaSet metadata:ObjectMeta spec:Workload status:Conditions
    ReplicationController metadata:ObjectMeta spec:Workload status:Conditions
    Service metadata:ObjectMeta spec:ServiceSpec status:Conditions
    ServiceAccount metadata:ObjectMeta secrets[name]
    StatefulSet metadata:ObjectMeta spec:Workload status:Conditions
    Kustomization configMapGenerator[name] secretGenerator[name]
    """

  private static func parse(_ table: String) -> [String: [String: Field]] {
    var types: [String: [String: Field]] = [:]
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let type = words.first else { continue }
      types[String(type)] = Dictionary(uniqueKeysWithValues: words.dropFirst().compactMap { parseField(String($0)) })
    }
    return types
  }

  private static func parseField(_ text: String) -> (String, Field)? {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard let left = parts.first else { return nil }
    let type = parts.count > 1 ? parts[1] : nil
    guard let bracket = left.firstIndex(of: "[") else { return type.map { (left, .type($0)) } }
    let keys = left[left.index(after: bracket)...].dropLast().split(separator: ",").map(String.init)
    return (String(left[..<bracket]), .list(List(keys: keys, item: type)))
  }
}
