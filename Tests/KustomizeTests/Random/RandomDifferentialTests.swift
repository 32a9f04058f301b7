import Kustomize
import OperatorKitTesting
import Testing

/// Overlays put together at random, against the real kustomize. More of them: `FUZZ_SECONDS`, others: `FUZZ_SEED`.
@Suite("Random overlays", .serialized)
struct RandomDifferentialTests {
  @Test("K-10-07 random overlays give the same bytes, or fail in both")
  func same() async throws {
    let seconds = Tools.environment("FUZZ_SECONDS").flatMap { Double($0) } ?? 0
    var seed = Tools.environment("FUZZ_SEED").flatMap { UInt64($0) } ?? 1
    let deadline = ContinuousClock.now + .seconds(seconds)
    var count = 0
    while count < 40 || ContinuousClock.now < deadline {
      try await compare(RandomOverlay.make(seed: seed))
      seed &+= 1
      count += 1
    }
  }

  private func compare(_ sample: OverlayCase) async throws {
    let root = try SampleDirectory(sample.files.map { ($0.key, Array($0.value.utf8)) })
    let directory = FilePath.join(root.path, sample.directory)
    let kustomize = ProcessConfiguration(try await Oracles.shared().kubectl, ["kustomize", directory])
    let theirs = try await ChildProcess.run(kustomize, timeout: .seconds(300), allowFailure: true)
    let ours = try? KustomizeBuild(DiskFileSystem(root: "/"), directory: directory).run().encoded()
    let files = sample.files.sorted { $0.key < $1.key }.map { "=== \($0.key)\n\($0.value)" }.joined()
    let expected = theirs.status == .exited(0) ? String(decoding: theirs.output, as: UTF8.self) : nil
    #expect(
      ours.map { String(decoding: $0, as: UTF8.self) } == expected,
      "\(sample.name):\n\(String(decoding: theirs.errorOutput, as: UTF8.self))\n\(files)")
  }
}
