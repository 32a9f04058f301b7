import Digests
import JSON
import Kustomize
import Testing

/// The cases that are shared between implementations. `KUSTOMIZE_CONFORMANCE` names their directory.
@Suite("Shared conformance cases")
struct ConformanceTests {
  private static let directory: String? = {
    let candidates = [Tools.environment("KUSTOMIZE_CONFORMANCE"), "../shared/conformance/kustomize"]
    return candidates.compactMap { $0 }.first { Tools.read($0 + "/cases.jsonl") != nil }
  }()

  private func cases(_ name: String) throws -> [JSONValue] {
    guard let directory = Self.directory, let bytes = Tools.read("\(directory)/\(name)") else { return [] }
    return try bytes.split(separator: UInt8(ascii: "\n")).map { try JSONValue(parsing: Array($0)) }
  }

  @Test(
    "builds give the recorded bytes, and those that must fail do",
    arguments: [("cases.jsonl", 259), ("recorded.jsonl", 9)])
  func shared(file: String, floor: Int) throws {
    let cases = try cases(file)
    guard !cases.isEmpty else {
      print("shared conformance cases \(file): not present, skipped")
      return
    }
    var passed = 0
    for value in cases {
      if try passes(value) { passed += 1 } else { print("conformance: \(value["id"]?.stringValue ?? "") fails") }
    }
    print("shared conformance cases \(file): \(passed) of \(cases.count) exact")
    #expect(passed >= min(floor, cases.count))
  }

  private func passes(_ value: JSONValue) throws -> Bool {
    let directory = value["dir"]?.stringValue ?? "."
    let root = try SampleDirectory(try files(value, directory))
    let restriction: LoadRestriction = value["load_restrictions"] == "none" ? .none : .rootOnly
    let build = KustomizeBuild(
      DiskFileSystem(root: root.path), directory: directory, options: BuildOptions(loadRestriction: restriction))
    do {
      let output = try build.run().encoded()
      return value["expect"] == "output" && Array((value["output"]?.stringValue ?? "").utf8) == output
    } catch {
      guard value["expect"] == "error" else { return false }
      return (value["error_contains"]?.arrayValue ?? []).allSatisfy { error.description.contains($0.stringValue ?? "") }
    }
  }

  private func files(_ value: JSONValue, _ directory: String) throws -> [(path: String, bytes: [UInt8])] {
    var files = (value["files"]?.objectValue.map(Array.init) ?? []).map {
      ($0.key, Array(($0.value.stringValue ?? "").utf8))
    }
    for (path, content) in value["files_base64"]?.objectValue.map(Array.init) ?? [] {
      files.append((path, Base64.decode(content.stringValue ?? "") ?? []))
    }
    guard let order = value["sort"]?.stringValue else { return files }
    let prefix = directory == "." ? "" : directory + "/"
    for name in ["kustomization.yaml", "kustomization.yml", "Kustomization"] {
      guard let index = files.firstIndex(where: { $0.0 == prefix + name }) else { continue }
      let text = String(decoding: files[index].1, as: UTF8.self)
      if !text.hasPrefix("sortOptions:") && !text.contains("\nsortOptions:") {
        files[index].1 += Array("\nsortOptions:\n  order: \(order)\n".utf8)
      }
      break
    }
    return files
  }
}
