import ApplierSupport
import GitOpsAPI
import Helm
import JSON
import Kustomize
import OperatorKit
import YAML

/// What follows rendering: the post-renderers of the spec in their order, common metadata, and labels that say which
/// HelmRelease the objects come from, which always win (H-20).
struct PostRender {
  let object: HelmRelease
  let strategy: PostRenderStrategy

  /// The text of the manifest and the hooks of a release.
  struct Output {
    var manifest = ""
    var hooks: [RecordedHook] = []
  }

  /// How documents find back to where they belong (H-20-04).
  private static let mark = "postrenderer.helm.sh/postrender-filename"

  /// Throws ``ManifestProblem``.
  func run(_ rendered: RenderedChart) throws -> Output {
    let manifests = try rendered.manifests.map { try PostRender.objects(Array($0.content), $0.path) }
    let hooks = try rendered.hooks.map { try PostRender.objects(Array($0.manifest.utf8), $0.path) }
    var all: [[DynamicObject]]
    switch strategy {
    case .noHooks: all = try process(manifests) + hooks
    case .separate: all = try process(manifests) + process(hooks)
    default: all = try process(manifests + hooks)
    }
    var output = Output()
    for (index, manifest) in rendered.manifests.enumerated() {
      for object in all[index] {
        output.manifest += "---\n# Source: \(manifest.path)\n" + PostRender.text(object)
      }
    }
    all.removeFirst(rendered.manifests.count)
    for (hook, objects) in zip(rendered.hooks, all) {
      let bypasses = strategy == .noHooks
      let text = bypasses ? hook.manifest : objects.map(PostRender.text).joined(separator: "---\n")
      output.hooks.append(RecordedHook(hook, manifest: text))
    }
    return output
  }

  private static func objects(_ text: [UInt8], _ path: String) throws -> [DynamicObject] {
    do {
      return try YAML.decode(text).map { DynamicObject($0) }
    } catch {
      throw ManifestProblem(message: "YAML parse error on \(path): \(error)")
    }
  }

  private static func text(_ object: DynamicObject) -> String {
    String(decoding: YAML.encode(object.json, sortedKeys: false), as: UTF8.self)
  }

  private func process(_ documents: [[DynamicObject]]) throws -> [[DynamicObject]] {
    var documents = documents
    for renderer in object.spec.postRenderers {
      if let kustomize = renderer.kustomize { documents = try kustomized(documents, kustomize) }
    }
    let common = object.spec.commonMetadata
    for index in documents.indices {
      for position in documents[index].indices {
        for (name, value) in common?.labels ?? [:] { documents[index][position].setLabel(name, value) }
        for (name, value) in common?.annotations ?? [:] { documents[index][position].setAnnotation(name, value) }
        OriginLabels.set(on: &documents[index][position], of: object)
      }
    }
    return documents
  }

  /// A kustomize build in memory, with patches and images (H-20-03).
  private func kustomized(
    _ documents: [[DynamicObject]], _ kustomize: HelmRelease.Kustomize
  ) throws -> [[DynamicObject]] {
    var input = ""
    for (slot, objects) in documents.enumerated() {
      for var object in objects {
        object.setAnnotation(PostRender.mark, String(slot))
        input += "---\n" + PostRender.text(object)
      }
    }
    guard !input.isEmpty else { return documents }
    var result = documents.map { _ in [DynamicObject]() }
    do {
      let files = MemoryFileSystem(["helm-output.yaml": input])
      let spec = FluxBuildSpec(
        patches: kustomize.patches.map { FluxPatch($0) },
        images: kustomize.images.map { FluxImage($0) })
      var built = try FluxBuild(root: files, path: "/", spec: spec, variables: nil).run()
      while let next = try built.next() {
        var object = DynamicObject(next.value)
        guard let slot = object.annotation(PostRender.mark).flatMap({ Int($0) }), result.indices.contains(slot) else {
          continue
        }
        object.setAnnotation(PostRender.mark, nil)
        if object.annotations.isEmpty { object.json[path: "metadata", "annotations"] = nil }
        result[slot].append(object)
      }
    } catch {
      throw ManifestProblem(message: "error while running post render on charts: \(error)")
    }
    return result
  }
}

extension RecordedHook {
  init(_ hook: ReleaseHook, manifest: String) {
    self.init(
      name: hook.name, kind: hook.kind, path: hook.path, manifest: manifest, events: hook.events.map(\.rawValue),
      weight: hook.weight, deletePolicies: hook.deletePolicies, outputLogPolicies: hook.outputLogPolicies)
  }
}
