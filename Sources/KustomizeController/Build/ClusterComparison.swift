import ApplierSupport
import GitOpsAPI
import Kustomize
import OperatorKit

/// Compares what a Kustomization would apply with what a cluster has, by dry runs: nothing is written.
struct ClusterComparison: Sendable {
  private let object: GitOpsAPI.Kustomization
  private let client: KubernetesClient
  /// Values of Secrets that became part of other objects are not shown either.
  private let redactor = Redactor()

  /// Throws `KustomizeError` for Kustomizations that cannot be compared.
  init(_ object: GitOpsAPI.Kustomization, _ client: KubernetesClient) throws {
    guard object.metadata.namespace?.isEmpty == false else {
      throw KustomizeError("the Kustomization '\(object.metadata.name)' has no namespace; set metadata.namespace")
    }
    guard object.spec.kubeConfig == nil else {
      throw KustomizeError(
        "'\(object.key)' is applied to another cluster (spec.kubeConfig), with which it is not compared")
    }
    self.object = object
    self.client = client
  }

  /// An object that is not as the Kustomization wants it.
  struct Difference: CustomStringConvertible, Sendable {
    let change: Change
    let description: String

    var isChange: Bool { change.action.isChange }

    fileprivate init(_ change: Change, _ redactor: Redactor) {
      self.change = change
      let verb =
        switch change.action {
        case .configured: "drifted"
        case .created where change.uid != nil: "recreated"
        default: change.action.rawValue
        }
      var lines = ["► \(change.reference.subject) \(verb)"]
      lines += change.drift.description.split(separator: "\n").map { "  " + redactor.redact(String($0)) }
      description = lines.joined(separator: "\n") + "\n"
    }
  }

  /// The variables of the Kustomization, those of Secrets and ConfigMaps too.
  func variables() async throws -> SubstitutionVariables {
    try await VariableStep(client: client, redactor: redactor).resolve(object)
  }

  /// What applying a set would do, in the order in which it would be done; objects that are as they should be are left
  /// out. Throws what an apply would fail with.
  func differences(_ set: ApplySet) async throws -> [Difference] {
    let protection = DeletionGuard.none.and(protecting: object)
    var options = try ApplyOptions(of: object, guarded: protection)
    options.reportedDifferences = 1_000
    let planned = try await Applier(client: client, options: options).preview(set).changes
    var changes = planned.entries.filter { $0.action != .unchanged }
    if object.spec.prune {
      let pruner = PruneStep(guarded: protection).pruner(object, client)
      let result = try await pruner.preview(try await applied().subtracting(planned.inventory), keeping: planned)
      if let failure = result.failure { throw failure }
      changes += result.changes.entries.filter { $0.action == .deleted }
    }
    return changes.map { Difference($0, redactor) }
  }

  /// What was applied before, as the Kustomization in the cluster says.
  private func applied() async throws -> Inventory {
    guard let live = try await client.find(Kustomization.resourceType, object.key) else { return Inventory() }
    return try live.decode(GitOpsAPI.Kustomization.self).status.inventory?.inventory ?? Inventory()
  }
}
