import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// The objects that the scenarios create. Their interval is an hour: what is measured is asked for.
extension World {
  func createSource(_ name: String, url: String? = nil, secret: String = "git") async throws {
    var object = DynamicObject(GitRepository.resourceType, key(name))
    object.json["spec"] = [
      "interval": "1h", "url": .string(url ?? repository.url), "ref": ["branch": "main"],
      "secretRef": ["name": .string(secret)],
    ]
    _ = try await client.create(GitRepository.resourceType, object)
  }

  func createCredentials(_ name: String, for git: GitHTTPServer) async throws {
    var secret = DynamicObject(.secret, key(name))
    secret.json["stringData"] = [
      "username": .string(git.username), "password": .string(git.password), "ca.crt": .string(git.authorityPEM),
    ]
    _ = try await client.create(.secret, secret)
  }

  func createKustomization(
    _ name: String, path: String, source: String = "apps", prefix: String? = nil, interval: String = "1h",
    wait: Bool = false, timeout: String = "10m", dependsOn: [String] = []
  ) async throws {
    var object = DynamicObject(Kustomization.resourceType, key(name))
    object.json["spec"] = [
      "interval": .string(interval), "path": .string(path), "prune": true, "wait": .bool(wait),
      "timeout": .string(timeout),
      "sourceRef": ["kind": "GitRepository", "name": .string(source)], "targetNamespace": .string(World.namespace),
    ]
    if let prefix { object.json["spec"]?["namePrefix"] = .string(prefix) }
    if !dependsOn.isEmpty { object.json["spec"]?["dependsOn"] = .array(dependsOn.map { ["name": .string($0)] }) }
    _ = try await client.create(Kustomization.resourceType, object)
  }

  /// A source, and a Kustomization of a folder's ConfigMaps with the folder's name, which is ready.
  func prepareConfigMaps(_ count: Int, in folder: String) async throws {
    try await repository.commit(files: Manifests.configMaps(count, in: folder, value: "first"))
    try await createSource("apps")
    try await createKustomization(folder, path: "./\(folder)")
    try await ready(Kustomization.resourceType, folder)
  }

  /// Does something for each number at most `width` at a time.
  func each(_ numbers: Range<Int>, width: Int = 8, _ work: @escaping @Sendable (Int) async throws -> Void) async throws
  {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (started, number) in numbers.enumerated() {
        if started >= width { try await group.next() }
        group.addTask { try await work(number) }
      }
      try await group.waitForAll()
    }
  }
}

/// Files of the repository.
enum Manifests {
  static func configMap(_ name: String, _ value: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\ndata:\n  value: \"\(value)\"\n"
  }

  /// A folder of ConfigMaps with one value.
  static func configMaps(_ count: Int, in folder: String, value: String) -> [String: String] {
    var files: [String: String] = [:]
    for number in 0..<count { files["\(folder)/settings-\(number).yaml"] = configMap("settings-\(number)", value) }
    return files
  }

  static func deployment(replicas: Int, nodeSelector: String = "") -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: \(replicas)
      selector:
        matchLabels: {app: web}
      template:
        metadata:
          labels: {app: web}
        spec:
          \(nodeSelector)
          containers:
            - name: web
              image: registry.local/web:1.0.0

    """
  }

  /// What upstream's published table counts per Kustomization.
  static let fourKinds: [String: String] = [
    "four/deployment.yaml": deployment(replicas: 0),
    "four/account.yaml": "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n",
    "four/service.yaml":
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector: {app: web}\n  ports:\n    - port: 80\n",
    "four/ingress.yaml": """
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
    spec:
      rules:
        - host: web.example.com
          http:
            paths:
              - path: /
                pathType: Prefix
                backend: {service: {name: web, port: {number: 80}}}

    """,
  ]
}
