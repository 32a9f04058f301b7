import OperatorKit
import Testing

@Suite("Order and stages")
struct OrderTests {
  @Test("K-12-14 kinds are sorted by head, group and kind, tail, then namespace and name")
  func order() {
    let sorted = [
      reference("CustomResourceDefinition", "a", group: "apiextensions.k8s.io"), reference("Namespace", "z"),
      reference("ClusterRole", "a", group: "rbac.authorization.k8s.io"), reference("ClusterClass", "a"),
      reference("RuntimeClass", "a"), reference("PriorityClass", "a"), reference("StorageClass", "a"),
      reference("VolumeSnapshotClass", "a"), reference("IngressClass", "a"), reference("GatewayClass", "a"),
      reference("ClusterRoleBinding", "a"), reference("ResourceQuota", "a"), reference("ServiceAccount", "a"),
      reference("Role", "a"), reference("RoleBinding", "a"), reference("ConfigMap", "b", namespace: "a"),
      reference("ConfigMap", "a", namespace: "b"), reference("ConfigMap", "c", namespace: "b"),
      reference("Secret", "a"), reference("Service", "a"), reference("LimitRange", "a"), reference("Deployment", "a"),
      reference("StatefulSet", "a"), reference("CronJob", "a"), reference("PodDisruptionBudget", "a"),
      reference("Job", "a", group: "batch"), reference("Widget", "a", group: "example.org"),
      reference("Ingress", "a", group: "networking.k8s.io"),
      reference("MutatingWebhookConfiguration", "a"), reference("ValidatingWebhookConfiguration", "a"),
    ]
    #expect(ApplyOrder.sorted(sorted.reversed()) == sorted)
    #expect(ApplyOrder.sortedForDeletion(sorted) == sorted.reversed())
  }

  @Test(
    "K-12-08 K-12-09 K-12-10 K-12-11 every kind has its stage",
    arguments: [
      ("apiextensions.k8s.io", "CustomResourceDefinition", ApplyStage.definitions), ("", "Namespace", .definitions),
      ("rbac.authorization.k8s.io", "ClusterRole", .definitions), ("storage.k8s.io", "StorageClass", .classes),
      ("example.org", "MyClass", .classes), ("example.org", "Tenant", .custom), ("example.org", "Namespace", .rest),
      ("apps", "Deployment", .rest),
    ])
  func stages(group: String, kind: String, expected: ApplyStage) {
    let tenant = GroupKind(group: "example.org", kind: "Tenant")
    #expect(ApplyStage(of: GroupKind(group: group, kind: kind), customKinds: [tenant]) == expected)
  }

  @Test("K-12-08 K-12-09 K-12-10 only definitions and classes are waited for")
  func waits() {
    #expect(ApplyStage.allCases.filter(\.waitsUntilReady) == [.definitions, .classes])
    #expect(ApplyStage.allCases.sorted() == [.definitions, .classes, .custom, .rest])
  }
}
