import GoTemplate

/// `.Files`: the files of a chart that are no templates. They are read when a template looks at them.
final class FilesObject: TemplateObject {
  private let files: [String: ChartFile]
  /// What has been read from the disk, for templates that come back to it.
  private var cached: [String: [UInt8]] = [:]
  private static let cacheLimit = 8 << 20
  private var cachedBytes = 0

  init(_ files: [ChartFile]) {
    self.files = Dictionary(files.map { ($0.name, $0) }) { $1 }
  }

  private init(_ files: [String: ChartFile]) { self.files = files }

  private static let type = TemplateMapType("engine.files")
  var typeName: String { Self.type.name }
  var kind: TemplateKind { .map }
  var text: String { "map[\(files.keys.sorted().joined(separator: " "))]" }

  var contents: TemplateValue? {
    .map(TemplateMap(TemplateMap(files.keys.map { ($0, .bytes(bytes($0))) }, of: .bytes), as: Self.type))
  }

  private func bytes(_ name: String) -> [UInt8] {
    guard let file = files[name] else { return [] }
    if let bytes = cached[name] { return bytes }
    // A file that is gone since the chart was loaded reads as empty, like one that never was.
    let bytes = (try? file.bytes()) ?? []
    if bytes.count <= FilesObject.cacheLimit - cachedBytes {
      cached[name] = bytes
      cachedBytes += bytes.count
    }
    return bytes
  }

  func member(_ name: String) -> TemplateMember? {
    switch name {
    case "Get": .method(TemplateFunction([.string]) { call in TemplateValue(bytes: self.bytes(call.string(0))) })
    case "GetBytes": .method(TemplateFunction([.string]) { call in .bytes(self.bytes(call.string(0))) })
    case "Glob": .method(TemplateFunction([.string]) { call in .object(self.matching(call.string(0))) })
    case "AsConfig": .method(TemplateFunction { _ in self.asConfig { TemplateValue(bytes: $0) } })
    case "AsSecrets": .method(TemplateFunction { _ in self.asConfig { .bytes($0) } })
    case "Lines": .method(TemplateFunction([.string]) { call in self.lines(call.string(0)) })
    default: files[name].map { _ in .field(.bytes(bytes(name))) }
    }
  }

  private func matching(_ pattern: String) -> FilesObject {
    let glob = GlobPattern(pattern) ?? GlobPattern("**")
    return FilesObject(files.filter { glob?.matches($0.key) ?? true })
  }

  /// The contents by file name, as YAML; bytes become base64 on the way.
  private func asConfig(_ convert: ([UInt8]) -> TemplateValue) -> TemplateValue {
    var members: [(String, TemplateValue)] = []
    for name in files.keys.sorted() {
      let base = name.split(separator: "/").last.map(String.init) ?? name
      members.append((base, convert(bytes(name))))
    }
    return .string((try? YAMLText.text(.map(TemplateMap(members)))) ?? "")
  }

  private func lines(_ name: String) -> TemplateValue {
    var bytes = bytes(name)
    guard !bytes.isEmpty else { return TemplateValue([String]()) }
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return .list(TemplateList(lines.map { TemplateValue(bytes: Array($0)) }, of: .string))
  }
}
