import HTTP
import JSON
import OperatorKitTesting
import Testing

/// A proxy in front of the shared control plane, with a namespace of its own.
private struct Fixture {
  let cluster: ControlPlane
  let proxy: FaultProxy
  let namespace: String
  let client = HTTPClient()

  init() async throws {
    cluster = try await ControlPlane.shared()
    proxy = try await FaultProxy.start(inFrontOf: cluster)
    namespace = "proxy-\(UInt32.random(in: 0 ... .max))"
    try await cluster.kubectl("create", "namespace", namespace)
  }

  var path: String { "/api/v1/namespaces/\(namespace)/configmaps" }

  func create(_ name: String, value: String = "1") async throws {
    try await cluster.kubectl("create", "configmap", name, "-n", namespace, "--from-literal=value=\(value)")
  }

  func value(of name: String) async throws -> String {
    try await cluster.kubectl("get", "configmap", name, "-n", namespace, "-o", "jsonpath={.data.value}")
  }

  func send(
    _ target: String, method: HTTPMethod = .get, json: JSONValue? = nil, totalTimeout: Duration? = .seconds(30)
  ) async throws -> HTTPResponse {
    let url = try #require(RemoteURL(proxy.url + target))
    var request = HTTPRequest(method: method, url: url, headers: ["User-Agent": "tester/1.0 (linux)"])
    // The client repeats a request by itself if a connection that it used before was reset.
    request.headers["Connection"] = "close"
    if let json {
      request.headers["Content-Type"] = "application/json"
      request.body = .bytes(json.serialized())
    }
    request.options.proxy = .none
    request.options.totalTimeout = totalTimeout
    return try await client.send(request)
  }

  func json(_ target: String) async throws -> JSONValue {
    try JSONValue(parsing: try await send(target).body.collect(upTo: 1 << 20))
  }

  /// The names of the test's own objects; the cluster adds one to each namespace.
  func names() async throws -> [String] {
    let items = try await json(path)["items"]?.arrayValue ?? []
    return items.compactMap { $0[path: "metadata", "name"]?.stringValue }.filter { $0 != "kube-root-ca.crt" }
  }

  func configMap(_ name: String) -> JSONValue {
    ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": ["value": "1"]]
  }

  /// Reads events of a watch until `isLast`, or to the end of the stream.
  func events(_ body: HTTPBody, until isLast: (JSONValue) -> Bool = { _ in false }) async throws -> [JSONValue] {
    var events: [JSONValue] = []
    var rest: [UInt8] = []
    for try await chunk in body {
      rest += chunk
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let event = try JSONValue(parsing: Array(rest[..<end]))
        rest.removeSubrange(...end)
        events.append(event)
        if isLast(event) { return events }
      }
    }
    return events
  }
}

