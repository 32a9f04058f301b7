import Digests
import GitOpsAPI
import Glibc
import HTTP
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What callers of webhooks are answered, and what comes of their calls.
@Suite struct WebhookTests {
  @Test(
    "N-NET-02 N-RV-01 N-RV-02 N-RV-03 N-RV-04 N-MX-04 N-MX-05 paths are exact, answers are codes without bodies")
  func paths() async throws {
    let place = try await ReceiverWorld.shared().place("webhook")
    try await place.createSource("shop")
    let path = try await place.createReceiver().waitUntilReady().webhookPath
    for method in [HTTPMethod.post, .get, .put, .delete] {
      let answer = try await place.hook(path, method: method)
      #expect(answer.status == 200 && answer.body.isEmpty)
    }
    let upper = "/hook/" + path.dropFirst("/hook/".count).uppercased()
    for other in [
      "\(path)?", "\(path)?a=b", "\(path)/", "/hook/", "/hook", "/", "/\(path)", String(path.dropLast()), "\(path)0",
      path.replacingFirst("/hook/", with: "/hooks/"), path.replacingFirst("/hook/", with: "/hook/%68"), upper,
    ] {
      let answer = try await place.call(other)
      #expect(answer.status == 404 && answer.body.isEmpty, "\(other)")
    }
    let signed = try await place.createReceiver("signed", ["type": "generic-hmac"]).waitUntilReady().webhookPath
    let refused = try await place.hook(signed, headers: ["X-Signature": "sha256=00"], "{}")
    #expect(refused.status == 400 && refused.body.isEmpty)

    let controller = place.world.controller
    func count(_ code: String) async throws -> Double {
      try await controller.metric(
        "gotk_receiver_http_request_duration_seconds_count", port: controller.metricsPort,
        labels: ["handler": "/hook/", "code": code]) ?? 0
    }
    #expect(try await count("200") >= 1)
    #expect(try await count("404") >= 10)
    #expect(try await count("400") >= 1)
    let size = try await controller.metric(
      "gotk_receiver_http_response_size_bytes_count", port: controller.metricsPort, labels: ["handler": "/hook/"])
    #expect(size ?? 0 > 0)
    let metrics = try await Download.get("http://127.0.0.1:\(controller.metricsPort)/metrics")
    let text = String(decoding: metrics.body, as: UTF8.self)
    #expect(text.contains("gotk_receiver_http_requests_inflight{") && !text.contains(path))
    #expect(!controller.log.contains(path.dropFirst("/hook/".count)))
    // Why a call was refused stands in the log only.
    #expect(controller.log.contains("payload signature check failed"))
  }

  @Test("N-RV-05 the Secret is gone: callers are refused")
  func secretGone() async throws {
    let place = try await ReceiverWorld.shared().place("webhook-secret", secret: nil)
    // Without the label nobody notices until the next look.
    try await place.world.cluster.createSecret("token", in: place.namespace, ["token": ReceiverWorld.token])
    try await place.createSource("shop")
    let path = try await place.createReceiver().waitUntilReady().webhookPath
    #expect(try await place.hook(path).status == 200)
    try await place.client.delete(.secret, ObjectKey(namespace: place.namespace, name: "token"))
    try await eventually("callers to be refused") { try await place.call(path).status == 400 }
    #expect(try await place.receiver().get().condition("Ready")?.status == .true)
  }

