/// A directory of kustomizations put together at random: bases, overlays and components with features on each other.
struct RandomOverlay {
  var random: SplitMix
  private(set) var files: [String: String] = [:]

  init(seed: UInt64) { random = SplitMix(state: seed) }

  static func make(seed: UInt64) -> OverlayCase {
    var overlay = RandomOverlay(seed: seed)
    overlay.build()
    return OverlayCase("seed \(seed)", overlay.files, directory: "over")
  }

  private var known: [(kind: String, name: String)] = []

  private mutating func build() {
    var objects = RandomObjects(random: random)
    let bases = random.below(3) == 0 ? ["base", "other"] : ["base"]
    for base in bases {
      var resources: [String] = []
      for index in 0...random.below(2) {
        let path = "o\(index).yaml"
        files["\(base)/\(path)"] = manifest(&objects)
        resources.append(path)
      }
      known = objects.known
      kustomization(base, resources: resources, features: random.below(3))
    }
    random.state ^= objects.random.state
    var resources = bases.map { "../\($0)" }
    if random.below(4) == 0 {
      kustomization("middle", resources: resources, features: 1 + random.below(2))
      resources = ["../middle"]
    }
    var components: [String] = []
    if random.below(4) == 0 {
      kustomization("part", resources: [], features: 1 + random.below(2), isComponent: true)
      components = ["../part"]
    }
    kustomization("over", resources: resources, features: 1 + random.below(4), components: components)
  }

  private mutating func manifest(_ objects: inout RandomObjects) -> String {
    var documents = (0...objects.random.below(4)).compactMap { _ in objects.next() }
    if objects.random.below(12) == 0 {
      documents = [["apiVersion": "v1", "kind": "List", "items": .list(documents)]]
    }
    var text = documents.map { $0.text(&objects.random) }.joined(separator: "---\n")
    switch objects.random.below(12) {
    case 0: text = "---\n" + text
    case 1: text += "---\n"
    case 2: text = "# about\n\n" + text + "\n---\n# nothing\n---\n"
    case 3: text = String(text.flatMap { $0 == "\n" ? ["\r\n" as Character] : [$0] })
    case 4: text = "\u{feff}" + text
    default: break
    }
    return text
  }

  private mutating func kustomization(
    _ directory: String, resources: [String], features: Int, components: [String] = [], isComponent: Bool = false
  ) {
    var text =
      isComponent
      ? "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
      : random.pick(["apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n", ""])
    if !resources.isEmpty { text += "resources:\n" + resources.map { "- \($0)\n" }.joined() }
    if !components.isEmpty { text += "components:\n" + components.map { "- \($0)\n" }.joined() }
    var fields = Set<String>()
    for _ in 0..<features {
      var feature = RandomFeature(random: random, directory: directory, known: known)
      let (field, body) = feature.make()
      random = feature.random
      guard fields.insert(field).inserted else { continue }
      text += body.hasSuffix("\n") ? body : body + "\n"
      for (path, content) in feature.files { files["\(directory)/\(path)"] = content }
    }
    files["\(directory)/kustomization.yaml"] = text
  }
}
