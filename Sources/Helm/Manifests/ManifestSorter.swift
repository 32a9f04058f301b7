/// Sorts what templates wrote into hooks and manifests.
struct ManifestSorter {
  private(set) var hooks: [ReleaseHook] = []
  private(set) var manifests: [RenderedManifest] = []
  var log = RenderLog()

  private static let annotation = "helm.sh/hook"

  /// Takes the output of one template. Templates are taken in the order of their paths.
  ///
  /// - Throws: ``HelmError`` with `YAML parse error on PATH: ...`.
  mutating func take(_ path: String, _ text: [UInt8]) throws(HelmError) {
    if Self.isPartial(path) || GoText.isBlank(text[...]) { return }
    for document in ManifestSplitter.split(text) {
      let head: ManifestHead
      do throws(HelmError) {
        head = try ManifestHead(document)
      } catch {
        throw HelmError(.manifest, "YAML parse error on \(path): \(error.message)")
      }
      take(path, document, head)
    }
  }

  static func isPartial(_ path: String) -> Bool { path.split(separator: "/").last?.hasPrefix("_") ?? false }

  private mutating func take(_ path: String, _ document: ArraySlice<UInt8>, _ head: ManifestHead) {
    guard let types = head.annotations[Self.annotation] else {
      manifests.append(
        RenderedManifest(path: path, kind: head.kind, apiVersion: head.apiVersion, name: head.name, content: document))
      return
    }
    var events: [ReleaseHook.Event] = []
    for type in types.split(separator: ",", omittingEmptySubsequences: false) {
      guard let event = ReleaseHook.Event(annotation: String(type)) else {
        return log.add(.info, "skipping unknown hooks hookTypes=\(types)")
      }
      events.append(event)
    }
    func list(_ name: String) -> [String] {
      guard let text = head.annotations["\(Self.annotation)-\(name)"] else { return [] }
      let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      return parts.map { GoText.trimmed(String($0)).lowercased() }
    }
    hooks.append(
      ReleaseHook(
        name: head.name, kind: head.kind, path: path, manifest: String(decoding: document, as: UTF8.self),
        events: events, weight: Int(head.annotations["\(Self.annotation)-weight"] ?? "") ?? 0,
        deletePolicies: list("delete-policy"),
        outputLogPolicies: list("output-log-policy")))
  }

  /// Everything in the order in which it is installed.
  mutating func finish() {
    hooks = KindOrder.install.sorted(hooks) { $0.kind }
    manifests = KindOrder.install.sorted(manifests) { $0.kind }
  }
}
