import JSON
import Testing

/// What `config/rbac` and `config/policies` allow.
@Suite struct PermissionTests {
  private static let all = ["create", "delete", "get", "list", "patch", "update", "watch"]
  private static let read = ["get", "list", "watch"]
  private static let finalizers = ["create", "delete", "get", "patch", "update"]
  private static let status = ["get", "patch", "update"]

  /// What every controller needs: events, tokens of service accounts, its configuration.
  private func common(_ configuration: [String]) -> Set<String> {
    permissions("", ["events"], ["create", "patch"])
      .union(permissions("", ["serviceaccounts/token"], ["create"]))
      .union(permissions("", configuration, Self.read))
  }

  private func own(_ group: String, _ kinds: [String], status: [String]? = nil) -> Set<String> {
    permissions(group, kinds, Self.all)
      .union(permissions(group, (status ?? kinds).map { "\($0)/status" }, Self.status))
      .union(permissions(group, kinds.map { "\($0)/finalizers" }, Self.finalizers))
  }

  @Test("S-NET-10 the source-controller may do what it needs and nothing else")
  func sourceController() throws {
    let kinds = ["buckets", "gitrepositories", "helmcharts", "helmrepositories", "ocirepositories"]
    #expect(
      try Manifests.permissions("source-controller")
        == common(["secrets", "serviceaccounts"]).union(own("source.toolkit.fluxcd.io", kinds)))
    try checkLeases("source-controller")
  }

  @Test("K-22-04 the kustomize-controller reads sources and configuration, and applies as cluster-admin")
  func kustomizeController() throws {
    #expect(
      try Manifests.permissions("kustomize-controller")
        == common(["configmaps", "secrets", "serviceaccounts"])
        .union(own("kustomize.toolkit.fluxcd.io", ["kustomizations"]))
        .union(
          permissions(
            "source.toolkit.fluxcd.io", ["buckets", "externalartifacts", "gitrepositories", "ocirepositories"],
            Self.read)))
    try checkClusterAdmin("kustomize-controller")
    try checkLeases("kustomize-controller")
  }

  @Test("H-34-03 the helm-controller also makes HelmCharts, and applies as cluster-admin")
  func helmController() throws {
    let sources = ["buckets", "externalartifacts", "gitrepositories", "helmrepositories", "ocirepositories"]
    #expect(
      try Manifests.permissions("helm-controller")
        == common(["configmaps", "secrets", "serviceaccounts"])
        .union(own("helm.toolkit.fluxcd.io", ["helmreleases"]))
        .union(permissions("source.toolkit.fluxcd.io", ["helmcharts"], Self.all))
        .union(permissions("source.toolkit.fluxcd.io", sources, Self.read)))
    try checkClusterAdmin("helm-controller")
    try checkLeases("helm-controller")
  }

  @Test("the notification-controller may annotate the objects of the other controllers, and write nothing else")
  func notificationController() throws {
    let groups = [
      "helm.toolkit.fluxcd.io", "image.toolkit.fluxcd.io", "kustomize.toolkit.fluxcd.io",
      "source.toolkit.fluxcd.io", "source.extensions.fluxcd.io",
    ]
    var expected = common(["configmaps", "namespaces", "secrets", "serviceaccounts"])
    expected.formUnion(
      own("notification.toolkit.fluxcd.io", ["alerts", "providers", "receivers"], status: ["receivers"]))
    for group in groups { expected.formUnion(permissions(group, ["*"], ["get", "list", "patch", "watch"])) }
    #expect(try Manifests.permissions("notification-controller") == expected)
    let role = try Manifests.object("ClusterRole", "notification-controller", in: "rbac/notification-controller.yaml")
    #expect(
      role["rules"]?.arrayValue?.compactMap { $0["nonResourceURLs"] == nil ? nil : $0 }
        == [["nonResourceURLs": ["/livez/ping"], "verbs": ["head"]]])
    try checkLeases("notification-controller")
  }

  private func checkLeases(_ controller: String) throws {
    let role = try Manifests.object("Role", "\(controller)-leader-election", in: "rbac/\(controller).yaml")
    #expect(
      Manifests.granted(by: role)
        == permissions("coordination.k8s.io", ["leases"], ["create", "get", "patch", "update"]))
    for (kind, name, roleKind) in [
      ("RoleBinding", "\(controller)-leader-election", "Role"), ("ClusterRoleBinding", controller, "ClusterRole"),
    ] {
      let binding = try Manifests.object(kind, name, in: "rbac/\(controller).yaml")
      #expect(binding[path: "roleRef", "name"] == .string(name))
      #expect(binding[path: "roleRef", "kind"] == .string(roleKind))
      #expect(binding["subjects"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == [controller])
    }
  }

  private func checkClusterAdmin(_ controller: String) throws {
    let binding = try Manifests.object(
      "ClusterRoleBinding", "\(controller)-cluster-admin", in: "rbac/\(controller).yaml")
    #expect(binding[path: "roleRef", "name"] == "cluster-admin")
    #expect(
      binding["subjects"] == [["kind": "ServiceAccount", "name": .string(controller), "namespace": "flux-system"]])
  }

  @Test("no controller but the two that apply is bound to cluster-admin")
  func clusterAdmin() throws {
    for controller in ["source-controller", "notification-controller"] {
      let bound = try RepositoryFiles.documents("config/rbac/\(controller).yaml")
        .compactMap { $0[path: "roleRef", "name"]?.stringValue }
      #expect(!bound.contains("cluster-admin"))
    }
  }

  @Test("C-26-01 C-26-02 C-26-03 N-NET-18 who may call in: the namespace, scrapers on 8080, webhooks on 9292")
  func networkPolicies() throws {
    let file = "policies/network-policies.yaml"
    let egress = try Manifests.object("NetworkPolicy", "allow-egress", in: file)
    #expect(egress[path: "spec", "podSelector"] == [:])
    #expect(egress[path: "spec", "ingress"] == [["from": [["podSelector": [:]]]]])
    #expect(egress[path: "spec", "egress"] == [[:]])
    #expect(egress[path: "spec", "policyTypes"] == ["Ingress", "Egress"])
    let scraping = try Manifests.object("NetworkPolicy", "allow-scraping", in: file)
    #expect(scraping[path: "spec", "podSelector"] == [:])
    #expect(scraping[path: "spec", "ingress"] == fromEverywhere(8080))
    let webhooks = try Manifests.object("NetworkPolicy", "allow-webhooks", in: file)
    #expect(webhooks[path: "spec", "podSelector"] == ["matchLabels": ["app": "notification-controller"]])
    #expect(webhooks[path: "spec", "ingress"] == fromEverywhere(9292))
  }

  private func fromEverywhere(_ port: Int) -> JSONValue {
    [
      [
        "from": [["namespaceSelector": [:]]],
        "ports": [["port": .number(JSONNumber(port)), "protocol": "TCP"]],
      ]
    ]
  }
}
