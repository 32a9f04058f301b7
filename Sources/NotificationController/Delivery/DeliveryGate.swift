import GitOpsAPI

/// Which kinds of events which kinds of providers are told of.
enum DeliveryGate {
  enum Decision: Equatable {
    case open
    /// Not meant for this provider, and nobody would expect it to be.
    case silent
    case withheld(Withheld)
  }

  /// Why an event is withheld, as the log says it.
  enum Withheld: String {
    case noCommit = "event dropped for commit status providers due to missing commit metadata key"
    case noChangeRequest =
      "event dropped for change request providers due to missing change request metadata key"
  }

  /// The metadata of the event is still as its sender gave it, with prefixes.
  static func decide(_ event: ControllerEvent, _ type: ProviderType) -> Decision {
    let isUpdate = event.value(of: EventMetadata.commitStatus) == EventMetadata.commitStatusUpdate
    if isUpdate, !type.reportsCommitStatus, !type.isGeneric { return .silent }
    if type.reportsCommitStatus {
      let mayPass = isUpdate || event.severity == .error || annotation(EventMetadata.commit, event) != nil
      return mayPass ? .open : .withheld(.noCommit)
    }
    if type.commentsOnChangeRequests, annotation(EventMetadata.changeRequest, event) == nil {
      return .withheld(.noChangeRequest)
    }
    return .open
  }

  private static func annotation(_ name: String, _ event: ControllerEvent) -> String? {
    event.metadata["\(APIGroup.event)/\(name)"].flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension ProviderType {
  /// Whether it sets the status of a commit.
  var reportsCommitStatus: Bool {
    ["github", "gitlab", "gitea", "bitbucketserver", "bitbucket", "azuredevops"].contains(rawValue)
  }

  /// Whether it comments on a pull or merge request.
  var commentsOnChangeRequests: Bool {
    ["githubpullrequestcomment", "gitlabmergerequestcomment", "giteapullrequestcomment"].contains(rawValue)
  }

  var isGeneric: Bool { rawValue == "generic" || rawValue == "generic-hmac" }
}
