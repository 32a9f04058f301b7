import ControllerSupport
import GitOpsAPI
import Helm
import JSON
import OperatorKit
import Synchronization

/// Opens the chart that a source offers.
struct ChartStep: Sendable {
  let files: ChartFiles
  let budget: MemoryBudget
  let options: HelmOptions
  private let retries: ArtifactRetries
  private let identities = ChartIdentities()

  init(files: ChartFiles, budget: MemoryBudget, options: HelmOptions) {
    self.files = files
    self.budget = budget
    self.options = options
    retries = ArtifactRetries(maximum: options.httpRetries)
  }

  /// The chart, and its digest in its registry. Throws ``HelmFailure``.
  func open(_ source: SourceSummary, for object: HelmRelease) async throws -> (chart: ChartHandle, ociDigest: String?) {
    guard let artifact = source.artifact else {
      throw HelmFailure(HelmReason.sourceNotReady, "\(source.kind) '\(source.key)' has no artifact", severity: nil)
    }
    let identity = try await identity(artifact, object)
    let tracked = try ChartVersion.tracked(
      identity.version, source: source, keepsVersion: options.has(HelmOptions.Gate.disableChartDigestTracking))
    let handle = ChartHandle(
      identity: ChartIdentity(name: identity.name, version: tracked.version, appVersion: identity.appVersion),
      artifact: artifact, step: self)
    return (handle, tracked.digest)
  }

  /// What the chart calls itself; charts that were seen before are not fetched for it.
  private func identity(_ artifact: Artifact, _ object: HelmRelease) async throws -> ChartIdentity {
    if let known = identities.find(artifact.digest) { return known }
    do {
      let metadata = try await withChart(artifact) { $0.metadata }
      let identity = ChartIdentity(
        name: metadata.name, version: metadata.version, appVersion: metadata.appVersion)
      identities.remember(artifact.digest, identity)
      retries.reset(object.key)
      return identity
    } catch let error as ArtifactFetchError {
      throw failure(error, artifact, object)
    } catch let error as HelmError {
      throw HelmFailure(Reason.artifactFailed, "Could not load chart: \(error)")
    } catch is DeadlineExceeded {
      throw HelmFailure(
        Reason.artifactFailed, "Could not load chart: not fetched within \(GoDuration(options.httpTimeout))")
    }
  }

  /// Loads a chart for the time of `work`, within the memory that there is.
  func withChart<Result: Sendable>(
    _ artifact: Artifact, _ work: @escaping @Sendable (Chart) throws -> Result
  ) async throws -> Result {
    try await files.withFile(artifact) { path in
      let reservation = try await budget.acquire(ChartStep.memoryEstimate(artifact))
      defer {
        reservation.release()
        Allocator.returnFreedMemory()
      }
      return try await RenderThread.run { try work(try ChartLoader().load(path)) }
    }
  }

  /// Templates, values and what is rendered from them, in proportion to the archive.
  private static func memoryEstimate(_ artifact: Artifact) -> Int {
    let size = Int(clamping: artifact.size ?? 64 << 10)
    return min(24 << 20, (4 << 20) + size.multipliedReportingOverflow(by: 16).partialValue)
  }

  private func failure(_ error: ArtifactFetchError, _ artifact: Artifact, _ object: HelmRelease) -> HelmFailure {
    if case .notFound = error {
      let delay = options.common.requeueDependency
      return HelmFailure(
        Reason.artifactFailed, "Source not ready: artifact not found. Retrying in \(GoDuration(delay))",
        remedy: .wait(delay), severity: nil)
    }
    let message = "Could not load chart: \(error)"
    if error.isRetryable, let delay = retries.delayAfterFailure(of: object.key, revision: artifact.revision) {
      return HelmFailure(Reason.artifactFailed, message, remedy: .wait(delay))
    }
    return HelmFailure(Reason.artifactFailed, message)
  }
}

/// What charts call themselves, by the digest of their archive.
private final class ChartIdentities: Sendable {
  private static let maximum = 4_096
  private let known = Mutex<[String: ChartIdentity]>([:])

  func find(_ digest: String) -> ChartIdentity? { known.withLock { $0[digest] } }

  func remember(_ digest: String, _ identity: ChartIdentity) {
    known.withLock { known in
      if known.count >= ChartIdentities.maximum { known = [:] }
      known[digest] = identity
    }
  }
}
