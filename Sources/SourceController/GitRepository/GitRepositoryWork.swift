import ControllerSupport
import Git
import GitOpsAPI
import OperatorKit

/// Brings the artifact of a GitRepository to what its reference stands for: credentials, a listing, and when that shows
/// something new, fetch, archive and store.
struct GitRepositoryWork: SourceWork {
  let access: GitAccess
  let fetching: GitFetchStep

  init(_ services: SourceServices, allowsPlainHTTP: Bool) {
    access = GitAccess(
      client: services.client, http: services.http, allowsPlainHTTP: allowsPlainHTTP, redactor: services.redactor)
    fetching = GitFetchStep(services: services, access: access)
  }

  func check(_ object: GitRepository) throws { try GitSupport.check(object) }

  func perform(
    _ run: inout SourceRun<GitRepository>, save: (inout SourceRun<GitRepository>) async throws -> Void
  ) async throws -> SourceOutcome {
    let (remote, reference) = try await list(run.object, fresh: !run.isRoutine)
    if let revision = reference.revision, run.isStored(revision) {
      run.forgetVerification()
      return Self.outcome(run, commit: "\(revision)")
    }
    run.noteOutdated(reference.revision)
    try await save(&run)
    let fetched = try await fetching.fetch(run.object, remote, reference)
    run.accept(fetched.artifact)
    return Self.outcome(run, commit: fetched.summary)
  }

  /// Asks the server what the reference stands for.
  private func list(_ object: GitRepository, fresh: Bool) async throws -> (GitRemote, ResolvedReference) {
    let remote = try await access.remote(for: object, fresh: fresh)
    do {
      return (remote, try await fetching.resolve(object, remote))
    } catch let failure as SourceFailure where !fresh {
      guard await access.hasNewSecrets(object) else { throw failure }
      return try await list(object, fresh: true)
    }
  }

  private static func outcome(_ run: SourceRun<GitRepository>, commit: String) -> SourceOutcome {
    let revision = run.artifact?.revision ?? ""
    return SourceOutcome(
      condition: "stored artifact for revision '\(revision)'", announcement: "stored artifact for commit '\(commit)'",
      nothingNew: "no changes since last reconciliation: observed revision '\(revision)'")
  }
}
