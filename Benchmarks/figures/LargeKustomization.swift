import GitOpsAPI
import OperatorKit
import OperatorKitTesting

/// One Kustomization of ten thousand objects, which are patched, labelled, moved to a namespace and given other images.
enum LargeKustomization {
  private static let objects = setting("OBJECTS", default: 10_000)
  private static let perFile = 100

  static func run(_ site: Site) async throws -> [Figure] {
    // The API server limits by itself; what is measured is not how fast the controller may ask.
    let arguments = ["--kube-api-qps=2000", "--kube-api-burst=4000"]
    return try await site.withWorld(kustomizeArguments: arguments) { world in
      try await world.repository.commit(files: files(tag: "2.0"))
      let started = ContinuousClock.now
      try await world.createSource("apps")
      try await world.createKustomization("large", path: "./overlay", timeout: "1h")
      try await world.ready(Kustomization.resourceType, "large", within: .seconds(3_600), every: .milliseconds(200))
      let applied = ContinuousClock.now
      try await check(world)
      let unchanged = try await again(world)
      let memory = world.kustomize.memory
      guard world.kustomize.survival.isEmpty else { throw FigureFailure(memory) }
      return [
        Figure(
          what: "one Kustomization of \(objects) objects with patches, images, labels and a namespace",
          mustReach: "inside 64 MiB",
          measured: "applied in \(seconds(applied - started)), again unchanged in \(seconds(unchanged)); \(memory)")
      ]
    }
  }

  /// Another run, asked for, which finds everything as it is.
  private static func again(_ world: World) async throws -> Duration {
    let started = ContinuousClock.now
    let token = try await world.request(Kustomization.resourceType, "large")
    try await eventually("the request to be handled", within: .seconds(3_600), every: .milliseconds(200)) {
      try await world.client.get(Kustomization.resourceType, world.key("large")).handledRequest == token
    }
    return .now - started
  }

  /// Everything must be there, as the overlay wants it.
  private static func check(_ world: World) async throws {
    var count = 0
    var isRight = true
    let labelled = ListOptions(labelSelector: try LabelSelector("team=platform"))
    for type in [ResourceType.configMap, .secret, deployment] {
      try await world.client.list(type, namespace: World.namespace, options: labelled) { object in
        count += 1
        guard type == deployment else { return }
        let spec = object.json[path: "spec"]
        let image = spec?[path: "template", "spec", "containers"]?[0]?["image"]?.stringValue
        isRight = isRight && spec?["replicas"] == 3 && image == "registry.example.org/team/app:2.0"
      }
    }
    guard count == objects, isRight else {
      throw FigureFailure("\(count) of \(objects) objects are there, \(isRight ? "all right" : "some of them wrong")")
    }
  }

  private static let deployment = ResourceType(group: "apps", version: "v1", kind: "Deployment", plural: "deployments")

  // MARK: The repository

  private static func files(tag: String) -> [String: String] {
    var files: [String: String] = ["overlay/kustomization.yaml": overlay(tag: tag)]
    var names: [String] = []
    for first in stride(from: 0, to: objects, by: perFile) {
      let name = "objects-\(first).yaml"
      names.append("- \(name)\n")
      files["base/\(name)"] =
        (first..<min(first + perFile, objects)).map { object($0) }.joined(separator: "---\n")
    }
    files["base/kustomization.yaml"] = "resources:\n" + names.joined()
    return files
  }

  /// Of ten objects, two are Deployments and one is a Secret.
  private static func object(_ number: Int) -> String {
    switch number % 10 {
    case 0, 1:
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: app-\(number)
      spec:
        selector:
          matchLabels: {app: app-\(number)}
        template:
          metadata:
            labels: {app: app-\(number)}
          spec:
            containers:
              - name: main
                image: registry.example.org/team/app:1.0
                env:
                  - {name: LEVEL, value: info}
                envFrom:
                  - configMapRef: {name: config-\(number + 2)}
                ports: [{containerPort: 8080, name: http}]
                resources:
                  limits: {cpu: 500m, memory: 128Mi}

      """
    case 2:
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: secret-\(number)\nstringData:\n  token: token-\(number)\n"
    default:
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: config-\(number)
      data:
        host: app-\(number).example.org
        level: debug
        settings.yaml: |
          server:
            port: 8080
            name: app-\(number)

      """
    }
  }

  private static func overlay(tag: String) -> String {
    """
    namespace: \(World.namespace)
    resources:
      - ../base
    labels:
      - pairs: {environment: production, team: platform}
        includeSelectors: true
    images:
      - name: registry.example.org/team/app
        newTag: "\(tag)"
    patches:
      - target: {kind: Deployment}
        patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: any}
          spec:
            replicas: 3
            template:
              spec:
                containers:
                  - name: main
                    env:
                      - {name: REGION, value: eu}
      - target: {kind: ConfigMap}
        patch: |-
          - op: add
            path: /metadata/annotations
            value: {example.org/owner: platform}

    """
  }
}
