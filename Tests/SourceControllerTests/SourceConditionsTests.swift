import OperatorKit
import SourceController
import Testing

/// How conditions follow from what happened.
@Suite struct SourceConditionsTests {
  private func failure(
    _ condition: String = "FetchFailed", _ reason: String = "GitOperationFailed",
    _ remedy: SourceFailure.Remedy = .retry
  ) -> SourceFailure { SourceFailure(condition, reason: reason, "it does not work", remedy: remedy) }

  private func ready(generation: Int64 = 1) -> SourceConditions {
    var conditions = SourceConditions([], generation: generation)
    conditions.succeed("stored artifact for revision 'main@sha1:1'")
    return conditions
  }

  @Test("S-RC-05 work on an object that is new or has drifted makes Ready unknown, other work leaves it")
  func progress() {
    var new = SourceConditions([], generation: 1)
    new.progress("building artifact", isDrift: false)
    #expect(new.conditions.condition("Ready")?.status == .unknown)
    #expect(new.conditions.condition("Reconciling")?.reason == "Progressing")

    var changed = ready()
    changed.progress("processing object: new generation 1 -> 2", isDrift: false)
    #expect(changed.conditions.isTrue("Ready") && changed.conditions.isTrue("Reconciling"))

    var drifted = ready()
    drifted.progress("building artifact: disappeared from storage", isDrift: true)
    #expect(drifted.conditions.condition("Ready")?.status == .unknown)
    #expect(drifted.conditions.condition("Ready")?.message == "building artifact: disappeared from storage")
  }

  @Test("S-RC-07 S-RC-16 S-RE-02 S-CT-01 a failure that is tried again says why on Ready and goes on reconciling")
  func retry() {
    var conditions = ready()
    conditions.progress("reconciliation in progress", isDrift: false)
    conditions.fail(failure())
    let types = conditions.conditions.map(\.type)
    #expect(types == ["Reconciling", "Ready", "ArtifactInStorage", "FetchFailed"], "S-CRD-15")
    #expect(conditions.conditions.isFalse("Ready"))
    #expect(conditions.conditions.condition("Ready")?.reason == "GitOperationFailed")
    #expect(conditions.conditions.condition("Reconciling")?.reason == "ProgressingWithRetry")
    #expect(conditions.hasFailure)
  }

  @Test("A run that fails as the one before changes nothing")
  func sameFailure() {
    var first = ready()
    first.progress("building artifact: new upstream revision 'x'", isDrift: true)
    first.fail(failure())
    var second = SourceConditions(first.conditions, generation: 1)
    second.progress("building artifact: new upstream revision 'x'", isDrift: true)
    second.fail(failure())
    #expect(second.conditions == first.conditions)

    var changed = SourceConditions(first.conditions, generation: 2)
    changed.progress("building artifact: new upstream revision 'x'", isDrift: true)
    #expect(changed.conditions.condition("Reconciling")?.reason == "Progressing")
  }

  @Test("S-RC-12 a failure that cannot be mended by trying stalls")
  func stalled() {
    var conditions = ready()
    conditions.progress("reconciliation in progress", isDrift: false)
    conditions.fail(failure("FetchFailed", "URLInvalid", .stall))
    #expect(conditions.conditions.isTrue("Stalled") && conditions.conditions.isFalse("Ready"))
    #expect(conditions.conditions.condition("Stalled")?.reason == "URLInvalid")
    #expect(conditions.conditions.condition("Reconciling") == nil)

    conditions.progress("processing object: new generation 1 -> 2", isDrift: false)
    #expect(conditions.conditions.condition("Stalled") == nil)
  }

  @Test("S-CT-05 another failure takes the place of the one before")
  func otherFailure() {
    var conditions = ready()
    conditions.fail(failure())
    conditions.fail(failure("StorageOperationFailed", "ArchiveOperationFailed"))
    #expect(conditions.conditions.condition("FetchFailed") == nil)
    #expect(conditions.conditions.isTrue("StorageOperationFailed") && conditions.conditions.isFalse("Ready"))
    #expect(conditions.conditions.condition("Ready")?.reason == "ArchiveOperationFailed")
  }

  @Test("S-RC-08 success removes what was wrong and is true of the generation")
  func success() {
    var conditions = SourceConditions(ready().conditions, generation: 2)
    conditions.fail(failure())
    conditions.foundNewRevision("new upstream revision 'main@sha1:2'")
    conditions.succeed("stored artifact for revision 'main@sha1:2'")
    #expect(conditions.conditions.map(\.type) == ["Ready", "ArtifactInStorage"])
    #expect(conditions.conditions.allSatisfy { $0.observedGeneration == 2 && $0.reason == "Succeeded" })
    #expect(!conditions.hasFailure)
  }

  @Test("Conditions of others are kept")
  func foreign() {
    let foreign = Condition(type: "Audited", status: .true, reason: "ByHand", message: "")
    var conditions = SourceConditions([foreign], generation: 1)
    conditions.fail(failure())
    conditions.succeed("stored")
    #expect(conditions.conditions.condition("Audited") == foreign)
  }
}
