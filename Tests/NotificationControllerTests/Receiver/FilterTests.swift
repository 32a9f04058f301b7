import CEL
import GitOpsAPI
import HTTP
import JSON
import OperatorKit
import Testing

@testable import NotificationController

/// Filters of a Receiver over a call, an object, and the claims of a token.
@Suite struct FilterTests {
  private func filters(
    _ type: String = "generic", common: String? = nil, single: String? = nil, body: String = "{}",
    claims: JSONObject = [:]
  ) async throws -> CallFilters {
    var spec = CallerTests.receiver(type).spec
    spec.resourceFilter = common
    spec.resources[0].filter = single
    spec.resources.append(Receiver.Resource(kind: EventSourceKind(rawValue: "Bucket"), name: "other"))
    var call = try await VerifiedCall(
      ReceivedCall(headers: ["Content-Type": "application/json"]) { Array(body.utf8) })
    call.claims = claims
    return try CallFilters(spec, call)
  }

  private let object = DynamicObject([
    "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository",
    "metadata": ["name": "shop", "labels": ["app": "shop"]],
  ])

  @Test("N-RF-01 N-RF-05 N-RF-06 claims, body and object; both filters must be true")
  func both() async throws {
    let claims: JSONObject = ["repository": "team/shop"]
    let accepting = try await filters(
      "generic-oidc", common: "claims.repository.endsWith(res.metadata.name)", single: "req.n > 1",
      body: "{\"n\":2}", claims: claims)
    #expect(try accepting.accept(object, of: 0))
    #expect(try accepting.accept(object, of: 1))
    let refusing = try await filters("generic-oidc", common: "claims.repository == 'x'", single: "true", claims: claims)
    #expect(try !refusing.accept(object, of: 0))
    let single = try await filters(common: "true", single: "false")
    #expect(try !single.accept(object, of: 0))
    #expect(try single.accept(object, of: 1))
    let none = try await filters()
    #expect(!none.applies(to: 0) && !none.applies(to: 1))
  }

  @Test("N-RF-07 N-RF-09 a missing key is a failure; the body is read once, and not at all without filters")
  func failures() async throws {
    let missing = try await filters(common: "req.missing == 1")
    #expect(throws: CELEvaluationError.self) { try missing.accept(object, of: 0) }
    await #expect(throws: CallBodyError.self) { try await filters(single: "true", body: "no json") }
    #expect(try await !filters(body: "no json").applies(to: 0))
    await #expect(throws: CELCompileError.self) { try await filters(common: "claims.sub == 'x'") }
  }
}
