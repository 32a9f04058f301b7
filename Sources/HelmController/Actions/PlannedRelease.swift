import GitOpsAPI
import Helm
import JSON
import OperatorKit

/// A revision that is about to be made: rendered and checked, nothing written yet.
struct PlannedRelease: Sendable {
  let release: Release
  let adopted: AdoptedObjects
  let inventory: ResourceInventory
}

/// Plans a revision: definitions first, then rendering, ownership and size.
struct ReleasePlanner: Sendable {
  let context: ActionContext
  let settings: ActionSettings
  let log: ActionLog

  /// - Parameters:
  ///   - former: The revision that is upgraded.
  ///   - defaults: What stands in for the chart's own values; `nil` for these.
  ///   - definitions: What to do with the definitions in `crds/`.
  func plan(
    revision: Int, former: Release?, values: ReleaseValues, defaults: JSONObject? = nil,
    definitions policy: CRDsPolicy, skipsSchemaValidation: Bool
  ) async throws -> PlannedRelease {
    let isUpgrade = former != nil
    func request() async throws -> RenderRequest {
      var request = try await context.renderRequest(
        revision: revision, former: former, values: values, skipsSchemaValidation: skipsSchemaValidation)
      request.defaults = defaults
      return request
    }
    var rendered = try await context.chart.render(request())
    if try await apply(rendered.definitions, policy) {
      // Templates may ask whether the kinds are there.
      context.capabilities.forget(context.client)
      rendered = try await context.chart.render(request())
    }
    var release = Release(
      name: context.releaseName, namespace: former?.namespace ?? context.namespace, version: revision,
      info: .init(
        status: isUpgrade ? .pendingUpgrade : .pendingInstall,
        description: isUpgrade ? "Preparing upgrade" : "Initial install underway"),
      chart: rendered.chart, config: rendered.config, manifest: rendered.manifest, hooks: rendered.hooks,
      applyMethod: settings.applyMethod, labels: former?.labels ?? [:])
    release.info.notes = rendered.notes
    release.info.lastDeployed = .now
    release.info.firstDeployed = former?.info.firstDeployed ?? release.info.lastDeployed
    let objects = try await context.reader.objects(in: release.manifest, origin: "release manifest")
    let adopted = try await adoption(objects, former: former, action: isUpgrade ? "update" : "install")
    try checkSize(release)
    return PlannedRelease(
      release: release, adopted: adopted,
      inventory: ReleaseInventory.make(objects.map(\.reference), definitions: rendered.definitions))
  }

  /// Returns whether definitions were written.
  private func apply(_ definitions: [(name: String, bytes: [UInt8])], _ policy: CRDsPolicy) async throws -> Bool {
    let writer = ReleaseWriter(client: context.client, method: settings.method)
    return try await DefinitionStep(client: context.client, writer: writer, pause: context.pause, log: log)
      .run(definitions, policy: policy, of: context.object)
  }

  /// The objects that are there already and are not the former revision's: they are taken over, or refused (H-26-02).
  private func adoption(
    _ objects: [ReleaseObject], former: Release?, action: String
  ) async throws -> AdoptedObjects {
    var known: Set<OperatorKit.ObjectReference.Identity> = []
    if let former {
      let originals = try await context.reader.knownObjects(in: former.manifest, origin: "current release manifest")
      known = Set(originals.map(\.reference.identity))
    }
    var adopted: [OperatorKit.ObjectReference] = []
    for object in objects where !known.contains(object.reference.identity) {
      guard let live = try await context.client.find(object.type, object.reference.key, as: .metadata) else { continue }
      let problem = context.ownership.problem(live)
      // Without a former revision even what bears the release's marks was there before: an earlier release of the name
      // took it over, and left it when it went.
      guard problem != nil || former == nil, !live.isBeingDeleted else { continue }
      if let problem, !settings.takesOwnership {
        throw ManifestProblem(
          message: "unable to continue with \(action): \(object.reference.kind) \"\(object.reference.name)\" in "
            + "namespace \"\(object.reference.namespace)\" exists and cannot be imported into the current release: "
            + problem)
      }
      adopted.append(object.reference)
    }
    if !adopted.isEmpty { log.add("takes over \(adopted.map(\.subject).joined(separator: ", "))") }
    return AdoptedObjects(adopted)
  }

  /// A record that does not fit is announced before anything is applied.
  private func checkSize(_ release: Release) throws {
    let size = RecordSize(release, record: try ReleaseRecord.encode(release))
    if size.isTooLarge { throw ManifestProblem(message: "\(size); make the chart or its values smaller") }
    guard size.isNearLimit else { return }
    log.add("warning: \(size)")
    context.events.record(
      context.object, .error, HelmEvents.recordNearLimit, "\(size)", chart: context.chart.identity,
      token: "\(context.values.digest)")
  }
}

/// The inventory of a release in the notation of the status (H-23).
enum ReleaseInventory {
  static func make(
    _ references: [OperatorKit.ObjectReference], definitions: [(name: String, bytes: [UInt8])] = []
  ) -> ResourceInventory {
    var all = references
    for file in definitions {
      for object in (try? DefinitionFile.objects(file.bytes)) ?? [] { all.append(OperatorKit.ObjectReference(object)) }
    }
    return ResourceInventory(
      entries: all.map { reference in
        InventoryEntry(
          id: InventoryID(key: reference.key, groupKind: reference.groupKind).description, v: reference.version)
      })
  }
}
