import JSON
import Testing
import YAML

@Suite("Hostile text")
struct HostileTests {
  @Test("anchors that explode are stopped before they expand")
  func billionLaughs() throws {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...20 {
      let reference = "*a\(level - 1)"
      text += "a\(level): &a\(level) [\(Array(repeating: reference, count: 10).joined(separator: ", "))]\n"
    }
    let error = try #require(throws: YAMLError.self) { _ = try YAML.decode(text) }
    guard case .excessiveAliasing = error.reason else { return #expect(Bool(false), "\(error)") }
  }

  @Test("an anchor that contains itself is refused")
  func selfReference() throws {
    #expect(throws: YAMLError.self) { _ = try YAML.decode("a: &a [*a]\n") }
  }

  @Test("deep nesting is stopped", arguments: ["[", "{a: "])
  func depth(opening: String) throws {
    let text = String(repeating: opening, count: 50_000)
    #expect(throws: YAMLError.self) { _ = try YAML.decode(text) }
    let error = try #require(throws: YAMLError.self) {
      _ = try YAML.decode("[[[1]]]", limits: YAMLLimits(depth: 3))
    }
    #expect(error.reason == .tooDeep(limit: 3))
  }

  @Test("a hundred thousand documents are streamed, and refused beyond the limit")
  func manyDocuments() throws {
    let text = Array(String(repeating: "a: 1\n---\n", count: 100_000).utf8)
    var documents = YAML.documents(text)
    var count = 0
    while try documents.next() != nil { count += 1 }
    #expect(count == 100_001 || count == 100_000)

    let error = try #require(throws: YAMLError.self) {
      _ = try YAML.decode(text, limits: YAMLLimits(documents: 1000))
    }
    #expect(error.reason == .tooManyDocuments(limit: 1000))
  }

  @Test("nodes are counted")
  func nodeBudget() throws {
    let text = "[" + String(repeating: "1,", count: 1000) + "]"
    let error = try #require(throws: YAMLError.self) { _ = try YAML.decode(text, limits: YAMLLimits(nodes: 500)) }
    #expect(error.reason == .tooManyNodes(limit: 500))
  }

  @Test("no mutation of a document traps")
  func mutations() throws {
    let seed = Array(
      "a: &x {b: [1, 'two', \"three\"], c: |\n  text\n}\nd: *x\n? e\n: !!int 5\n<<: *x\n--- >-\n folded\n".utf8)
    var generator = SplitMix(state: 42)
    for _ in 0..<3000 {
      var bytes = seed
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[index] = UInt8.random(in: 0...127, using: &generator)
      }
      guard let values = try? YAML.decode(bytes) else { continue }
      for value in values { #expect(try YAML.decode(YAML.encode(value)) == [value] || value.isNull) }
    }
  }
}

/// A small generator with a fixed seed, so that a failure can be repeated.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
