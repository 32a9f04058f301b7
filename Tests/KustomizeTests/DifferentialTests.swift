import Kustomize
import OperatorKitTesting
import Testing

@Suite("Against the real kustomize")
struct DifferentialTests {
  /// Features alone, features on features, and the regions of a fleet, put together.
  static let combined: [OverlayCase] = {
    let features = Overlays.features
    var all = features.map { OverlayCase($0.name, Overlays.single($0.text), directory: "over") }
    for (index, inner) in features.enumerated() {
      for step in [1, 4, 7] {
        let outer = features[(index + step) % features.count]
        all.append(
          OverlayCase("\(inner.name) below \(outer.name)", Overlays.pair(inner.text, outer.text), directory: "over"))
      }
    }
    let regions = [
      ("eu", ""), ("us", "commonAnnotations: {region: us}"), ("ap", "namePrefix: ap-"),
      ("af", "buildMetadata: [originAnnotations]"),
    ]
    for (name, text) in regions {
      all.append(OverlayCase("region \(name)", Overlays.region(name, text), directory: "over"))
    }
    return all
  }()

  @Test(
    "K-10-07 an overlay gives the same bytes, or fails in both with the same words",
    arguments: OverlayCase.all + combined)
  func same(_ sample: OverlayCase) async throws {
    let root = try SampleDirectory(sample.files.map { ($0.key, Array($0.value.utf8)) })
    let directory = FilePath.join(root.path, sample.directory)
    let kustomize = ProcessConfiguration(try await Oracles.shared().kubectl, ["kustomize", directory])
    let theirs = try await ChildProcess.run(kustomize, timeout: .seconds(300), allowFailure: true)
    let ours = Result { () throws(KustomizeError) in
      try KustomizeBuild(DiskFileSystem(root: "/"), directory: directory).run().encoded()
    }
    switch ours {
    case .success(let bytes):
      #expect(String(decoding: bytes, as: UTF8.self) == String(decoding: theirs.output, as: UTF8.self))
      #expect(theirs.status == .exited(0), "the real one fails: \(String(decoding: theirs.errorOutput, as: UTF8.self))")
    case .failure(let error):
      #expect(theirs.status != .exited(0), "only ours fails: \(error)")
      let message = Self.message(theirs.errorOutput)
      if !Self.showsInsides(message) { #expect(error.description.hasPrefix(message)) }
    }
  }

  /// What the real one says, without its advice on old fields.
  private static func message(_ output: [UInt8]) -> String {
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    var text = lines.filter { !$0.hasPrefix("# Warning") }.joined(separator: "\n")
    if text.hasPrefix("error: ") { text.removeFirst("error: ".count) }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// Whether a message shows addresses or whole objects of the Go program, which ours does not repeat.
  private static func showsInsides(_ message: String) -> Bool {
    ["&{0x", "(0x", "map[string]interface {}", "goroutine", "produces ID conflict"].contains { message.contains($0) }
  }

  @Test("there are at least ninety overlays around one behaviour each, and each has a name of its own")
  func count() {
    #expect(OverlayCase.all.count >= 90)
    #expect(Set(OverlayCase.all.map(\.name)).count == OverlayCase.all.count)
  }
}
