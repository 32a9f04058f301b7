import ControllerSupport
import GitOpsAPI
import Helm
import OperatorKit

/// Makes the first revision of a release (H-26-01).
struct InstallAction: Sendable {
  let context: ActionContext

  func run(_ draft: inout HelmDraft) async throws {
    draft.status.history = []
    try await ReleaseActionRun(context: context, action: .install).run(&draft) { store, log in
      let settings = context.settings.install
      let spec = context.object.spec.install ?? .init()
      let last = try await availableRevision(store, replaces: spec.replace)
      let planned = try await ReleasePlanner(context: context, settings: settings, log: log).plan(
        revision: last + 1, former: nil, values: context.values,
        definitions: spec.crds ?? (spec.skipCRDs ? .skip : .create),
        skipsSchemaValidation: spec.disableSchemaValidation)
      if spec.createNamespace, context.object.spec.targetNamespace != nil { try await createNamespace() }
      if last > 0 { try await store.modify(last) { $0.set(.superseded, "superseded by new release") } }
      try await store.create(planned.release, adopted: planned.adopted)
      let pass = ReleasePass(
        context: context, store: store, settings: settings, log: log, action: .install, version: last + 1, former: nil)
      return (planned.inventory, pass)
    }
  }

  /// The last revision that the name was used for, 0 for none. Throws when the name is taken.
  private func availableRevision(_ store: ReleaseStore, replaces: Bool) async throws -> Int {
    guard let last = try await store.entries().last else { return 0 }
    if last.status == .uninstalled, context.object.hasUnfinishedUninstall {
      // The remediation was broken off among the records.
      for entry in try await store.entries() { try await store.delete(entry.version) }
      return 0
    }
    guard replaces, [.uninstalled, .failed].contains(last.status) else {
      throw ManifestProblem(
        message: "release name check failed: cannot reuse a name that is still in use: revision \(last.version) of "
          + "release \(store.name) is \(last.status); set spec.install.replace to take it over")
    }
    return last.version
  }

  /// The namespace of the release, with the label that Helm gives it (H-26-03).
  private func createNamespace() async throws {
    var namespace = DynamicObject(.namespace, ObjectKey(namespace: "", name: context.namespace))
    namespace.setLabel("name", context.namespace)
    do {
      _ = try await context.client.create(
        .namespace, namespace, options: WriteOptions(fieldManager: ReleaseWriter.fieldManager))
    } catch let error as KubernetesError where error.kind == .alreadyExists {}
  }
}
