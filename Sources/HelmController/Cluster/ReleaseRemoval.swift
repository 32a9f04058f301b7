import OperatorKit

/// Deletes objects of a release, in the order of uninstalling.
struct ReleaseRemoval: Sendable {
  let client: KubernetesClient
  let propagation: DeleteOptions.Propagation
  let log: ActionLog

  /// Begins to delete; returns those that are on their way, and what went wrong.
  func run(_ objects: [ReleaseObject]) async -> (deleted: [ReleaseObject], problems: [String]) {
    var deleted: [ReleaseObject] = []
    var problems: [String] = []
    for object in objects {
      do {
        try await client.delete(
          object.type, object.reference.key, options: DeleteOptions(propagation: propagation))
        log.add("deleted \(object.reference.subject)")
        deleted.append(object)
      } catch let error as KubernetesError where error.kind == .notFound {
        continue
      } catch {
        problems.append("\(object.reference.subject): \(error)")
      }
    }
    return (deleted, problems)
  }
}
