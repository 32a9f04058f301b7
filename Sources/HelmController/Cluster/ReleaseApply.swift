import OperatorKit

/// Brings the objects of a manifest onto the cluster, and takes those off that a former manifest had (H-26-06).
struct ReleaseApply: Sendable {
  let client: KubernetesClient
  let writer: ReleaseWriter
  let log: ActionLog
  /// Never removed, whatever manifests say.
  let protected: @Sendable (ObjectReference) -> Bool

  /// What was done until the end, or until an error.
  struct Result: Sendable {
    var created: [ReleaseObject] = []
    var failure: ReleaseApplyError?
  }

  /// Applies targets in their order.
  ///
  /// An object that cannot be created ends the pass; of those that cannot be changed all are told (as Helm does).
  func run(_ targets: [ReleaseObject], originals: [ReleaseObject]) async -> Result {
    var result = Result()
    var problems: [String] = []
    let known = Dictionary(
      originals.map { ($0.reference.identity, $0.object) }, uniquingKeysWith: { first, _ in first })
    for target in targets {
      do {
        let live = try await client.find(target.type, target.reference.key)
        if let live {
          do {
            try await writer.update(target, original: known[target.reference.identity], live: live)
            log.add("updated \(target.reference.subject)")
          } catch let error as KubernetesError where !error.isOutage {
            problems.append("\(target.reference.subject): \(error.message)")
          }
        } else {
          result.created.append(target)
          try await writer.create(target)
          log.add("created \(target.reference.subject)")
        }
      } catch {
        result.failure = ReleaseApplyError("failed to create resource: \(target.reference.subject): \(error)", error)
        return result
      }
    }
    if problems.isEmpty {
      do {
        problems = try await removeStale(originals, keeping: targets)
      } catch {
        result.failure = ReleaseApplyError("\(error)", error)
        return result
      }
    }
    if !problems.isEmpty { result.failure = ReleaseApplyError(problems.joined(separator: " && "), nil) }
    return result
  }

  /// Deletes what only the former manifest had; returns what went wrong. Throws what broke the work off.
  private func removeStale(_ originals: [ReleaseObject], keeping targets: [ReleaseObject]) async throws -> [String] {
    let kept = Set(targets.map(\.reference.identity))
    var problems: [String] = []
    for stale in originals where !kept.contains(stale.reference.identity) {
      do {
        guard let live = try await client.find(stale.type, stale.reference.key, as: .metadata) else { continue }
        if live.isKept {
          log.add("kept \(stale.reference.subject): its annotation says so")
          continue
        }
        if protected(stale.reference) {
          log.add("kept \(stale.reference.subject): the release did not create it")
          continue
        }
        try await client.delete(
          stale.type, stale.reference.key, options: DeleteOptions(propagation: .background, uid: live.uid))
        log.add("deleted \(stale.reference.subject)")
      } catch let error as KubernetesError where error.kind == .notFound {
        continue
      } catch  where error.isInterruption {
        throw error
      } catch {
        problems.append("failed to delete \(stale.reference.subject): \(error)")
      }
    }
    return problems
  }
}

/// Why objects could not be applied.
struct ReleaseApplyError: Error, CustomStringConvertible {
  let message: String
  /// `nil` for several.
  let cause: (any Error)?

  init(_ message: String, _ cause: (any Error)?) {
    self.message = message
    self.cause = cause
  }

  var description: String { message }
}