  @Test(
    "N-RA-01 N-RA-02 N-RA-03 N-RA-07 N-RS-04 N-RS-05 N-RS-06 N-RS-07 N-RS-08 each entry is tried, failures told")
  func resources() async throws {
    let world = try await ReceiverWorld.shared()
    let place = try await world.place("webhook-resources")
    let away = try await world.place("webhook-away")
    let shop = try await place.createSource("shop")
    let red = try await place.createSource("red", labels: ["team": "red", "tier": "1"])
    let redder = try await place.createSource("redder", labels: ["team": "red", "tier": "1"])
    let blue = try await place.createSource("blue", labels: ["team": "blue", "tier": "1"])
    let far = try await away.createSource("far")
    func resource(_ name: String, _ more: JSONObject = [:]) -> JSONValue {
      var resource: JSONObject = ["kind": "GitRepository", "name": .string(name)]
      for (field, value) in more { resource[field] = value }
      return .object(resource)
    }
    let all = try await place.createReceiver(
      "all",
      [
        "resources": [
          resource("*", ["matchLabels": ["team": "red", "tier": "1"], "apiVersion": "source.toolkit.fluxcd.io/v1"]),
          resource("far", ["namespace": .string(away.namespace)]), resource("*", ["matchLabels": ["team": "nobody"]]),
          resource("shop", ["matchLabels": ["not": "looked-at"]]),
        ]
      ]
    ).waitUntilReady()
    #expect(try await place.hook(all.webhookPath).status == 200)
    for object in [shop, red, redder, far] {
      let value = try #require(try await object.get().requestedAt)
      // As Go prints times.
      #expect(value.hasSuffix(" +0000 UTC") && value.split(separator: " ").count == 4, "\(value)")
    }
    #expect(try await blue.get().requestedAt == nil)
    let before = try await shop.get().requestedAt
    #expect(try await place.hook(all.webhookPath).status == 200)
    #expect(try await shop.get().requestedAt != before)

    let broken = try await place.createReceiver(
      "broken",
      [
        "resources": [
          resource("missing"), resource("*"), ["kind": "Kustomization", "name": "x"],
          resource("blue"),
        ]
      ]
    ).waitUntilReady()
    #expect(try await place.hook(broken.webhookPath).status == 500)
    #expect(try await blue.get().requestedAt != nil, "behind entries that fail")
    let patcher = try await shop.get().json[path: "metadata", "managedFields"]?.arrayValue?.contains {
      $0["manager"] == "notification-controller"
    }
    #expect(patcher == true)
  }

  @Test(
    "N-RS-09 N-RS-10 N-RF-01 N-RF-05 N-RF-06 N-RF-07 filters look at the body and the object's metadata")
  func filters() async throws {
    let place = try await ReceiverWorld.shared().place("webhook-filters")
    let shop = try await place.createSource("shop", labels: ["app": "shop"])
    let other = try await place.createSource("other", labels: ["app": "other"])
    let receiver = try await place.createReceiver(
      "hook",
      [
        "resourceFilter":
          "res.kind == 'GitRepository' && res.apiVersion.startsWith('source.') && res.metadata.labels.app == req.app",
        "resources": [
          ["kind": "GitRepository", "name": "shop", "filter": "req.action == 'push'"],
          ["kind": "GitRepository", "name": "other"],
        ],
      ]
    ).waitUntilReady()
    let json: HTTPHeaders = ["Content-Type": "application/json"]
    func call(_ body: String, _ headers: HTTPHeaders) async throws -> Int {
      try await place.hook(receiver.webhookPath, headers: headers, body).status
    }
    #expect(try await call("{\"app\":\"shop\",\"action\":\"pull\"}", json) == 200)
    #expect(try await shop.get().requestedAt == nil)
    #expect(try await other.get().requestedAt == nil)
    #expect(try await call("{\"app\":\"shop\",\"action\":\"push\"}", json) == 200)
    #expect(try await shop.get().requestedAt != nil)
    #expect(try await other.get().requestedAt == nil)
    #expect(try await call("{\"action\":\"push\"}", json) == 500, "no such key")
    #expect(try await call("{\"app\":\"shop\",\"action\":\"push\"}", ["Content-Type": "text/plain"]) == 500)
    #expect(try await call("{", json) == 500)
    #expect(try await call("[]", json) == 500)
    #expect(place.world.controller.log.contains("NOT annotated because CEL expression returned false"))
  }

