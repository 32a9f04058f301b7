import GitOpsAPI
import Testing

@testable import NotificationController

/// What providers are told beside the message.
@Suite struct MetadataTests {
  private static let group = "kustomize.toolkit.fluxcd.io"

  private func merge(
    _ metadata: [String: String], _ change: (inout Alert.Spec) -> Void = { _ in }
  ) -> MetadataMerge {
    MetadataMerge(Samples.event(metadata: metadata), Samples.alert(change))
  }

  @Test("N-MD-07 N-MD-08 N-MD-09 N-MD-10 N-AS-11 the controller's word counts most, the object's annotations least")
  func precedence() {
    let all = [
      "event.toolkit.fluxcd.io/a": "annotation", "event.toolkit.fluxcd.io/b": "annotation",
      "event.toolkit.fluxcd.io/summary": "annotation", "event.toolkit.fluxcd.io/revision": "annotation",
      "\(Self.group)/revision": "controller",
    ]
    let merge = merge(all) {
      $0.eventMetadata = ["b": "alert", "c": "alert", "revision": "alert", "summary": "alert"]
      $0.summary = "of the alert"
    }
    #expect(
      merge.metadata == [
        "a": "annotation", "b": "alert", "c": "alert", "summary": "of the alert", "revision": "controller",
      ])
    #expect(
      merge.conflicts == [
        "b": "involved object annotations, Alert object .spec.eventMetadata",
        "summary": "involved object annotations, Alert object .spec.eventMetadata, Alert object .spec.summary",
        "revision":
          "involved object annotations, Alert object .spec.eventMetadata, involved object controller metadata",
      ])
  }

  @Test("N-MD-12 without anything to merge the metadata stays as it is; N-MD-17 free keys pass")
  func leftovers() {
    #expect(merge([:]).metadata.isEmpty && merge([:]).conflicts.isEmpty)
    #expect(merge(["other/x": "1"]).metadata == ["other/x": "1"])
    #expect(merge(["event.toolkit.fluxcd.io/deploymentID": "7"]).metadata == ["deploymentID": "7"])
  }

  private func decide(_ type: String, _ metadata: [String: String], _ severity: ControllerEvent.Severity = .info)
    -> DeliveryGate.Decision
  {
    DeliveryGate.decide(Samples.event(severity, metadata: metadata), ProviderType(rawValue: type))
  }

  private static let statusTypes = ["github", "gitlab", "gitea", "bitbucketserver", "bitbucket", "azuredevops"]
  private static let commentTypes = [
    "githubpullrequestcomment", "gitlabmergerequestcomment", "giteapullrequestcomment",
  ]

  @Test("N-CS-01 N-CS-03 N-MD-15 commit statuses need a commit, an update or a failure", arguments: statusTypes)
  func statusGate(_ type: String) {
    let update = ["\(Self.group)/commit_status": "update"]
    #expect(decide(type, [:]) == .withheld(.noCommit))
    #expect(decide(type, ["\(Self.group)/commit_status": "other"]) == .withheld(.noCommit))
    #expect(decide(type, ["\(Self.group)/revision": Samples.revision]) == .withheld(.noCommit))
    #expect(decide(type, update) == .open && decide(type, [:], .error) == .open)
    #expect(decide(type, ["event.toolkit.fluxcd.io/commit": "sha1:1"]) == .open)
    #expect(decide(type, ["event.toolkit.fluxcd.io/commit": ""]) == .withheld(.noCommit))
    var event = Samples.event(metadata: ["source.toolkit.fluxcd.io/commit_status": "update"])
    event.involvedObject.kind = "GitRepository"
    event.involvedObject.apiVersion = "source.toolkit.fluxcd.io/v1"
    #expect(DeliveryGate.decide(event, ProviderType(rawValue: type)) == .open)
  }

  @Test("N-CS-02 N-PT-03 updates of commit statuses are for Git servers and for generic providers")
  func updates() {
    let update = ["\(Self.group)/commit_status": "update", "event.toolkit.fluxcd.io/change_request": "7"]
    for type in ProviderType.known {
      let isTold = type.reportsCommitStatus || type.isGeneric
      #expect(decide(type.rawValue, update) == (isTold ? .open : .silent), "\(type)")
      #expect(decide(type.rawValue, update, .error) == (isTold ? .open : .silent), "\(type)")
    }
  }

  @Test("N-CR-02 N-MD-16 comments need a request to comment on", arguments: commentTypes)
  func commentGate(_ type: String) {
    #expect(decide(type, [:]) == .withheld(.noChangeRequest))
    #expect(decide(type, [:], .error) == .withheld(.noChangeRequest))
    #expect(decide(type, ["event.toolkit.fluxcd.io/change_request": ""]) == .withheld(.noChangeRequest))
    #expect(decide(type, ["\(Self.group)/change_request": "7"]) == .withheld(.noChangeRequest))
    #expect(decide(type, ["event.toolkit.fluxcd.io/change_request": "7"]) == .open)
  }
}
