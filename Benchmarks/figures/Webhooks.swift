import GitOpsAPI
import HTTP
import JSON
import OperatorKit
import OperatorKitTesting

/// From a webhook to the annotation, and to ten changed objects applied.
enum Webhooks {
  private static let calls = 300
  private static let objects = 10
  private static let runs = 20

  static func run(_ site: Site) async throws -> [Figure] {
    try await site.withWorld { world in
      try await world.prepareConfigMaps(objects, in: "ten")
      return try await WebhookSite.run(world) { hooks in
        let path = try await hooks.receiver("apps")
        let answers = try await annotations(world, hooks, path)
        var pushes: [Duration] = []
        for number in 1...runs { pushes.append(try await push(world, hooks, path, "\(number)")) }
        return [
          Figure(
            what: "webhook to requestedAt on the GitRepository", mustReach: "p99 < 0.050 s",
            measured: "p99 \(seconds(percentile(answers, 99))), \(spread(answers))"),
          Figure(
            what: "push to 10 changed objects applied, through the webhook", mustReach: "p50 < 1 s",
            measured: "\(spread(pushes)); \(hooks.controller.memory)"),
        ]
      }
    }
  }

  /// An answer comes when the annotation is written. The calls come one each 50 ms, as the API server's default limit
  /// for a client allows.
  private static func annotations(_ world: World, _ hooks: WebhookSite, _ path: String) async throws -> [Duration] {
    var answers: [Duration] = []
    var before = ""
    for _ in 0..<calls {
      let started = ContinuousClock.now
      try await hooks.call(path)
      answers.append(.now - started)
      let source = try await world.client.get(GitRepository.resourceType, world.key("apps"), as: .metadata)
      let value = source.annotation(AnnotationName.requestedAt) ?? ""
      guard value != before else { throw FigureFailure("a call has not changed the annotation") }
      before = value
      try await Task.sleep(for: .milliseconds(50))
    }
    return answers
  }

  /// The commit is there before the clock starts.
  private static func push(
    _ world: World, _ hooks: WebhookSite, _ path: String, _ value: String
  ) async throws -> Duration {
    let commit = try await world.repository.commit(files: Manifests.configMaps(objects, in: "ten", value: value))
    let started = ContinuousClock.now
    try await hooks.call(path)
    try await eventually("\(commit) to be applied", every: .milliseconds(5)) {
      let object = try await world.client.get(Kustomization.resourceType, world.key("ten"))
      return object.json[path: "status", "lastAppliedRevision"]?.stringValue?.hasSuffix(commit) ?? false
    }
    return .now - started
  }
}

/// A notification-controller beside a world.
struct WebhookSite: Sendable {
  let controller: Controller
  let port: UInt16
  private let world: World

  static func run<Result>(_ world: World, _ work: (WebhookSite) async throws -> Result) async throws -> Result {
    let controller = try Launcher(binaries: world.binaries, directory: world.directory).startNotification(
      kubeconfig: world.cluster.kubeconfigPath)
    let site = WebhookSite(controller: controller, port: controller.port?.port ?? 0, world: world)
    let outcome: Swift.Result<Result, any Error>
    do { outcome = .success(try await work(site)) } catch { outcome = .failure(error) }
    _ = await controller.process.terminate()
    return try outcome.get()
  }

  /// Makes a Receiver that reconciles a GitRepository, and returns its path.
  func receiver(_ name: String) async throws -> String {
    var secret = DynamicObject(.secret, world.key("token-\(name)"))
    secret.json["stringData"] = ["token": .string("\(UInt64.random(in: 0...UInt64.max))")]
    _ = try await world.client.create(.secret, secret)
    var receiver = DynamicObject(Receiver.resourceType, world.key(name))
    receiver.json["spec"] = [
      "type": "generic", "secretRef": ["name": .string("token-\(name)")],
      "resources": [["kind": "GitRepository", "name": .string(name)]],
    ]
    _ = try await world.client.create(Receiver.resourceType, receiver)
    var path = ""
    try await eventually("the path of \(name)", within: .seconds(30)) {
      let object = try await world.client.get(Receiver.resourceType, world.key(name))
      path = object.json[path: "status", "webhookPath"]?.stringValue ?? ""
      return !path.isEmpty
    }
    return path
  }

  /// Calls a webhook as the last step of a pipeline does.
  func call(_ path: String) async throws {
    guard let url = RemoteURL("http://127.0.0.1:\(port)\(path)") else { throw FigureFailure("no URL") }
    var request = HTTPRequest(method: .post, url: url)
    request.options.proxy = .none
    request.options.totalTimeout = .seconds(10)
    let response = try await HTTPClient.shared.send(request)
    response.body.cancel()
    guard response.status == 200 else { throw FigureFailure("the webhook answers \(response.status)") }
  }
}

/// The duration that so many of a hundred do not exceed.
func percentile(_ durations: [Duration], _ share: Int) -> Duration {
  let sorted = durations.sorted()
  let index = (sorted.count * share + 99) / 100 - 1
  return sorted.indices.contains(index) ? sorted[index] : .zero
}
