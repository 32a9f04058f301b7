import HTTP
import HTTPServer
import OperatorKit
import Synchronization
import Testing

@Suite struct ProbeTests {
  private struct Broken: Error, CustomStringConvertible { let description = "no lease" }

  private func get(_ router: Router, _ path: String) async throws -> (status: Int, headers: HTTPHeaders, body: String) {
    let server = try await HTTPServer(configuration: .init(host: "127.0.0.1", port: 0), handler: router.handle).start()
    let client = HTTPClient()
    defer { client.shutdown() }
    let url = try #require(RemoteURL("http://127.0.0.1:\(server.port)\(path)"))
    let response = try await client.send(HTTPRequest(url: url))
    let body = String(decoding: try await response.body.collect(upTo: 1 << 20), as: UTF8.self)
    await server.stop(grace: .zero)
    return (response.status, response.headers, body)
  }

  @Test("S-NET-02 /healthz and /readyz answer by themselves")
  func health() async throws {
    let readiness = HealthChecks()
    let isReady = Mutex(false)
    readiness.add("storage") { isReady.withLock { $0 } }
    readiness.add("lease") { throw Broken() }
    let router = ProbeRoutes.health(liveness: HealthChecks(), readiness: readiness)
    let alive = try await get(router, "/healthz")
    #expect(alive.status == 200 && alive.body == "ok")
    let unready = try await get(router, "/readyz")
    #expect(unready.status == 500 && unready.body == "lease: no lease\nstorage: failed\n")
    readiness.add("lease") { true }
    isReady.withLock { $0 = true }
    #expect(try await get(router, "/readyz").status == 200)
    #expect(try await get(router, "/other").status == 404)
  }

  @Test("GET /metrics streams the whole registry as text 0.0.4")
  func metrics() async throws {
    let registry = MetricsRegistry()
    let family = registry.counter("many_total", help: "m", labels: ["name"])
    for number in 0..<3_000 { family.series(["object-\(number)"]).increment() }
    let answer = try await get(ProbeRoutes.metrics(registry), "/metrics")
    #expect(answer.status == 200)
    #expect(answer.headers["Content-Type"]?.hasPrefix("text/plain; version=0.0.4") == true)
    #expect(try MetricsText(answer.body).samples.count == 3_000)
    #expect(try await get(ProbeRoutes.metrics(registry), "/debug/pprof/").status == 404)
  }
}
