import JSON
import Testing
import YAML

@testable import Kustomize

/// Nothing that a stranger writes ends the process, hangs it or fills its memory. Longer: see CONTRIBUTING.md.
@Suite("Fuzzing", .serialized)
struct FuzzTests {
  private static let memory = 512 << 20

  private static let corpus: [[UInt8]] = OverlayCase.all.flatMap { $0.files.values.sorted() }.map { Array($0.utf8) }

  @Test("the YAML reader: what it reads is written and read again as the same")
  func yaml() throws {
    var fuzzing = Fuzzing("the YAML reader")
    let mutator = YAMLMutator(corpus: Self.corpus)
    let count = fuzzing.run { random in
      let text = mutator.text(&random)
      var documents = YAMLDocuments(text)
      while let node = try? documents.next() {
        var prepared = node
        guard !node.isNull, (try? prepared.prepareForJSON()) != nil, let value = try? JSONValue(prepared) else {
          continue
        }
        let written = YAML.encode(value)
        let again = try? YAML.decode(written)
        #expect(again == [value], "of \(String(reflecting: String(decoding: text, as: UTF8.self)))")
      }
    }
    print("fuzzing the YAML reader: \(count) texts, \(fuzzing.growth >> 20) MiB more memory")
    #expect(fuzzing.growth < Self.memory)
  }

  @Test("the strategic merge: what comes out is no larger than what went in")
  func strategicMerge() throws {
    var fuzzing = Fuzzing("the strategic merge")
    let merge = StrategicMerge(schema: .builtin)
    let count = fuzzing.run { random in
      var trees = RandomTrees(random: random)
      let kind = random.pick(["Deployment", "Service", "Pod", "Widget", "CronJob", "ServiceAccount"])
      let target = trees.object(kind)
      let patch = trees.object(kind)
      random = trees.random
      guard let merged = try? merge.apply(patch, to: target) else { return }
      #expect(merged.nodeCount <= 2 * (target.nodeCount + 2 * patch.nodeCount), "\(target) \(patch)")
    }
    print("fuzzing the strategic merge: \(count) pairs, \(fuzzing.growth >> 20) MiB more memory")
    #expect(fuzzing.growth < Self.memory)
  }

  @Test("lists of uniform items are merged quickly to the same as slowly")
  func uniformItems() throws {
    var fuzzing = Fuzzing("the merge of lists")
    var uniform = 0
    let count = try fuzzing.run { random in
      let keys = random.pick([["name"], ["containerPort", "protocol"], ["topologyKey", "whenUnsatisfiable"]])
      func items() -> [YAMLNode] {
        (0..<random.below(7)).map { _ in
          var item = YAMLNode.mapping(
            keys.dropLast(random.below(8) == 0 ? 1 : 0).map { .init($0, .string(random.pick(["a", "b", "c"]))) })
          if random.below(2) == 0 { item.set("value", .int(random.below(9))) }
          return item
        }
      }
      let (target, patch) = (items(), items())
      let outcome = random.below(4)
      func merge(_ target: YAMLNode?, _ patch: YAMLNode?) -> (node: YAMLNode, isTarget: Bool)? {
        switch outcome {
        case 0 where patch != nil: nil
        case 1: patch.map { ($0, false) } ?? target.map { ($0, true) }
        default: target.map { ($0, true) } ?? patch.map { ($0, false) }
        }
      }
      guard let quick = UniformItemMerger(keys: keys, target: target, patch: patch) else { return }
      uniform += 1
      let slow = ItemMerger(keys: keys, target: target, patch: patch)
      let (quickly, slowly) = (try quick.merge(merge), try slow.mergeOneByOne(merge))
      #expect(quickly == slowly, "\(keys) \(target) \(patch)")
    }
    print("fuzzing the merge of lists: \(count) pairs of lists, \(fuzzing.growth >> 20) MiB more memory")
    #expect(uniform > 10 && fuzzing.growth < Self.memory)
  }

  @Test("the parsers of paths, selectors, patches and URLs")
  func paths() throws {
    var fuzzing = Fuzzing("the path parsers")
    let count = fuzzing.run { random in
      let path = Self.path(&random)
      var trees = RandomTrees(random: random)
      var node = trees.object("Deployment")
      random = trees.random
      let parts = PathSplitter.splitDotted(path)
      _ = PathSplitter.split(path, separator: "/")
      _ = NodePath.lookUp(node, parts[...])
      _ = NodePath.lookUp(node, NodePath.variableField(path)[...])
      let creation: PathMatcher.Creation? = random.below(2) == 0 ? nil : .scalar
      _ = try? PathMatcher(creation: creation) { $0 = .string("x") }.visit(&node, parts[...])
      _ = try? LabelSelector(path)
      _ = RemoteRepository(path)
      let name = random.pick(["add", "remove", "replace", "test", "move", "copy"])
      let operation = JSONPatch.Operation(name: name, path: path, from: Self.path(&random), value: .int(1))
      _ = try? operation.apply(to: &node)
      #expect(node.nodeCount < 100_000)
    }
    print("fuzzing the path parsers: \(count) paths, \(fuzzing.growth >> 20) MiB more memory")
    #expect(fuzzing.growth < Self.memory)
  }

  /// Names of fields and signs of paths in no order.
  private static func path(_ random: inout SplitMix) -> String {
    let pieces =
      RandomTrees.keys + [
        ".", "/", "\\", "\\.", "\\/", "[", "]", "=", "*", "-", "-1", "0", "1", "99999999999999999999", "~0", "~1",
        "[name=a]",
        "[name=.*]", "[=x]", "[]", "(", ")", "in", "notin", "!", ",", "?ref=", "//", "https://", "github.com/", "git@",
        ":", "..",
        ".git", "_git/", "ä", "\u{301}", " ", "",
      ]
    var path = ""
    for _ in 0..<random.below(12) {
      path += random.pick(pieces)
      if random.below(2) == 0 { path += random.pick([".", "/"]) }
    }
    return path
  }
}

/// Trees with the names that merging and paths look for.
struct RandomTrees {
  static let keys = [
    "metadata", "spec", "template", "containers", "initContainers", "volumes", "env", "ports", "name", "containerPort",
    "port",
    "protocol", "volumeMounts", "mountPath", "labels", "annotations", "finalizers", "$patch", "$retainKeys",
    "$setElementOrder/containers", "image", "secrets", "kind", "apiVersion", "topologySpreadConstraints", "topologyKey",
    "",
  ]
  private static let texts = ["a", "b", "80", "TCP", "UDP", "delete", "replace", "merge", "null", "", "true", "v1"]

  var random: SplitMix

  mutating func object(_ kind: String) -> YAMLNode {
    var node = tree(depth: 0)
    if !node.isMapping { node = .mapping() }
    node.set("apiVersion", .string(random.pick(["v1", "apps/v1", "batch/v1"])))
    node.set("kind", .string(kind))
    return node
  }

  private mutating func tree(depth: Int) -> YAMLNode {
    switch random.below(depth > 7 ? 2 : 8) {
    case 0: return random.pick([.null, .string(random.pick(Self.texts)), .int(random.below(100))])
    case 1: return .plain(random.pick(Self.texts))
    case 2, 3: return .sequence((0..<random.below(5)).map { _ in tree(depth: depth + 1) })
    default:
      var node = YAMLNode.mapping()
      for _ in 0..<random.below(6) { node.set(random.pick(Self.keys), tree(depth: depth + 1)) }
      return node
    }
  }
}
