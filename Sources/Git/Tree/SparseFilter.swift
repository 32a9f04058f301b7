/// Directories to which a checkout is restricted (S-GS-21); none means everything.
struct SparseFilter {
  enum Verdict { case inside, onTheWay, outside }

  private let directories: [[[UInt8]]]

  init(_ directories: [String]) {
    self.directories = directories.map { text in
      text.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }.filter { $0 != [UInt8(ascii: ".")] }
    }
  }

  func verdict(_ path: [[UInt8]]) -> Verdict {
    if directories.isEmpty { return .inside }
    var verdict = Verdict.outside
    for directory in directories {
      if path.starts(with: directory) { return .inside }
      if directory.starts(with: path) { verdict = .onTheWay }
    }
    return verdict
  }

  /// The directories that are not among those seen.
  func missing(_ seen: Set<[[UInt8]]>) -> [String] {
    directories.filter { !$0.isEmpty && !seen.contains($0) }.map { names in
      names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    }
  }

  /// Whether this very directory was asked for.
  func names(_ path: [[UInt8]]) -> Bool { directories.contains(path) }
}
