import GitOpsAPI
import HTTP
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What `config/rbac` grants is enough for a whole chain, from a push to what people are told, and for no more.
@Suite struct GrantedRightsTests {
  private static let chart = [
    "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "chart/templates/greeting.yaml":
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: greeting\ndata:\n  text: {{ .Values.greeting }}\n",
  ]
  private static let files = [
    "app/settings.yaml": Manifest.configMap("settings", ["k": "${color}"]),
    // To grant a right takes that right: only who may do everything can apply this.
    "app/role.yaml": """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata:
      name: everything
    rules:
    - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}

    """,
    "tenant/tenant.yaml": Manifest.configMap("tenant"),
  ]

  @Test("N-NET-16 each controller does its work with the rights of config/rbac, and what goes beyond is refused")
  func chain() async throws {
    let world = try await InstalledWorld.start()
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await chain(world)) } catch { outcome = .failure(error) }
    await world.stop()
    try outcome.get()
  }

  private func chain(_ world: InstalledWorld) async throws {
    let namespace = try await world.cluster.namespace("chain")
    let place = DeliveryPlace(world: try world.delivery(), namespace: namespace)
    let receivers = ReceiverPlace(
      world: ReceiverWorld(world.cluster, place.world.controller), namespace: namespace)
    try await listen(place)
    try await deploy(world, place)
    try await told(place)
    try await called(receivers)
    try await sources(place)
    try await leases(world)
    #expect(world.refusals.isEmpty, "\(world.refusals.prefix(3))")
    try await beyond(world, receivers)
    try await remove(place)
  }

  /// Alerts and a Provider, known to the controller.
  private func listen(_ place: DeliveryPlace) async throws {
    try await place.world.cluster.createSecret("hook", in: place.namespace, ["headers": "X-Tenant: a"])
    try await place.provider("hook", ["secretRef": ["name": "hook"]])
    try await place.alert(
      "all",
      [
        "eventSources": [
          ["kind": "GitRepository", "name": "*"], ["kind": "HelmChart", "name": "*"],
          ["kind": "Kustomization", "name": "*", "matchLabels": ["team": "a"]],
          ["kind": "HelmRelease", "name": "*", "matchLabels": ["team": "a"]],
        ]
      ])
    try await place.settle()
  }

  /// A repository, what is applied of it, and the release of its chart.
  private func deploy(_ world: InstalledWorld, _ place: DeliveryPlace) async throws {
    let (cluster, namespace) = (world.cluster, place.namespace)
    let repository = try await world.git.createRepository(namespace)
    _ = try await repository.commit(files: Self.files.merging(Self.chart) { $1 }, message: "First")
    try await cluster.createSecret(
      "git", in: namespace,
      ["username": world.git.username, "password": world.git.password, "ca.crt": world.git.authorityPEM])
    try await cluster.createSecret("vars", in: namespace, ["color": "red"])
    try await cluster.createSecret("values", in: namespace, ["values.yaml": "greeting: hello\n"])
    try await cluster.controlPlane.kubectl("-n", namespace, "create", "serviceaccount", "tenant")
    try await cluster.controlPlane.kubectl(
      "-n", namespace, "create", "rolebinding", "tenant", "--clusterrole=cluster-admin",
      "--serviceaccount=\(namespace):tenant")
    let labels = ["team": "a"]
    let source = place.object(GitRepository.resourceType, "repo")
    try await source.create(spec: SourceWorld.spec(repository.url), labels: labels)
    let reference: JSONValue = ["kind": "GitRepository", "name": "repo"]
    func kustomize(_ name: String, _ more: JSONObject) async throws {
      var spec: JSONObject = [
        "interval": "1h", "retryInterval": "1s", "prune": true, "path": .string("./\(name)"),
        "targetNamespace": .string(namespace), "sourceRef": reference,
      ]
      for (field, value) in more { spec[field] = value }
      try await place.object(Kustomization.resourceType, name).create(spec: .object(spec), labels: labels)
    }
    try await kustomize("app", ["postBuild": ["substituteFrom": [["kind": "Secret", "name": "vars"]]]])
    try await kustomize("tenant", ["serviceAccountName": "tenant"])
    try await place.object(HelmRelease.resourceType, "shop").create(
      spec: [
        "interval": "1h", "chart": ["spec": ["chart": "./chart", "sourceRef": reference]],
        "valuesFrom": [["kind": "Secret", "name": "values"]],
      ], labels: labels)
    try await source.waitUntilReady()
    for name in ["app", "tenant"] { try await place.object(Kustomization.resourceType, name).waitUntilReady() }
    try await place.object(HelmRelease.resourceType, "shop").waitUntilReady()
    func text(_ name: String, _ field: String) async throws -> String? {
      let key = ObjectKey(namespace: namespace, name: name)
      return try await place.client.get(.configMap, key).json[path: "data", field]?.stringValue
    }
    #expect(try await text("settings", "k") == "red")
    #expect(try await text("tenant", "k") == "1")
    #expect(try await text("greeting", "text") == "hello")
  }

  /// The controllers tell the cluster and, by way of the notification-controller, people.
  private func told(_ place: DeliveryPlace) async throws {
    let posting = ["source-controller", "kustomize-controller", "helm-controller"]
    try await eventually("messages of all that post events", within: .patience) {
      let senders = Set(place.letters().compactMap { $0.json["reportingController"]?.stringValue })
      return senders.isSuperset(of: posting)
    }
    try await eventually("events of all controllers in the cluster", within: .patience) {
      var components: Set<String> = []
      try await place.client.list(.event, namespace: place.namespace) {
        components.insert($0.json[path: "source", "component"]?.stringValue ?? "")
      }
      return components.isSuperset(of: posting)
    }
  }

  /// A webhook asks all of them to look again.
  private func called(_ place: ReceiverPlace) async throws {
    try await place.createSecret("token")
    let kinds: [(ResourceType, String)] = [
      (GitRepository.resourceType, "repo"), (Kustomization.resourceType, "app"), (HelmRelease.resourceType, "shop"),
    ]
    let entries = kinds.map { type, name -> JSONValue in
      ["apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "name": .string(name)]
    }
    let all: JSONValue = [
      "apiVersion": .string(HelmChart.resourceType.apiVersion), "kind": "HelmChart", "name": "*", "matchLabels": [:],
    ]
    let receiver = try await place.createReceiver("hook", ["resources": .array(entries + [all])])
    let path = try await receiver.waitUntilReady().webhookPath
    #expect(try await place.hook(path).status == 200)
    for (type, name) in kinds {
      let object = WatchedObject(
        client: place.client, type: type, key: ObjectKey(namespace: place.namespace, name: name))
      try await object.wait("the request to be handled") {
        $0.requestedAt != nil && $0.json[path: "status", "lastHandledReconcileAt"]?.stringValue == $0.requestedAt
      }
    }
    var charts = 0
    try await place.client.list(HelmChart.resourceType, namespace: place.namespace) { chart in
      #expect(chart.requestedAt != nil)
      charts += 1
    }
    #expect(charts == 1)
  }

  /// Sources of the other kinds, that cannot be reached: what the controller may write is the same.
  private func sources(_ place: DeliveryPlace) async throws {
    let kinds: [(ResourceType, JSONValue)] = [
      (HelmRepository.resourceType, ["interval": "1h", "timeout": "2s", "url": "http://127.0.0.1:1/charts"]),
      (
        OCIRepository.resourceType, ["interval": "1h", "timeout": "2s", "url": "oci://127.0.0.1:1/x", "insecure": true]
      ),
    ]
    for (type, spec) in kinds {
      let object = place.object(type, "away")
      try await object.create(spec: spec)
      let failed = try await object.wait("\(type.kind) to fail") { $0.condition("Ready")?.status == .false }
      #expect(failed.finalizers == DeliveryPlace.finalizer)
      try await place.client.delete(type, object.key)
      try await object.waitUntilGone()
    }
  }

  /// Each holds the lease of its own.
  private func leases(_ world: InstalledWorld) async throws {
    for name in InstalledWorld.names {
      let key = ObjectKey(namespace: InstalledWorld.namespace, name: "\(name)-leader-election")
      let lease = try await world.cluster.client.get(.lease, key)
      #expect(lease.json[path: "spec", "holderIdentity"]?.stringValue?.isEmpty == false)
    }
    // Whether the server limits its clients by itself, one may ask; not how it is otherwise.
    #expect(try await world.head("/livez/ping", as: "notification-controller") == 200)
    #expect(try await world.head("/livez/etcd", as: "notification-controller") == 403)
  }

  /// An object that the controller has no right to change stays as it is.
  private func beyond(_ world: InstalledWorld, _ place: ReceiverPlace) async throws {
    try await world.cluster.controlPlane.apply(
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: buckets.example.com
      spec:
        group: example.com
        scope: Namespaced
        names: {kind: Bucket, plural: buckets}
        versions:
        - name: v1
          served: true
          storage: true
          schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}

      """)
    let type = ResourceType(group: "example.com", version: "v1", kind: "Bucket", plural: "buckets")
    let bucket = WatchedObject(
      client: place.client, type: type, key: ObjectKey(namespace: place.namespace, name: "foreign"))
    try await eventually("the kind to be served", within: .patience) {
      (try? await bucket.create(spec: [:])) != nil
    }
    let receiver = try await place.createReceiver(
      "beyond", ["resources": [["apiVersion": "example.com/v1", "kind": "Bucket", "name": "foreign"]]])
    #expect(try await place.hook(try await receiver.waitUntilReady().webhookPath).status == 500)
    #expect(try await bucket.get().requestedAt == nil)
    #expect(world.log("notification-controller").contains("forbidden"))
    // Nor may it do more than annotate; and who applies nothing may delete nothing of others.
    let notification = try world.client(as: "notification-controller")
    let repository = ObjectKey(namespace: place.namespace, name: "repo")
    await #expect(throws: KubernetesError.self) {
      try await notification.delete(GitRepository.resourceType, repository)
    }
    for name in ["notification-controller", "source-controller"] {
      let client = try world.client(as: name)
      await #expect(throws: KubernetesError.self, "\(name)") {
        try await client.delete(.secret, ObjectKey(namespace: place.namespace, name: "git"))
      }
    }
  }

  /// Everything can be taken away again.
  private func remove(_ place: DeliveryPlace) async throws {
    for (type, name) in [
      (Kustomization.resourceType, "app"), (Kustomization.resourceType, "tenant"), (HelmRelease.resourceType, "shop"),
      (GitRepository.resourceType, "repo"), (Receiver.resourceType, "hook"), (Provider.resourceType, "hook"),
    ] {
      let object = place.object(type, name)
      try await place.client.delete(type, object.key)
      try await object.waitUntilGone()
    }
    for name in ["settings", "tenant", "greeting"] {
      #expect(try await place.client.find(.configMap, ObjectKey(namespace: place.namespace, name: name)) == nil)
    }
  }
}