@Suite struct FaultProxyTests {
  @Test("Requests pass through and are counted by verb, resource and client")
  func passThrough() async throws {
    let fixture = try await Fixture()
    #expect(try await fixture.send(fixture.path, method: .post, json: fixture.configMap("a")).status == 201)
    #expect(try await fixture.json(fixture.path + "/a")[path: "data", "value"]?.stringValue == "1")
    #expect(try await fixture.names() == ["a"])
    #expect(try await fixture.send("/readyz").status == 200)
    let log = fixture.proxy.requestLog()
    #expect(log.map(\.status) == [201, 200, 200, 200])
    #expect(log.map(\.request.number) == [1, 2, 3, 4])
    #expect(log.map(\.request.isWrite) == [true, false, false, false])
    #expect(
      log.map { "\($0.request)" } == [
        "create configmaps \(fixture.namespace)", "get configmaps \(fixture.namespace)/a",
        "list configmaps \(fixture.namespace)", "get /readyz",
      ])
    let counts = fixture.proxy.requestCounts()
    #expect(counts.map { "\($0.key) \($0.value)" }.contains("tester create configmaps 1"))
    await fixture.proxy.stop()
  }

  @Test("kubectl works through the proxy's kubeconfig")
  func kubeconfig() async throws {
    let fixture = try await Fixture()
    var configuration = ProcessConfiguration("kubectl", ["apply", "-n", fixture.namespace, "-f", "-"])
    configuration.environment["KUBECONFIG"] = fixture.proxy.kubeconfigPath
    configuration.input = fixture.configMap("applied").serialized()
    try await ChildProcess.run(configuration)
    #expect(try await fixture.value(of: "applied") == "1")
    #expect(fixture.proxy.requestLog().contains { $0.request.isWrite && $0.request.verb == "create" })
  }

  @Test("Statuses are answered for the requests that were asked for, and for no more")
  func statuses() async throws {
    let fixture = try await Fixture()
    let injection = fixture.proxy.inject(.tooManyRequests(retryAfter: 7), first: 2, times: 1) { $0.verb == "list" }
    fixture.proxy.inject(.unavailable, times: 1) { $0.verb == "get" }
    #expect(try await fixture.send(fixture.path).status == 200)
    let limited = try await fixture.send(fixture.path)
    #expect(limited.status == 429 && limited.headers["Retry-After"] == "7")
    #expect(try JSONValue(parsing: await limited.body.collect(upTo: 10_000))["reason"] == "TooManyRequests")
    #expect(try await fixture.send(fixture.path).status == 200)
    let missing = fixture.path + "/none"
    let codes = [try await fixture.send(missing).status, try await fixture.send(missing).status]
    #expect(codes == [503, 404], "\(fixture.proxy.requestLog())")
    #expect(injection.hits == 1)
    fixture.proxy.inject(.internalError)
    #expect(try await fixture.send("/readyz").status == 500)
    fixture.proxy.removeAllFaults()
    #expect(try await fixture.send("/readyz").status == 200)
  }

  @Test("A reset before forwarding changes nothing; one after it hides what was done")
  func resets() async throws {
    let fixture = try await Fixture()
    fixture.proxy.inject(.reset, times: 1) { $0.isWrite }
    await #expect(throws: HTTPError.self) {
      _ = try await fixture.send(fixture.path, method: .post, json: fixture.configMap("a"))
    }
    #expect(try await fixture.send(fixture.path + "/a").status == 404)
    fixture.proxy.inject(.resetAfterForwarding, times: 1) { $0.isWrite }
    await #expect(throws: HTTPError.self) {
      _ = try await fixture.send(fixture.path, method: .post, json: fixture.configMap("a"))
    }
    #expect(try await fixture.send(fixture.path + "/a").status == 200)
  }

  @Test("A truncated answer ends in its middle")
  func truncated() async throws {
    let fixture = try await Fixture()
    try await fixture.create("a")
    fixture.proxy.inject(.truncate, times: 2)
    let list = try await fixture.send(fixture.path)
    #expect(list.status == 200)
    await #expect(throws: HTTPError.self) { _ = try await list.body.collect(upTo: 1 << 20) }
    let watch = try await fixture.send(fixture.path + "?watch=true")
    await #expect(throws: (any Error).self) {
      let events = try await fixture.events(watch.body)
      if events.isEmpty { throw CancellationError() }
    }
    #expect(try await fixture.names() == ["a"])
  }

  @Test("A resource version that is gone: status 410 for a list, an ERROR event for a watch")
  func gone() async throws {
    let fixture = try await Fixture()
    fixture.proxy.inject(.gone)
    let list = try await fixture.send(fixture.path)
    #expect(list.status == 410)
    let watch = try await fixture.send(fixture.path + "?watch=true&resourceVersion=1")
    #expect(watch.status == 200)
    let events = try await fixture.events(watch.body)
    #expect(events.count == 1)
    #expect(events.first?["type"] == "ERROR" && events.first?[path: "object", "code"]?.intValue == 410)
  }

  @Test("Stale reads show what was there when the fault began")
  func stale() async throws {
    let fixture = try await Fixture()
    try await fixture.create("a", value: "old")
    _ = try await fixture.json(fixture.path + "/a")
    let injection = fixture.proxy.inject(.stale)
    try await fixture.cluster.kubectl(
      "patch", "configmap", "a", "-n", fixture.namespace, "-p", #"{"data":{"value":"new"}}"#)
    #expect(try await fixture.json(fixture.path + "/a?resourceVersion=0")[path: "data", "value"] == "old")
    // Not read before: passed on, and kept from now on.
    #expect(try await fixture.names() == ["a"])
    try await fixture.create("b")
    #expect(try await fixture.names() == ["a"])
    injection.remove()
    #expect(try await fixture.json(fixture.path + "/a")[path: "data", "value"] == "new")
    #expect(try await fixture.names() == ["a", "b"])
  }

  @Test("A request that hangs ends when its client gives up")
  func hang() async throws {
    let fixture = try await Fixture()
    fixture.proxy.inject(.hang, times: 1)
    await #expect(throws: HTTPError.self) { _ = try await fixture.send(fixture.path, totalTimeout: .milliseconds(200)) }
    #expect(try await fixture.send(fixture.path).status == 200)
  }

  @Test("During an outage everything is reset, open watches included; afterwards all is well")
  func outage() async throws {
    let fixture = try await Fixture()
    let watch = try await fixture.send(fixture.path + "?watch=true", totalTimeout: nil)
    await fixture.proxy.beginOutage()
    await #expect(throws: HTTPError.self) { _ = try await fixture.events(watch.body) }
    await #expect(throws: HTTPError.self) { _ = try await fixture.send(fixture.path) }
    fixture.proxy.endOutage()
    #expect(try await fixture.send(fixture.path).status == 200)
  }

  @Test("Events of a watch arrive late but in order, those of an open watch too")
  func delayedEvents() async throws {
    let fixture = try await Fixture()
    let watch = try await fixture.send(fixture.path + "?watch=true", totalTimeout: nil)
    try await fixture.create("first")
    // The cluster's own kube-root-ca.crt may come before.
    _ = try await fixture.events(watch.body) { $0[path: "object", "metadata", "name"] == "first" }
    let injection = fixture.proxy.inject(.delayEvents(.seconds(1)))
    let late = try await fixture.send(fixture.path + "?watch=true", totalTimeout: nil)
    let started = ContinuousClock.now
    for name in ["b", "c", "d"] { try await fixture.create(name) }
    let events = try await fixture.events(late.body) { $0[path: "object", "metadata", "name"] == "d" }
    #expect(ContinuousClock.now - started >= .seconds(1))
    let names = events.compactMap { $0[path: "object", "metadata", "name"]?.stringValue }
    #expect(names.filter { ["b", "c", "d"].contains($0) } == ["b", "c", "d"])
    #expect(injection.hits >= 3)
  }

  @Test("Bookmarks are dropped, other events are not")
  func bookmarks() async throws {
    let fixture = try await Fixture()
    try await fixture.create("a")
    let version = try #require(try await fixture.json(fixture.path)[path: "metadata", "resourceVersion"]?.stringValue)
    let target = fixture.path + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=4&resourceVersion=\(version)"
    func types() async throws -> Set<String> {
      let watch = try await fixture.send(target)
      return Set(try await fixture.events(watch.body).compactMap { $0["type"]?.stringValue })
    }
    try await fixture.create("b")
    // The server sends one shortly before the timeout, if it gets round to it.
    try await eventually("a bookmark", within: .seconds(60)) { try await types() == ["ADDED", "BOOKMARK"] }
    let injection = fixture.proxy.inject(.dropBookmarks)
    try await eventually("a bookmark being dropped", within: .seconds(60)) {
      let seen = try await types()
      #expect(seen == ["ADDED"])
      return injection.hits >= 1
    }
  }

  @Test("A hook sees both moments of a request and can cut it off at either")
  func hooks() async throws {
    let fixture = try await Fixture()
    fixture.proxy.setHook { request, moment in request.isWrite && moment == .beforeForwarding ? .cut : .proceed }
    await #expect(throws: HTTPError.self) {
      _ = try await fixture.send(fixture.path, method: .post, json: fixture.configMap("a"))
    }
    fixture.proxy.setHook { request, moment in request.isWrite && moment == .afterForwarding ? .cut : .proceed }
    await #expect(throws: HTTPError.self) {
      _ = try await fixture.send(fixture.path, method: .post, json: fixture.configMap("b"))
    }
    fixture.proxy.setHook(nil)
    let codes = [
      try await fixture.send(fixture.path + "/a").status, try await fixture.send(fixture.path + "/b").status,
    ]
    #expect(codes == [404, 200], "\(fixture.proxy.requestLog())")
  }
}
