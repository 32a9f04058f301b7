import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// Objects that are none of ours must cost us nothing.
enum ForeignObjects {
  /// How long each kind is created before the number is left at what it is.
  private static let patience = Duration.seconds(120)
  private static let secretBytes = 100_000

  static func run(_ site: Site) async throws -> [Figure] {
    try await site.withWorld { world in
      try await world.repository.commit(files: Manifests.configMaps(5, in: "five", value: "1"))
      try await world.createSource("apps")
      try await world.createKustomization("five", path: "./five")
      try await world.ready(Kustomization.resourceType, "five")
      try await exercise(world)
      let before = world.controllers.map(\.anonymous)

      let value = JSONValue.string(String(repeating: "QUFB", count: secretBytes / 3))
      let secrets = try await create(setting("SECRETS", default: 5_000), world) { number in
        var secret = DynamicObject(.secret, ObjectKey(namespace: "default", name: "foreign-\(number)"))
        secret.json["data"] = ["value": value]
        _ = try await world.client.create(.secret, secret)
      }
      let definitions = try await create(setting("DEFINITIONS", default: 500), world) { number in
        _ = try await world.client.create(.customResourceDefinition, definition(number))
      }
      try await Task.sleep(for: .seconds(5))
      try await exercise(world)
      return zip(world.controllers, before).map { controller, before in
        let growth = Int64(clamping: controller.anonymous) - Int64(clamping: before)
        return Figure(
          what: "\(definitions) foreign CRDs, \(secrets) foreign Secrets of 100 kB, \(controller.name)",
          mustReach: "anonymous memory grows by <= 2 MiB",
          measured: "\(mebibytes(growth)) (\(mebibytes(before)) before); \(controller.memory)")
      }
    }
  }

  /// Some reconciles, so that what is allocated once is in both figures.
  private static func exercise(_ world: World) async throws {
    for _ in 0..<20 {
      let token = try await world.request(GitRepository.resourceType, "apps")
      try await world.annotate(Kustomization.resourceType, "five", token)
      for type in [GitRepository.resourceType, Kustomization.resourceType] {
        try await world.all(1, of: type, within: .seconds(60), every: .milliseconds(50)) { $0.handledRequest == token }
      }
    }
  }

  /// Creates objects in hundreds until there are enough or time is up; returns how many there are.
  private static func create(
    _ count: Int, _ world: World, _ make: @escaping @Sendable (Int) async throws -> Void
  ) async throws -> Int {
    let deadline = ContinuousClock.now + patience
    var created = 0
    while created < count, ContinuousClock.now < deadline {
      let next = min(count, created + 100)
      try await world.each(created..<next, make)
      created = next
    }
    return created
  }

  static func definition(_ number: Int) -> DynamicObject {
    let plural = "foreign\(number)s"
    var object = DynamicObject(
      .customResourceDefinition, ObjectKey(namespace: "", name: "\(plural).figures.example.com"))
    object.json["spec"] = [
      "group": "figures.example.com", "scope": "Namespaced",
      "names": [
        "kind": .string("Foreign\(number)"), "plural": .string(plural), "singular": .string("foreign\(number)"),
      ],
      "versions": [
        [
          "name": "v1", "served": true, "storage": true,
          "schema": ["openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]],
        ]
      ],
    ]
    return object
  }
}
