import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import KustomizeController
import OperatorKit
import Testing

/// Variables of post-build substitution that ConfigMaps and Secrets hold.
@Suite struct VariableTests {
  private static let path = "/api/v1/namespaces/tenant"

  /// An API server with a few objects in it.
  private func serving<Result>(_ body: (VariableStep) async throws -> Result) async throws -> Result {
    let server = try await HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { request in
      switch request.rawPath {
      case "\(Self.path)/configmaps/map":
        return Self.json([
          "kind": "ConfigMap", "apiVersion": "v1", "metadata": ["name": "map", "namespace": "tenant"],
          "data": ["plain": "value", "both": "map"], "binaryData": ["binary": "aGk="],
        ])
      case "\(Self.path)/secrets/secret":
        return Self.json([
          "kind": "Secret", "apiVersion": "v1", "metadata": ["name": "secret", "namespace": "tenant"],
          "data": ["token": "c2VjcmV0Cg==", "both": "c2VjcmV0"],
        ])
      case "\(Self.path)/secrets/forbidden": return Self.status(403, "Forbidden")
      default: return Self.status(404, "NotFound")
      }
    }.start()
    let client = KubernetesClient(
      ClientConfiguration(server: try #require(RemoteURL("http://127.0.0.1:\(server.port)"))))
    do {
      let result = try await body(VariableStep(client: client, redactor: Redactor()))
      await server.stop(grace: .zero)
      return result
    } catch {
      await server.stop(grace: .zero)
      throw error
    }
  }

  private static func json(_ value: JSONValue, status: Int = 200) -> ServerResponse {
    ServerResponse(status: status, headers: ["Content-Type": "application/json"], body: .bytes(value.serialized()))
  }

  private static func status(_ code: Int, _ reason: String) -> ServerResponse {
    json(
      [
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": .string(reason),
        "code": .number(JSONNumber(code)),
      ], status: code)
  }

  private func values(_ references: JSONValue...) async throws -> [String: String]? {
    let json: JSONValue = [
      "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
      "metadata": ["name": "app", "namespace": "tenant"],
      "spec": [
        "interval": "1m", "prune": true, "sourceRef": ["kind": "GitRepository", "name": "repo"],
        "postBuild": ["substituteFrom": .array(references)],
      ],
    ]
    let object = try DynamicObject(json).decode(Kustomization.self)
    return try await serving { try await $0.resolve(object).values }
  }

  private func failure(_ reference: JSONValue) async throws -> KustomizationFailure {
    try await #require(throws: KustomizationFailure.self) { _ = try await values(reference) }
  }

  @Test("K-11-06 of Secrets the decoded data are used, of ConfigMaps the data and not the binary data")
  func data() async throws {
    let values = try await values(["kind": "ConfigMap", "name": "map"], ["kind": "Secret", "name": "secret"])
    #expect(values == ["plain": "value", "token": "secret", "both": "secret"])
  }

  @Test("K-11-07 K-11-08 what is optional may be missing, but not forbidden; errors name the reference")
  func optional() async throws {
    #expect(try await values(["kind": "Secret", "name": "none", "optional": true]) == nil)
    let missing = try await failure(["kind": "Secret", "name": "none"])
    #expect(missing.message.hasPrefix("substitute from 'Secret/none' error: ") && missing.reason == "BuildFailed")
    let forbidden = try await failure(["kind": "Secret", "name": "forbidden", "optional": true])
    #expect(
      forbidden.message.hasPrefix("substitute from 'Secret/forbidden' error: ") && forbidden.reason == "BuildFailed")
  }
}
