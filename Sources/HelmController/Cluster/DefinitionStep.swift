import GitOpsAPI
import JSON
import OperatorKit
import YAML

/// Puts the definitions in a chart's `crds/` on the cluster before an install or an upgrade (H-19). They are never
/// deleted.
struct DefinitionStep: Sendable {
  let client: KubernetesClient
  let writer: ReleaseWriter
  let pause: Pause
  let log: ActionLog

  private static let timeout = Duration.seconds(60)

  /// Returns whether any was written.
  ///
  /// - Parameter files: Contents of the files in `crds/`, by their names.
  func run(
    _ files: [(name: String, bytes: [UInt8])], policy: CRDsPolicy, of object: HelmRelease
  ) async throws -> Bool {
    guard policy != .skip, !files.isEmpty else { return false }
    var applied: [AppliedDefinition] = []
    for file in files {
      for var definition in try documents(file) {
        guard definition.groupVersionKind.groupKind == ResourceType.customResourceDefinition.groupKind else {
          log.add(
            "warning: \(file.name) holds \(definition.subject), which is no CustomResourceDefinition and is left out; "
              + "move it to templates/")
          continue
        }
        OriginLabels.set(on: &definition, of: object)
        if try await apply(definition, policy) { applied.append(AppliedDefinition(try await typed(definition))) }
      }
    }
    try await wait(applied)
    return !applied.isEmpty
  }

  /// Returns whether the definition was written.
  private func apply(_ definition: DynamicObject, _ policy: CRDsPolicy) async throws -> Bool {
    let target = try await typed(definition)
    do {
      let live = try await client.find(target.type, target.reference.key)
      if let live {
        guard policy == .createReplace else { return false }
        try await writer.update(target, original: nil, live: live)
        log.add("replaced \(target.reference.subject)")
      } else {
        try await writer.create(target)
        log.add("created \(target.reference.subject)")
      }
      return true
    } catch let error as KubernetesError where error.kind == .alreadyExists {
      return false
    } catch let error as KubernetesError {
      throw ManifestProblem(
        message: "failed to apply CustomResourceDefinitions: \(target.reference.subject): \(error.message)")
    }
  }

  private func typed(_ definition: DynamicObject) async throws -> ReleaseObject {
    let type = try await client.resourceType(for: definition.groupVersionKind)
    return ReleaseObject(
      object: definition, type: type, reference: ObjectReference(type.groupVersionKind, definition.key))
  }

  private func documents(_ file: (name: String, bytes: [UInt8])) throws -> [DynamicObject] {
    do {
      return try DefinitionFile.objects(file.bytes)
    } catch {
      throw ManifestProblem(message: "failed to parse CustomResourceDefinitions from \(file.name): \(error)")
    }
  }

  private func wait(_ definitions: [AppliedDefinition]) async throws {
    let wait = ReleaseWait(client: client, strategy: .poller, waitsForJobs: false, expressions: nil, pause: pause)
    do {
      try await wait.run(definitions.map(\.object), timeout: DefinitionStep.timeout)
    } catch let failure as WaitFailure {
      throw ManifestProblem(
        message: "failed to apply CustomResourceDefinitions: failed to wait for CustomResourceDefinition(s): "
          + "\(failure)")
    }
    for kind in definitions.flatMap(\.kinds) { try await discover(kind) }
  }

  /// A definition is established a moment before the server names its kinds: what follows would be told that there are
  /// none.
  private func discover(_ kind: GroupVersionKind) async throws {
    let deadline = ContinuousClock.now + DefinitionStep.timeout
    var delay = PollDelay(limit: .seconds(2))
    while true {
      do {
        _ = try await client.resourceType(for: kind)
        return
      } catch let error as KubernetesError where error.kind == .notFound {
        let now = ContinuousClock.now
        guard now < deadline else { return }  // the objects of the kind will say what is missing
        try await pause(min(delay.next(), deadline - now))
      }
    }
  }
}

/// What is kept of a definition that was written; whole, a chart's definitions may take a hundred megabytes.
private struct AppliedDefinition: Sendable {
  let object: ReleaseObject
  /// The kinds that it serves.
  let kinds: [GroupVersionKind]

  init(_ definition: ReleaseObject) {
    object = definition.slimmed
    let spec = definition.object.json["spec"]
    let versions = (spec?["versions"]?.arrayValue ?? []).filter { $0["served"]?.boolValue == true }
    guard let group = spec?["group"]?.stringValue, let kind = spec?[path: "names", "kind"]?.stringValue else {
      kinds = []
      return
    }
    kinds = versions.compactMap { version in
      version["name"]?.stringValue.map { GroupVersionKind(apiVersion: "\(group)/\($0)", kind: kind) }
    }
  }
}

/// Labels that say which HelmRelease an object comes from (H-20-02).
enum OriginLabels {
  static let name = "\(APIGroup.helm)/name"
  static let namespace = "\(APIGroup.helm)/namespace"

  static func labels(of object: HelmRelease) -> [String: String] {
    [name: object.metadata.name, namespace: object.metadata.namespace ?? ""]
  }

  /// Whether a manifest that was rendered for an object bears them.
  static func are(in manifest: String, of object: HelmRelease) -> Bool {
    let text = manifest[...]
    return text.contains("\(name): \(object.metadata.name)\n")
      && text.contains("\(namespace): \(object.metadata.namespace ?? "")\n")
  }

  static func set(on target: inout DynamicObject, of object: HelmRelease) {
    for (label, value) in labels(of: object) { target.setLabel(label, value) }
  }
}

/// A file of a chart's `crds/`.
enum DefinitionFile {
  /// Throws `YAMLError`.
  static func objects(_ bytes: [UInt8]) throws -> [DynamicObject] {
    try YAML.decode(bytes).flatMap { ManifestDocuments.objects(in: $0) }
  }
}
