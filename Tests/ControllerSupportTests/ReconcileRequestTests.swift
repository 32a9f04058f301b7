import ControllerSupport
import GitOpsAPI
import OperatorKit
import Testing

@Suite struct ReconcileRequestTests {
  private func request(_ annotations: [String: String]) -> ReconcileRequest {
    var metadata = ObjectMeta(name: "web", namespace: "apps")
    metadata.annotations = annotations
    return ReconcileRequest(metadata)
  }

  @Test func aRequestIsPendingUntilItsTokenIsInTheStatus() {
    let asked = request(["reconcile.fluxcd.io/requestedAt": "2"])
    #expect(asked.isPending(lastHandled: nil) && asked.isPending(lastHandled: "1"))
    #expect(!asked.isPending(lastHandled: "2"))
    #expect(!request([:]).isPending(lastHandled: nil))
    #expect(!request(["reconcile.fluxcd.io/requestedAt": ""]).isPending(lastHandled: nil))
  }

  @Test func companionsCountOnlyWithTheSameToken() {
    let asked = request([
      "reconcile.fluxcd.io/requestedAt": "2", "reconcile.fluxcd.io/forceAt": "2", "reconcile.fluxcd.io/resetAt": "1",
    ])
    #expect(asked.asksForForce(lastHandled: "1") && !asked.asksForReset(lastHandled: "1"))
    #expect(!asked.asksForForce(lastHandled: "2"))
  }

  @Test func acknowledgingKeepsTheTokenAndForgetsNone() {
    var status = GitRepository.Status()
    request(["reconcile.fluxcd.io/requestedAt": "2"]).acknowledge(in: &status)
    #expect(status.lastHandledReconcileAt == "2")
    request([:]).acknowledge(in: &status)
    #expect(status.lastHandledReconcileAt == "2")
  }
}
