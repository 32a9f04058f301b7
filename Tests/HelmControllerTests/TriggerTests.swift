import GitOpsAPI
import JSON
import OperatorKit
import Testing

@testable import HelmController

/// What wakes HelmReleases.
@Suite struct HelmTriggerTests {
  @Test("H-30-01 a new generation and a new request wake an object, other changes do not")
  func own() throws {
    let old = try Sample.object()
    var new = old
    new.status.failures = 1
    new.metadata.annotations = ["note": "1"]
    #expect(!Triggers.isWorthwhile(old, new))
    new.metadata.annotations = ["reconcile.fluxcd.io/requestedAt": "now"]
    #expect(Triggers.isWorthwhile(old, new))
    new.metadata.annotations = nil
    new.metadata.generation = 2
    #expect(Triggers.isWorthwhile(old, new))
  }

  @Test("H-30-03 a chart that an object has already does not wake it")
  func charts() throws {
    func artifact(_ revision: String) throws -> Artifact {
      let json: JSONValue = [
        "digest": "sha256:aa", "lastUpdateTime": "2026-11-24T10:00:00Z", "path": "p", "revision": .string(revision),
        "url": "http://source/p",
      ]
      return try JSONDecoding.decode(Artifact.self, from: json)
    }
    var object = try Sample.object()
    object.status.lastAttemptedRevision = "1.0.0"
    #expect(try Triggers.needs(object, artifact("1.0.0"), isSame: true), "not ready: tried again")
    for type in ["Ready", "Reconciling"] {
      object.status.conditions = [Condition(type: type, status: .true, reason: "R", message: "", observedGeneration: 1)]
      #expect(try !Triggers.needs(object, artifact("1.0.0"), isSame: true))
      #expect(try Triggers.needs(object, artifact("1.0.1"), isSame: true))
      #expect(try Triggers.needs(object, artifact("1.0.1"), isSame: false))
    }
    object.status.lastAttemptedRevision = "1.0.0+bbbbbbbbbbbb"
    object.status.lastAttemptedRevisionDigest = "sha256:bb"
    #expect(try !Triggers.needs(object, artifact("1.0.0@sha256:bb"), isSame: true))
    #expect(try Triggers.needs(object, artifact("1.0.0@sha256:cc"), isSame: true))
  }
}
