import Kustomize
import Testing

@Suite("Against the real kustomize", .enabled(if: Tools.hasOracle))
struct DifferentialTests {
  /// Overlays by name. More than sixty.
  static let overlays: [(name: String, files: Overlays.Files)] = {
    let features = Overlays.features
    var all = features.map { ($0.name, Overlays.single($0.text)) }
    for (index, inner) in features.enumerated() {
      for step in [1, 4, 7] {
        let outer = features[(index + step) % features.count]
        all.append(("\(inner.name) below \(outer.name)", Overlays.pair(inner.text, outer.text)))
      }
    }
    for (name, text) in [("eu", ""), ("us", "commonAnnotations: {region: us}"), ("ap", "namePrefix: ap-"), ("af", "buildMetadata: [originAnnotations]")] {
      all.append(("region \(name)", Overlays.region(name, text)))
    }
    return all
  }()

  @Test("an overlay gives the same bytes, or fails in both", arguments: overlays.indices)
  func same(index: Int) throws {
    let (name, files) = Self.overlays[index]
    let root = try TemporaryDirectory(files.map { ($0.key, Array($0.value.utf8)) })
    let kubectl = try #require(Tools.kubectl)
    let theirs = try #require(Tools.run([kubectl, "kustomize", root.path + "/over"]))
    let ours = Result { () throws(KustomizeError) in
      try KustomizeBuild(DiskFileSystem(root: root.path), directory: "over").run().encoded()
    }
    switch ours {
    case .success(let bytes):
      #expect(theirs.status == 0, "\(name): the real one fails")
      #expect(bytes == theirs.output, "\(name)")
    case .failure(let error): #expect(theirs.status != 0, "\(name): \(error)")
    }
  }

  @Test("there are at least sixty overlays, among them the regions of a fleet")
  func count() { #expect(Self.overlays.count >= 60) }
}
