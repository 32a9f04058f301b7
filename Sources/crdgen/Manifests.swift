import GitOpsAPI
import YAML

/// The definitions as files.
enum Manifests {
  private static let header = "# Written by `make manifests` from the models in Sources/GitOpsAPI.\n---\n"

  /// File names, such as `source.toolkit.fluxcd.io_buckets.yaml`, and what belongs into the files.
  static func files(validations: Bool) -> [(name: String, content: [UInt8])] {
    DefinedKinds.all.map { kind in
      let definition = kind.definition
      let yaml = YAML.encode(definition.customResourceDefinition(validations: validations))
      return (definition.fileName, Array(header.utf8) + yaml)
    }
  }

  /// Writes the files and removes definitions that nothing stands for any more.
  static func write(_ files: [(name: String, content: [UInt8])], to directory: String) throws {
    try Disk.makeDirectory(directory)
    for file in files { try Disk.write(file.content, to: "\(directory)/\(file.name)") }
    for name in try stale(files, in: directory) { try Disk.remove("\(directory)/\(name)") }
  }

  /// Throws ``Failure`` naming every file that differs.
  static func check(_ files: [(name: String, content: [UInt8])], in directory: String) throws {
    let outdated = try files.filter { try Disk.read("\(directory)/\($0.name)") != $0.content }.map(\.name)
    let problems = try outdated + stale(files, in: directory)
    guard problems.isEmpty else {
      throw Failure("not up to date: \(problems.joined(separator: ", ")); run `make manifests`")
    }
  }

  private static func stale(_ files: [(name: String, content: [UInt8])], in directory: String) throws -> [String] {
    let known = Set(files.map(\.name))
    return try Disk.list(directory).filter { $0.hasSuffix(".yaml") && !known.contains($0) }
  }
}
