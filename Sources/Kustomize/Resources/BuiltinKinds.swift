/// The kinds of Kubernetes that kustomize knows: whether they have namespaces, and so which schema they follow.
///
/// One group and version a line; a star marks kinds without namespaces.
enum BuiltinKinds {
  private static let table = """
    admissionregistration.k8s.io/v1: MutatingWebhookConfiguration* ValidatingWebhookConfiguration*
    admissionregistration.k8s.io/v1beta1: MutatingWebhookConfiguration* ValidatingWebhookConfiguration*
    apiextensions.k8s.io/v1: CustomResourceDefinition*
    apiextensions.k8s.io/v1beta1: CustomResourceDefinition*
    apiregistration.k8s.io/v1: APIService*
    apiregistration.k8s.io/v1beta1: APIService*
    apps/v1: ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet
    autoscaling/v1: HorizontalPodAutoscaler Scale
    autoscaling/v2beta1: HorizontalPodAutoscaler
    autoscaling/v2beta2: HorizontalPodAutoscaler
    batch/v1: CronJob Job
    batch/v1beta1: CronJob
    certificates.k8s.io/v1: CertificateSigningRequest*
    certificates.k8s.io/v1beta1: CertificateSigningRequest*
    coordination.k8s.io/v1: Lease
    coordination.k8s.io/v1beta1: Lease
    discovery.k8s.io/v1: EndpointSlice
    discovery.k8s.io/v1beta1: EndpointSlice
    events.k8s.io/v1: Event
    events.k8s.io/v1beta1: Event
    extensions/v1beta1: Ingress
    flowcontrol.apiserver.k8s.io/v1beta1: FlowSchema* PriorityLevelConfiguration*
    networking.k8s.io/v1: Ingress IngressClass* NetworkPolicy
    networking.k8s.io/v1beta1: Ingress IngressClass*
    node.k8s.io/v1: RuntimeClass*
    node.k8s.io/v1beta1: RuntimeClass*
    policy/v1: PodDisruptionBudget
    policy/v1beta1: PodDisruptionBudget PodSecurityPolicy*
    rbac.authorization.k8s.io/v1: ClusterRole* ClusterRoleBinding* Role RoleBinding
    rbac.authorization.k8s.io/v1beta1: ClusterRole* ClusterRoleBinding* Role RoleBinding
    scheduling.k8s.io/v1: PriorityClass*
    scheduling.k8s.io/v1beta1: PriorityClass*
    storage.k8s.io/v1: CSIDriver* CSINode* StorageClass* VolumeAttachment*
    storage.k8s.io/v1beta1: CSIDriver* CSINode* CSIStorageCapacity StorageClass* VolumeAttachment*
    v1: ComponentStatus* ConfigMap Endpoints Event LimitRange Namespace* Node* PersistentVolume* PersistentVolumeClaim
    v1: Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount
    kustomize.config.k8s.io/v1beta1: Kustomization
    """

  /// Per kind, the versions in which it exists, and whether it is without namespaces there.
  private static let kinds: [String: [String: Bool]] = {
    var kinds: [String: [String: Bool]] = [:]
    for line in table.split(separator: "\n") {
      let parts = line.split(separator: " ")
      guard let version = parts.first?.dropLast() else { continue }
      for name in parts.dropFirst() {
        let isCluster = name.hasSuffix("*")
        kinds[String(isCluster ? name.dropLast() : name), default: [:]][String(version)] = isCluster
      }
    }
    return kinds
  }()

  static func isClusterScoped(apiVersion: String, kind: String) -> Bool { kinds[kind]?[apiVersion] ?? false }

  static func isKnown(apiVersion: String, kind: String) -> Bool { kinds[kind]?[apiVersion] != nil }
}