  @Test(
    "N-FL-10 N-RA-06 N-NET-03 other namespaces can be out of reach; a replica that does not lead answers too")
  func crossNamespace() async throws {
    let world = try await ReceiverWorld.shared()
    let place = try await world.place("webhook-strict")
    let away = try await world.place("webhook-strict-away")
    let shop = try await place.createSource("shop")
    let far = try await away.createSource("far")
    let path = try await place.createReceiver(
      "hook",
      [
        "resources": [
          ["kind": "GitRepository", "name": "far", "namespace": .string(away.namespace)],
          ["kind": "GitRepository", "name": "shop", "namespace": .string(place.namespace)],
        ]
      ]
    ).waitUntilReady().webhookPath
    // Somebody else holds the lease, so that this process never leads.
    let name = "notification-controller-leader-election"
    var lease = DynamicObject(.lease, ObjectKey(namespace: place.namespace, name: name))
    lease.json["spec"] = [
      "holderIdentity": "another", "leaseDurationSeconds": 3600, "renewTime": .string(Timestamp.now().microTime),
      "acquireTime": .string(Timestamp.now().microTime),
    ]
    _ = try await place.client.create(.lease, lease)
    let strict = try DeliveryWorld.controller(
      world.cluster, seeing: nil, environment: ["RUNTIME_NAMESPACE": place.namespace],
      arguments: ["--no-cross-namespace-refs", "--enable-leader-election"])
    try await eventually("the replica to know the path", within: .seconds(60)) {
      (try? await place.call(path, at: strict).status) == 500
    }
    #expect(try await far.get().requestedAt == nil)
    #expect(try await shop.get().requestedAt != nil)
    #expect(try await place.call(path).status == 200)
    #expect(try await far.get().requestedAt != nil)
    #expect(await strict.process.terminate(grace: .seconds(10)) == .exited(0))
  }

  @Test("two Receivers that happen to have one path judge a call each on its own")
  func samePath() async throws {
    let world = try await ReceiverWorld.shared()
    let place = try await world.place("webhook-twin")
    // "hook" + "wwebhook-twin-..." is "hookw" + "webhook-twin-...".
    let other = ReceiverPlace(world: world, namespace: "w\(place.namespace)")
    let namespace = DynamicObject(.namespace, ObjectKey(namespace: "", name: other.namespace))
    _ = try await place.client.create(.namespace, namespace)
    try await other.createSecret("token")
    let shop = try await place.createSource("shop")
    let hidden = try await other.createSource("shop")
    let suspended = try await other.createReceiver("hook").waitUntilReady()
    try await other.receiver("hook").patch(["spec": ["suspend": true]])
    try await eventually("callers to be turned away") { try await place.call(suspended.webhookPath).status == 503 }
    let before = try await hidden.get().requestedAt
    let served = try await place.createReceiver("hookw").waitUntilReady()
    #expect(served.webhookPath == suspended.webhookPath)
    try await eventually("one to answer") { try await place.call(served.webhookPath).status == 200 }
    #expect(try await shop.get().requestedAt != nil)
    #expect(try await hidden.get().requestedAt == before)
  }

