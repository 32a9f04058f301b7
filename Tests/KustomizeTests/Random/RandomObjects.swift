/// Objects that refer to each other, from a few names so that references and targets hit.
struct RandomObjects {
  static let names = ["web", "api", "db", "cfg"]
  static let kinds = [
    "ConfigMap", "Secret", "Deployment", "StatefulSet", "Service", "Ingress", "CronJob", "ServiceAccount",
    "RoleBinding",
    "ClusterRoleBinding", "Role", "ClusterRole", "HorizontalPodAutoscaler", "Namespace", "Widget",
    "PersistentVolumeClaim",
    "NetworkPolicy", "ValidatingWebhookConfiguration", "CustomResourceDefinition", "Pod",
  ]
  private static let versions = [
    "ConfigMap": "v1", "Secret": "v1", "Deployment": "apps/v1", "StatefulSet": "apps/v1", "Service": "v1", "Pod": "v1",
    "Ingress": "networking.k8s.io/v1", "CronJob": "batch/v1", "ServiceAccount": "v1", "Namespace": "v1",
    "RoleBinding": "rbac.authorization.k8s.io/v1", "ClusterRoleBinding": "rbac.authorization.k8s.io/v1",
    "Role": "rbac.authorization.k8s.io/v1", "ClusterRole": "rbac.authorization.k8s.io/v1", "Widget": "example.org/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2", "PersistentVolumeClaim": "v1", "NetworkPolicy": "networking.k8s.io/v1",
    "ValidatingWebhookConfiguration": "admissionregistration.k8s.io/v1",
    "CustomResourceDefinition": "apiextensions.k8s.io/v1",
  ]

  static func version(_ kind: String) -> String { versions[kind] ?? "v1" }

  var random: SplitMix
  private var used = Set<String>()
  /// What there is, by kind and name.
  private(set) var known: [(kind: String, name: String)] = []

  init(random: SplitMix) { self.random = random }

  /// An object that is not there yet; `nil` when the name that was drawn is taken.
  mutating func next() -> RandomTree? {
    let kind = random.pick(Self.kinds)
    let name = random.pick(Self.names)
    guard used.insert("\(kind)/\(name)").inserted else { return nil }
    known.append((kind, name))
    return object(kind, name)
  }

  /// An object of a kind, which may be there already.
  mutating func object(_ kind: String, _ name: String) -> RandomTree {
    var entries: [(key: String, value: RandomTree)] = [
      ("apiVersion", .inline(Self.version(kind))), ("kind", .inline(kind)), ("metadata", metadata(name)),
    ]
    entries += fields(kind)
    if random.below(8) == 0 { entries.reverse() }
    return .map(entries)
  }

  private mutating func metadata(_ name: String) -> RandomTree {
    var tree: RandomTree = ["name": .inline(random.below(8) == 0 ? "\"\(name)\"" : name)]
    if random.below(6) == 0 { tree["namespace"] = .inline(random.pick(["one", "two", "default"])) }
    if random.below(2) == 0 { tree["labels"] = texts(["app", "tier", "a.b/c"]) }
    if random.below(3) == 0 { tree["annotations"] = texts(["note", "a.b/c", "app"]) }
    if random.below(12) == 0 { tree["creationTimestamp"] = "null" }
    if random.below(12) == 0 { tree["finalizers"] = ["a.example.org/x", "b.example.org/y"] }
    return tree
  }

  private mutating func texts(_ keys: [String]) -> RandomTree {
    .map(keys.filter { _ in random.below(2) == 0 }.map { ($0, .inline(RandomScalars.string(&random))) })
  }

  private mutating func name() -> RandomTree { .inline(random.pick(Self.names)) }

  /// A value of any shape.
  mutating func any(_ depth: Int = 0) -> RandomTree {
    switch random.below(depth > 2 ? 3 : 6) {
    case 0...2: return RandomScalars.tree(&random)
    case 3: return .list((0..<random.below(4)).map { _ in any(depth + 1) })
    default:
      let keys = ["name", "value", "host", "port", "image", "x", "\"y z\"", "a.b/c", "yes", "1", "~"]
      var entries: [(key: String, value: RandomTree)] = []
      for _ in 0..<random.below(5) {
        let key = random.below(8) == 0 ? random.pick(keys) : random.pick(Array(keys[..<8]))
        if !entries.contains(where: { $0.key == key }) { entries.append((key, any(depth + 1))) }
      }
      return .map(entries)
    }
  }
}

// MARK: What kinds have

