/// The fields that hold names of other objects, by the kind that is named.
enum DefaultNameReferences {
  typealias BackReference = TransformerConfig.BackReference

  static var all: [BackReference] {
    scaleTargets + [
      configMaps, secrets, services, roles, clusterRoles, serviceAccounts, volumeClaims, volumes, storageClasses,
      priorityClasses, ingressClasses, admissionPolicies,
    ]
  }

  /// Where kinds keep their pod spec.
  private static let podSpecs: [(gvk: GVK, path: String)] =
    [(GVK(version: "v1", kind: "Pod"), "spec"), (GVK(kind: "PodTemplate"), "template/spec")]
    + ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job"].map { (GVK(kind: $0), "spec/template/spec") }
    + [(GVK(kind: "CronJob"), "spec/jobTemplate/spec/template/spec")]

  /// Where service accounts, claims and priority classes are looked for: not quite the same places.
  private static let plainPodSpecs: [(gvk: GVK, path: String)] =
    [(GVK(kind: "Pod"), "spec")]
    + ["StatefulSet", "Deployment", "ReplicationController"].map { (GVK(kind: $0), "spec/template/spec") }
    + [(GVK(kind: "CronJob"), "spec/jobTemplate/spec/template/spec")]
    + ["Job", "DaemonSet"].map { (GVK(kind: $0), "spec/template/spec") }

  private static func specs(_ places: [(gvk: GVK, path: String)], _ fields: [String]) -> [FieldSpec] {
    places.flatMap { place in fields.map { FieldSpec("\(place.path)/\($0)", gvk: place.gvk) } }
  }

  private static func specs(_ kind: String, group: String = "", _ fields: String...) -> [FieldSpec] {
    fields.map { FieldSpec($0, gvk: GVK(group: group, kind: kind)) }
  }

  private static var scaleTargets: [BackReference] {
    ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map {
      BackReference(target: GVK(kind: $0), referrers: specs("HorizontalPodAutoscaler", "spec/scaleTargetRef/name"))
    }
  }

  private static var configMaps: BackReference {
    let fields = [
      "volumes/configMap/name", "containers/env/valueFrom/configMapKeyRef/name",
      "initContainers/env/valueFrom/configMapKeyRef/name", "containers/envFrom/configMapRef/name",
      "initContainers/envFrom/configMapRef/name", "volumes/projected/sources/configMap/name",
    ]
    return BackReference(
      target: GVK(version: "v1", kind: "ConfigMap"),
      referrers: specs(podSpecs, fields) + specs("Node", "spec/configSource/configMap")
        + specs("Role", "rules/resourceNames") + specs("ClusterRole", "rules/resourceNames")
        + specs("Ingress", #"metadata/annotations/nginx.ingress.kubernetes.io\/fastcgi-params-configmap"#))
  }

  private static var secrets: BackReference {
    let fields = [
      "volumes/secret/secretName", "containers/env/valueFrom/secretKeyRef/name",
      "initContainers/env/valueFrom/secretKeyRef/name", "containers/envFrom/secretRef/name",
      "initContainers/envFrom/secretRef/name", "imagePullSecrets/name", "volumes/projected/sources/secret/name",
    ]
    let ingress = specs(
      "Ingress", "spec/tls/secretName", #"metadata/annotations/ingress.kubernetes.io\/auth-secret"#,
      #"metadata/annotations/nginx.ingress.kubernetes.io\/auth-secret"#,
      #"metadata/annotations/nginx.ingress.kubernetes.io\/auth-tls-secret"#)
    let storage = specs(
      "StorageClass", "parameters/secretName", "parameters/adminSecretName", "parameters/userSecretName",
      "parameters/secretRef")
    let knative = GVK(group: "serving.knative.dev", version: "v1", kind: "Service")
    return BackReference(
      target: GVK(version: "v1", kind: "Secret"),
      referrers: specs(podSpecs, fields) + ingress + specs("ServiceAccount", "imagePullSecrets/name") + storage
        + specs("Role", "rules/resourceNames") + specs("ClusterRole", "rules/resourceNames")
        + [FieldSpec("spec/template/spec/containers/env/valueFrom/secretKeyRef/name", gvk: knative)]
        + specs("PersistentVolume", "spec/azureFile/secretName"))
  }

  private static var services: BackReference {
    let webhooks = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"].flatMap {
      specs($0, group: "admissionregistration.k8s.io", "webhooks/clientConfig/service")
    }
    let ingress = specs(
      "Ingress", "spec/rules/http/paths/backend/serviceName", "spec/backend/serviceName",
      "spec/rules/http/paths/backend/service/name", "spec/defaultBackend/service/name")
    return BackReference(
      target: GVK(version: "v1", kind: "Service"),
      referrers: specs("StatefulSet", group: "apps", "spec/serviceName") + ingress
        + [FieldSpec("spec/service/name", gvk: DefaultFieldSpecs.apiService)] + webhooks)
  }

  private static let rbac = "rbac.authorization.k8s.io"

  private static var roles: BackReference {
    BackReference(
      target: GVK(group: rbac, kind: "Role"), referrers: specs("RoleBinding", group: rbac, "roleRef/name"))
  }

  private static var clusterRoles: BackReference {
    BackReference(
      target: GVK(group: rbac, kind: "ClusterRole"),
      referrers: specs("RoleBinding", group: rbac, "roleRef/name")
        + specs("ClusterRoleBinding", group: rbac, "roleRef/name"))
  }

  private static var serviceAccounts: BackReference {
    BackReference(
      target: GVK(version: "v1", kind: "ServiceAccount"),
      referrers: specs("RoleBinding", group: rbac, "subjects") + specs("ClusterRoleBinding", group: rbac, "subjects")
        + specs(plainPodSpecs, ["serviceAccountName"]))
  }

  private static var volumeClaims: BackReference {
    BackReference(
      target: GVK(version: "v1", kind: "PersistentVolumeClaim"),
      referrers: specs(plainPodSpecs, ["volumes/persistentVolumeClaim/claimName"]))
  }

  private static var volumes: BackReference {
    BackReference(
      target: GVK(version: "v1", kind: "PersistentVolume"),
      referrers: specs("PersistentVolumeClaim", "spec/volumeName") + specs("ClusterRole", "rules/resourceNames"))
  }

  private static var storageClasses: BackReference {
    BackReference(
      target: GVK(group: "storage.k8s.io", version: "v1", kind: "StorageClass"),
      referrers: specs("PersistentVolume", "spec/storageClassName")
        + specs("PersistentVolumeClaim", "spec/storageClassName")
        + specs("StatefulSet", "spec/volumeClaimTemplates/spec/storageClassName"))
  }

  private static var priorityClasses: BackReference {
    BackReference(
      target: GVK(group: "scheduling.k8s.io", version: "v1", kind: "PriorityClass"),
      referrers: specs(plainPodSpecs, ["priorityClassName"]))
  }

  /// The group is kustomize's, slash and all; it matches nothing.
  private static var ingressClasses: BackReference {
    BackReference(
      target: GVK(group: "networking.k8s.io/v1", version: "v1", kind: "IngressClass"),
      referrers: specs("Ingress", "spec/ingressClassName"))
  }

  private static var admissionPolicies: BackReference {
    let group = "admissionregistration.k8s.io"
    return BackReference(
      target: GVK(group: group, kind: "ValidatingAdmissionPolicy"),
      referrers: specs("ValidatingAdmissionPolicyBinding", group: group, "spec/policyName"))
  }
}