  @Test("N-NET-04 N-NET-05 N-NET-06 N-RV-03 bodies and headers that are too large, too slow, or broken")
  func limits() async throws {
    let place = try await ReceiverWorld.shared().place("webhook-limits")
    try await place.createSource("shop")
    let path = try await place.createReceiver().waitUntilReady().webhookPath
    let limit = 3 << 20
    #expect(try await place.hook(path, String(repeating: "x", count: limit)).status == 200)
    #expect(try await place.call(path, String(repeating: "x", count: limit + 1)).status == 413)
    #expect(try await place.call(path, headers: ["X-Long": String(repeating: "x", count: 300 << 10)]).status == 431)
    #expect(try await place.call(path, headers: ["X-Long": String(repeating: "x", count: 200 << 10)]).status == 200)

    let events = "http://127.0.0.1:\(place.world.controller.eventsPort)/"
    #expect(try await post(events, body: limit + 1) == 413)
    #expect(try await post(events, body: limit) == 400)
    #expect(try await post(events, header: 300 << 10) == 431)

    let port = place.world.controller.webhooksPort
    async let slowHead = answer(port, "POST \(path) HTTP/1.1\r\nHost: x\r\n")
    async let slowBody = answer(port, "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
    async let chunks = answer(
      port, "POST \(path) HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n")
    #expect(try await chunks.hasPrefix("HTTP/1.1 400 "))
    #expect(try await slowHead.hasPrefix("HTTP/1.1 408 "))
    #expect(try await slowBody.hasPrefix("HTTP/1.1 408 "))
  }

  /// The status of a call with so many bytes.
  private func post(_ text: String, body: Int = 0, header: Int = 1) async throws -> Int {
    guard let url = RemoteURL(text) else { throw BadAddress(text: text) }
    var request = HTTPRequest(
      method: .post, url: url, headers: ["X-Long": String(repeating: "x", count: header)],
      body: .bytes([UInt8](repeating: UInt8(ascii: "x"), count: body)))
    request.options.proxy = .none
    let response = try await HTTPClient.shared.send(request)
    response.body.cancel()
    return response.status
  }

  /// Sends bytes and no more, and waits for what comes back until the server closes.
  private func answer(_ port: UInt16, _ text: String) async throws -> String {
    let folder = try TemporaryDirectory(prefix: "raw")
    try folder.write(text, to: "request")
    let script = """
      exec 3<>/dev/tcp/127.0.0.1/\(port); cat '\(folder.path)/request' >&3; timeout 90 cat <&3
      """
    return try await ChildProcess.run("bash", "-c", script).text
  }

  @Test("a push on Gitea is applied at once: curl with a bearer token, annotation, fetch, apply; no interval passes")
  func flow() async throws {
    let receivers = try await ReceiverWorld.shared()
    let kustomize = try await KustomizeWorld.shared()
    let project = try await kustomize.project("gitea", ["app/settings.yaml": Manifest.configMap("settings")])
    let app = try await project.kustomize("app", path: "./app")
    try await app.waitUntilReady()
    let place = ReceiverPlace(world: receivers, namespace: project.namespace)
    try await place.createSecret("token")
    let receiver = try await place.createReceiver(
      "gitea", ["resources": [["kind": "GitRepository", "name": "repo"]]])
    let path = try await receiver.waitUntilReady().webhookPath

    #expect(try await place.hook(path).status == 200)
    let commit = try await project.repository.commit(
      files: ["app/settings.yaml": Manifest.configMap("settings", ["k": "2"])])
    let url = "http://127.0.0.1:\(receivers.controller.webhooksPort)\(path)"
    let curl = try await ChildProcess.run(
      "curl", "-sS", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", "-H",
      "Authorization: Bearer \(ReceiverWorld.token)", url)
    #expect(curl.text == "200")
    try await app.wait("the push to be applied") { $0.lastAppliedRevision.hasSuffix(commit) }
    #expect(try await project.find(.configMap, "settings")?.json[path: "data", "k"] == "2")

    // Gitea's own webhooks sign as GitHub does.
    let signed = try await place.createReceiver(
      "forge",
      ["type": "github", "events": ["push"], "resources": [["kind": "GitRepository", "name": "repo"]]])
    let forge = try await signed.waitUntilReady().webhookPath
    let next = try await project.repository.commit(
      files: ["app/settings.yaml": Manifest.configMap("settings", ["k": "3"])])
    let body = "{\"ref\":\"refs/heads/main\",\"after\":\"\(next)\"}"
    let code = DigestAlgorithm.sha256.authenticationCode(
      of: Array(body.utf8), key: Array(ReceiverWorld.token.utf8))
    let headers: HTTPHeaders = [
      "Content-Type": "application/json", "X-GitHub-Event": "push", "X-Gitea-Event": "push",
      "X-Hub-Signature-256": "sha256=\(code.hexString)",
    ]
    #expect(try await place.hook(forge, headers: headers, body).status == 200)
    try await app.wait("the second push to be applied") { $0.lastAppliedRevision.hasSuffix(next) }
    #expect(try await project.find(.configMap, "settings")?.json[path: "data", "k"] == "3")
  }
}

extension String {
  fileprivate func replacingFirst(_ prefix: String, with other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