extension RandomObjects {
  private mutating func fields(_ kind: String) -> [(key: String, value: RandomTree)] {
    switch kind {
    case "ConfigMap":
      return [("data", .map(["a", "host", "c.d", "text"].filter { _ in random.below(2) == 0 }.map { ($0, datum()) }))]
    case "Secret": return [("type", "Opaque"), ("stringData", texts(["a", "b"])), ("data", ["k": "aGVsbG8="])]
    case "Deployment", "StatefulSet": return [("spec", workload(kind))]
    case "Pod": return [("spec", pod())]
    case "CronJob":
      return [("spec", ["schedule": "\"* * * * *\"", "jobTemplate": ["spec": ["template": template()]]])]
    case "Service":
      return [
        ("spec", ["selector": texts(["app", "tier"]), "ports": .list((0...random.below(3)).map { _ in port() })])
      ]
    case "Ingress":
      let backend: RandomTree = ["service": ["name": name(), "port": ["number": "80"]]]
      return [
        (
          "spec",
          [
            "tls": [["secretName": name(), "hosts": ["a.example.org"]]],
            "rules": [
              ["host": "a.example.org", "http": ["paths": [["path": "/", "pathType": "Prefix", "backend": backend]]]]
            ],
          ]
        )
      ]
    case "RoleBinding", "ClusterRoleBinding":
      var subject: RandomTree = ["kind": "ServiceAccount", "name": name()]
      if random.below(2) == 0 { subject["namespace"] = .inline(random.pick(["one", "default", "two"])) }
      return [
        (
          "roleRef",
          [
            "apiGroup": "rbac.authorization.k8s.io", "kind": .inline(random.pick(["Role", "ClusterRole"])),
            "name": name(),
          ]
        ), ("subjects", [subject]),
      ]
    case "Role", "ClusterRole":
      return [
        ("rules", [["apiGroups": [#""""#], "resources": ["configmaps"], "resourceNames": [name()], "verbs": ["get"]]])
      ]
    case "HorizontalPodAutoscaler":
      return [
        (
          "spec",
          [
            "scaleTargetRef": [
              "apiVersion": "apps/v1", "kind": .inline(random.pick(["Deployment", "StatefulSet"])), "name": name(),
            ],
            "maxReplicas": "3",
          ]
        )
      ]
    case "NetworkPolicy":
      return [("spec", ["podSelector": ["matchLabels": texts(["app"])], "policyTypes": ["Ingress"]])]
    case "ValidatingWebhookConfiguration":
      return [
        (
          "webhooks",
          [["name": "a.example.org", "clientConfig": ["service": ["name": name(), "namespace": "default"]]]]
        )
      ]
    case "CustomResourceDefinition":
      return [
        ("spec", ["group": "example.org", "names": ["kind": "Widget", "plural": "widgets"], "scope": "Namespaced"])
      ]
    case "Widget": return [("spec", any()), ("list", .list((0..<random.below(4)).map { _ in any(1) }))]
    default: return []
    }
  }

  private mutating func datum() -> RandomTree {
    random.below(3) == 0 ? RandomScalars.tree(&random) : .inline(RandomScalars.string(&random))
  }

  private mutating func port() -> RandomTree {
    var tree: RandomTree = ["port": .inline(random.pick(["80", "443", "8080"]))]
    if random.below(2) == 0 { tree["name"] = .inline(random.pick(["http", "tls"])) }
    if random.below(2) == 0 { tree["protocol"] = .inline(random.pick(["TCP", "UDP"])) }
    return tree
  }

  private mutating func workload(_ kind: String) -> RandomTree {
    var tree: RandomTree = [
      "replicas": .inline(random.pick(["1", "2", "\"3\"", "null"])),
      "selector": ["matchLabels": texts(["app", "tier"])],
      "template": template(),
    ]
    if random.below(6) == 0 { tree["replicas"] = nil }
    if kind == "StatefulSet" {
      tree["serviceName"] = name()
      tree["volumeClaimTemplates"] = [["metadata": ["name": "data"], "spec": ["accessModes": ["ReadWriteOnce"]]]]
    }
    return tree
  }

  private mutating func template() -> RandomTree {
    var tree: RandomTree = ["spec": pod()]
    if random.below(2) == 0 { tree["metadata"] = ["labels": texts(["app", "tier"])] }
    return tree
  }

  mutating func pod() -> RandomTree {
    var tree: RandomTree = ["containers": .list((0...random.below(3)).map { container($0) })]
    if random.below(3) == 0 { tree["initContainers"] = [container(3)] }
    if random.below(3) == 0 { tree["serviceAccountName"] = name() }
    if random.below(3) == 0 { tree["imagePullSecrets"] = [["name": name()]] }
    if random.below(2) == 0 {
      tree["volumes"] = [
        ["name": "config", "configMap": ["name": name()]], ["name": "secret", "secret": ["secretName": name()]],
        ["name": "all", "projected": ["sources": [["configMap": ["name": name()]], ["secret": ["name": name()]]]]],
      ]
    }
    return tree
  }

  mutating func container(_ number: Int) -> RandomTree {
    var tree: RandomTree = ["name": .inline(["main", "side", "third", "init"][min(number, 3)])]
    if random.below(6) > 0 {
      tree["image"] = .inline(
        random.pick([
          "nginx", "nginx:1.7", "registry:5000/team/nginx:v1", "nginx@sha256:0123", "busybox:latest", "\"nginx:1.9\"",
          "docker.io/nginx", "nginx:1.7@sha256:0123", "5",
        ]))
    }
    if random.below(2) == 0 {
      tree["env"] = .list(
        (0..<random.below(4)).map { index in
          let name = ["A", "B", "C", "D"][index]
          switch random.below(3) {
          case 0: return ["name": .inline(name), "value": RandomScalars.tree(&random)]
          case 1:
            return ["name": .inline(name), "valueFrom": ["configMapKeyRef": ["name": self.name(), "key": "a"]]]
          default: return ["name": .inline(name), "value": "$(VAR)"]
          }
        })
    }
    if random.below(3) == 0 { tree["envFrom"] = [["configMapRef": ["name": name()]], ["secretRef": ["name": name()]]] }
    if random.below(3) == 0 {
      tree["ports"] = .list(
        (0...random.below(2)).map { _ in
          var port: RandomTree = ["containerPort": .inline(random.pick(["80", "8080"]))]
          if random.below(2) == 0 { port["protocol"] = .inline(random.pick(["TCP", "UDP"])) }
          if random.below(3) == 0 { port["name"] = .inline(random.pick(["http", "x"])) }
          return port
        })
    }
    if random.below(3) == 0 { tree["args"] = ["--host=$(VAR)", "-v", .inline(RandomScalars.inline(&random))] }
    if random.below(4) == 0 { tree["volumeMounts"] = [["name": "config", "mountPath": "/etc/config"]] }
    return tree
  }
}
