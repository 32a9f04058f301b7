import GitOpsAPI
import OperatorKit
import Testing

@testable import NotificationController

/// What is found wrong with a Receiver's spec, and in which order.
@Suite struct ReceiverCheckTests {
  private func fault(_ type: String = "generic", _ change: (inout Receiver.Spec) -> Void) -> ReceiverFault? {
    var spec = CallerTests.receiver(type).spec
    if type == "generic-oidc" {
      spec.secretRef = nil
      spec.oidcProviders = [Self.provider()]
    }
    change(&spec)
    do {
      try ReceiverChecks.check(spec)
      return nil
    } catch {
      return error as? ReceiverFault
    }
  }

  private static func provider(
    _ issuer: String = "https://issuer.example", expression: String = "claims.sub == 'x'", message: String = "m"
  ) -> Receiver.OIDCProvider {
    Receiver.OIDCProvider(issuerURL: issuer, validations: [.init(expression: expression, message: message)])
  }

  @Test(
    "N-KE-11 N-RF-04 an expression that does not compile or is not surely boolean",
    arguments: [
      "req.x ==", "req.x", "'text'", "nobody.x == 1", "unknownFunction(req)", "1",
    ])
  func expressions(_ expression: String) {
    #expect(fault { $0.resourceFilter = expression }?.reason == "InvalidCELExpression")
    #expect(fault { $0.resources[0].filter = expression }?.reason == "InvalidCELExpression")
    let broken = fault("generic-oidc") { $0.oidcProviders[0].validations[0].expression = expression }
    #expect(broken?.reason == "InvalidCELExpression")
  }

  @Test("N-RF-08 what expressions may use")
  func libraries() {
    for expression in [
      "res.metadata.name == 'x' && req.action in ['a', 'b']", "req.tags.exists(t, t.startsWith('v'))",
      "req.?a.?b.orValue('') == 'x'", "[1, 2].first().hasValue()", "[1, 2].last().value() == 2", "1 < 1.5 && 2u > 1",
      "sets.contains([1], [1])", "string(base64.decode('eA==')) == 'x'", "req.ref.split('/').size() == 3",
      "timestamp('2026-01-02T03:04:05Z').getHours() == 3", "has(req.x) ? req.x == 1 : true",
    ] { #expect(fault { $0.resourceFilter = expression } == nil, "\(expression)") }
    #expect(fault { $0.resourceFilter = "claims.sub == 'x'" } != nil, "only with a token")
    #expect(fault("generic-oidc") { $0.resourceFilter = "claims.sub == 'x'" } == nil)
  }

  @Test("N-KE-12 N-RS-18 N-RS-11 N-RS-12 N-RS-13 fields that do not go together")
  func fields() {
    #expect(fault { _ in } == nil)
    #expect(fault("generic-oidc") { _ in } == nil)
    let invalid = [
      fault("generic-oidc") { $0.oidcProviders = [] }, fault { $0.oidcProviders = [Self.provider()] },
      fault("generic-oidc") { $0.secretRef = LocalObjectReference(name: "x") }, fault { $0.secretRef = nil },
      fault("generic-oidc") { $0.oidcProviders[0].issuerURL = "" },
      fault("generic-oidc") { $0.oidcProviders[0].issuerURL = "ftp://issuer.example" },
      fault("generic-oidc") { $0.oidcProviders.append(Self.provider()) },
      fault("generic-oidc") { $0.oidcProviders[0].validations = [] },
      fault("generic-oidc") { $0.oidcProviders[0].validations[0].expression = "" },
      fault("generic-oidc") { $0.oidcProviders[0].validations[0].message = "" },
      fault("generic-oidc") { $0.oidcProviders[0].variables = [.init(name: "", expression: "1")] },
      fault("generic-oidc") { $0.oidcProviders[0].variables = [.init(name: "x", expression: "")] },
    ]
    #expect(invalid.map { $0?.reason } == Array(repeating: "ValidationFailed", count: invalid.count))
  }

  @Test("N-RS-23 the first fault is told: filters of all, filters of one, fields, issuers, their expressions")
  func order() {
    var spec = CallerTests.receiver("generic-oidc").spec  // has a secretRef, which it must not
    spec.oidcProviders = [Self.provider(expression: "not cel ("), Self.provider(message: "")]
    spec.resourceFilter = "req"
    spec.resources[0].filter = "res"
    var told: [String] = []
    func next(_ mend: (inout Receiver.Spec) -> Void) {
      do { try ReceiverChecks.check(spec) } catch { told.append((error as? ReceiverFault)?.message ?? "\(error)") }
      mend(&spec)
    }
    next { $0.resourceFilter = nil }
    next { $0.resources[0].filter = nil }
    next { $0.secretRef = nil }
    next { $0.oidcProviders.removeLast() }
    next { $0.oidcProviders = [Self.provider()] }
    next { _ in }
    let expected = [
      "invalid resourceFilter expression", "invalid filter expression for resources[0] (kind=\"GitRepository\"",
      "secretRef cannot be set", "oidcProviders[1]: duplicate issuerURL", "oidcProviders[0] (issuerURL=",
    ]
    #expect(told.count == expected.count)
    for (message, beginning) in zip(told, expected) { #expect(message.hasPrefix(beginning), "\(message)") }
  }

  @Test("N-RS-19 the path is a digest of token, name and namespace, without a token for issuers' callers")
  func paths() {
    let key = ObjectKey(namespace: "apps", name: "hook")
    // sha256sum of "tokenhookapps" and of "hookapps".
    #expect(
      WebhookPath(token: Array("token".utf8), key).text
        == "/hook/\(CallerTests.digest("tokenhookapps"))")
    #expect(WebhookPath(token: [], key).text == "/hook/\(CallerTests.digest("hookapps"))")
  }

  @Test("N-RA-04 N-RA-05 kinds have a version of their own, or need one")
  func versions() throws {
    let defaults = [
      "Bucket": "source.toolkit.fluxcd.io/v1", "HelmChart": "source.toolkit.fluxcd.io/v1",
      "HelmRepository": "source.toolkit.fluxcd.io/v1", "GitRepository": "source.toolkit.fluxcd.io/v1",
      "OCIRepository": "source.toolkit.fluxcd.io/v1", "ImageRepository": "image.toolkit.fluxcd.io/v1",
      "ArtifactGenerator": "source.extensions.fluxcd.io/v1beta1",
    ]
    for kind in EventSourceKind.known {
      var resource = Receiver.Resource(kind: kind, name: "x")
      if let version = defaults[kind.rawValue] {
        #expect(try TargetType.find(resource).apiVersion == version)
      } else {
        #expect(throws: TargetError.noVersion(kind: kind.rawValue)) { try TargetType.find(resource) }
      }
      resource.apiVersion = "example.com/v3"
      #expect(try TargetType.find(resource).apiVersion == "example.com/v3")
    }
    let policy = Receiver.Resource(kind: EventSourceKind(rawValue: "HelmRepository"), name: "x")
    #expect(try TargetType.find(policy).plural == "helmrepositories")
  }
}
