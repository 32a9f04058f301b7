import GitOpsAPI
import OperatorKit
import SemVer

/// The version of a chart from a registry: the digest is part of it, so that another content under the same tag is
/// another chart (H-10-10).
enum ChartVersion {
  struct Tracked: Hashable, Sendable {
    let version: String
    /// `sha256:<hex>`; `nil` for sources without one.
    let digest: String?
  }

  private static let digestLength = 12

  /// Throws ``HelmFailure`` where tag and chart do not fit.
  ///
  /// - Parameter keepsVersion: Whether the version stays as the chart has it (gate `DisableChartDigestTracking`).
  static func tracked(_ version: String, source: SourceSummary, keepsVersion: Bool) throws -> Tracked {
    guard let revision = source.artifact?.revision, hasDigest(source, revision) else {
      return Tracked(version: version, digest: nil)
    }
    guard let chart = try? SemanticVersion(version) else { throw failure("invalid chart version \(version)") }
    let parts = revision.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    // A tag that is no version stays part of what is noted, as upstream has it.
    var digest = revision
    if parts.count == 2, let tag = try? SemanticVersion(parts[0].replacing("_", with: "+")) {
      digest = parts[1]
      guard tag == chart else {
        throw failure("artifact revision \(parts[0]) does not match chart version \(version)")
      }
    }
    let pair = digest.split(separator: ":", omittingEmptySubsequences: false)
    guard pair.count == 2, pair[1].count >= digestLength else { throw failure("invalid artifact revision \(revision)") }
    let base = "\(chart)".split(separator: "+").first.map(String.init) ?? version
    return Tracked(version: keepsVersion ? version : "\(base)+\(pair[1].prefix(digestLength))", digest: digest)
  }

  private static func hasDigest(_ source: SourceSummary, _ revision: String) -> Bool {
    source.kind == OCIRepository.resourceType.kind
      || (source.kind == ExternalArtifact.resourceType.kind && revision.contains(":"))
  }

  private static func failure(_ message: String) -> HelmFailure {
    HelmFailure(HelmReason.chartMutateError, message, severity: nil)
  }
}
