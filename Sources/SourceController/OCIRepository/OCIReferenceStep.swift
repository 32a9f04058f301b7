import Digests
import GitOpsAPI
import OperatorKit
import Registry
import SemVer

/// What the reference of an OCIRepository stands for right now.
struct OCIRevision: Hashable, Sendable, CustomStringConvertible {
  /// `nil` where the spec names a digest.
  let tag: String?
  let digest: Digest

  /// As it stands in the artifact: `latest@sha256:...`.
  var description: String { tag.map { "\($0)@\(digest)" } ?? "\(digest)" }
}

/// Resolves references: digest wins over semver, semver over tag.
struct OCIReferenceStep: Sendable {
  /// Throws ``SourceFailure``.
  func resolve(_ object: OCIRepository, in repository: RegistryClient) async throws -> OCIRevision {
    let reference = object.spec.ref
    if let text = reference?.digest {
      guard let digest = Digest(text), digest.algorithm != .sha1 else {
        throw SourceFailure(
          ConditionType.fetchFailed, reason: SourceReason.ociArtifactPullFailed,
          "failed to determine artifact digest: spec.ref.digest '\(text)' is not sha256:<hex>")
      }
      return OCIRevision(tag: nil, digest: digest)
    }
    let tag: String
    if let range = reference?.semver {
      do {
        tag = try await highest(in: range, matching: reference?.semverFilter, object, repository)
      } catch {
        throw try OCIFailure.failure(
          error, reason: SourceReason.readOperationFailed,
          doing: "failed to determine the artifact tag for '\(object.spec.url)'")
      }
    } else {
      tag = reference?.tag ?? OCIRepository.Reference.defaultTag
    }
    do {
      return OCIRevision(tag: tag, digest: try await repository.resolve(tag: tag))
    } catch {
      throw try OCIFailure.failure(
        error, reason: SourceReason.ociArtifactPullFailed, doing: "failed to determine artifact digest")
    }
  }

  private func highest(
    in range: String, matching filter: String?, _ object: OCIRepository, _ repository: RegistryClient
  ) async throws -> String {
    let constraint = try VersionConstraint(range)
    let filter = try filter.map { try TagFilter($0) }
    let isChart = object.spec.layerSelector?.mediaType == MediaType.helmChart
    var best: (version: SemanticVersion, tag: String)?
    try await repository.eachTag { tag in
      if let filter, try !filter.matches(tag) { return }
      // Tags cannot have the plus of a version's metadata; charts have an underline there.
      let text = isChart ? tag.replacing("_", with: "+") : tag
      guard let version = try? SemanticVersion(tag: text), constraint.contains(version) else { return }
      if let known = best, version <= known.version { return }
      best = (version, tag)
    }
    guard let best else { throw NoMatch(range: range) }
    return best.tag
  }

  private struct NoMatch: Error, CustomStringConvertible {
    let range: String
    var description: String { "no match found for semver: \(range)" }
  }
}
