/// For which kinds an equal `metadata.generation` proves that nothing outside `metadata` and `status` has changed.
///
/// Built-in kinds: those whose update strategy raises the generation when anything but the status differs. Not among
/// them: ConfigMap, Secret, ServiceAccount, Service, PersistentVolume and its claim, Role and its kin, StorageClass,
/// HorizontalPodAutoscaler, which have none; PriorityClass, whose generation stays 1; Pod, which has one since 1.33
/// only.
///
/// Other kinds: the API server itself raises the generation of custom resources with every such change, whatever their
/// definition. Kinds of aggregated API servers may do as they like; so a custom resource definition has to be found
/// before the generation is trusted.
enum GenerationRule {
  private static let builtIn: Set<GroupKind> = [
    GroupKind(group: "apps", kind: "Deployment"), GroupKind(group: "apps", kind: "StatefulSet"),
    GroupKind(group: "apps", kind: "DaemonSet"), GroupKind(group: "apps", kind: "ReplicaSet"),
    GroupKind(group: "batch", kind: "Job"), GroupKind(group: "batch", kind: "CronJob"),
    GroupKind(group: "networking.k8s.io", kind: "Ingress"),
    GroupKind(group: "networking.k8s.io", kind: "NetworkPolicy"),
    GroupKind(group: "policy", kind: "PodDisruptionBudget"),
    GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"),
    GroupKind(group: "admissionregistration.k8s.io", kind: "MutatingWebhookConfiguration"),
    GroupKind(group: "admissionregistration.k8s.io", kind: "ValidatingWebhookConfiguration"),
  ]

  /// Whether the kind is a built-in one whose generation counts.
  static func isBuiltIn(_ kind: GroupKind) -> Bool { builtIn.contains(kind) }

  /// The definition that has to exist for the kind's generation to count; `nil` for groups that cannot have one.
  static func definitionKey(of type: ResourceType) -> ObjectKey? {
    type.group.contains(".") ? ObjectKey(namespace: "", name: "\(type.plural).\(type.group)") : nil
  }
}
