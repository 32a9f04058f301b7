import HTTP
public import HTTPServer

/// The small answers that a cluster asks a controller for.
public enum ProbeRoutes {
  /// `/healthz` and `/readyz`: 200 with `ok`, or 500 with the checks that fail.
  public static func health(liveness: HealthChecks, readiness: HealthChecks) -> Router {
    var router = Router()
    router.on(.get, "/healthz") { _ in await answer(liveness) }
    router.on(.get, "/readyz") { _ in await answer(readiness) }
    return router
  }

  /// `/metrics`, streamed.
  public static func metrics(_ registry: MetricsRegistry) -> Router {
    var router = Router()
    router.on(.get, "/metrics") { _ in
      ServerResponse(
        headers: ["Content-Type": MetricsExposition.contentType],
        body: .stream(length: nil) { writer in
          for piece in registry.exposition() { try await writer.write(piece) }
        })
    }
    return router
  }

  private static func answer(_ checks: HealthChecks) async -> ServerResponse {
    let failures = await checks.failures()
    guard !failures.isEmpty else { return .text("ok") }
    return .text(failures.map { "\($0)\n" }.joined(), status: 500)
  }
}
