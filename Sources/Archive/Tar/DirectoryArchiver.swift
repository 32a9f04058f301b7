import Glibc

/// Puts the files below a directory into an artifact, as far as the ignore rules let them.
///
/// Directories and regular files in lexical order, the root as `.`; links and everything else is left out (S-ST-15).
/// Meant for directories that nobody else writes to. Blocks on the disk.
public struct DirectoryArchiver {
  /// What was archived.
  public struct Summary: Sendable, Equatable {
    public internal(set) var files = 0
    public internal(set) var directories = 0
    public internal(set) var skipped = 0
  }

  /// The patterns of `spec.ignore`.
  public var specIgnore: String?
  /// Asked for every entry; when true, the work ends with a `CancellationError`.
  public var isCancelled: () -> Bool = { Task.isCancelled }

  private static let maximumDepth = 128
  private static let maximumIgnoreBytes = 1 << 20

  public init() {}

  /// Archives a directory; throws ``ArchiveError`` and `CancellationError`.
  public func write(_ directory: String, to writer: ArtifactWriter) throws -> Summary {
    let spec = specIgnore.map { IgnorePatterns($0) }
    var scan = Scan()
    try scan.look(at: directory, depth: 0, isCancelled)
    var walk = Walk(
      rules: IgnoreRules(specIgnore: spec, foundIgnoreFiles: scan.foundPatterns),
      mayReinclude: scan.foundNegations || spec?.hasNegations == true, writer: writer, isCancelled: isCancelled)
    try writer.directory([UInt8(ascii: ".")])
    try walk.enter(directory, path: [])
    return walk.summary
  }

  /// Whether there is any pattern: a single one anywhere switches the default sets off (S-IG-05).
  private struct Scan {
    var foundPatterns = false
    var foundNegations = false

    mutating func look(at directory: String, depth: Int, _ isCancelled: () -> Bool) throws {
      guard depth < DirectoryArchiver.maximumDepth else { throw tooDeep(directory) }
      if isCancelled() { throw CancellationError() }
      if let patterns = try DirectoryArchiver.patterns(in: directory) {
        foundPatterns = foundPatterns || !patterns.isEmpty
        foundNegations = foundNegations || patterns.hasNegations
      }
      for entry in try DirectoryArchiver.entries(of: directory) where entry.isDirectory {
        try look(at: "\(directory)/\(entry.name)", depth: depth + 1, isCancelled)
      }
    }
  }

  private struct Walk {
    var rules: IgnoreRules
    let mayReinclude: Bool
    let writer: ArtifactWriter
    let isCancelled: () -> Bool
    var summary = Summary()

    mutating func enter(_ directory: String, path: [[UInt8]]) throws {
      guard path.count < DirectoryArchiver.maximumDepth else { throw tooDeep(directory) }
      if let patterns = try DirectoryArchiver.patterns(in: directory) { rules.enter(depth: path.count, patterns) }
      for entry in try DirectoryArchiver.entries(of: directory) {
        if isCancelled() { throw CancellationError() }
        let components = path + [Array(entry.name.utf8)]
        let isExcluded = rules.excludes(components, isDirectory: entry.isDirectory)
        let name = Array(components.joined(separator: [UInt8(ascii: "/")]))
        if entry.isDirectory {
          if !isExcluded {
            try writer.directory(name)
            summary.directories += 1
          }
          if !isExcluded || mayReinclude { try enter("\(directory)/\(entry.name)", path: components) }
        } else if !isExcluded {
          try add("\(directory)/\(entry.name)", name)
        }
      }
      rules.leave(depth: path.count)
    }

    private mutating func add(_ file: String, _ name: [UInt8]) throws {
      let descriptor = open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else {
        guard errno == ELOOP || errno == ENXIO else { throw failure("open", file) }
        summary.skipped += 1
        return
      }
      defer { close(descriptor) }
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw failure("look at", file) }
      guard status.st_mode & S_IFMT == S_IFREG else {
        summary.skipped += 1
        return
      }
      try writer.beginFile(name, size: UInt64(clamping: status.st_size), executable: status.st_mode & 0o111 != 0)
      try DirectoryArchiver.read(descriptor, file) { try writer.append($0) }
      try writer.finishFile()
      summary.files += 1
    }
  }

  private struct Entry {
    let name: String
    let isDirectory: Bool
  }

  private static func entries(of path: String) throws -> [Entry] {
    guard let directory = opendir(path) else { throw failure("open directory", path) }
    defer { closedir(directory) }
    var found: [Entry] = []
    while let entry = readdir(directory) {
      let bytes = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      // A name that is not UTF-8 would come out as another one.
      guard let name = String(validating: bytes, as: UTF8.self), name != ".", name != ".." else { continue }
      var status = stat()
      guard lstat("\(path)/\(name)", &status) == 0 else { continue }
      found.append(Entry(name: name, isDirectory: status.st_mode & S_IFMT == S_IFDIR))
    }
    return found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private static func patterns(in directory: String) throws -> IgnorePatterns? {
    let path = "\(directory)/\(IgnoreRules.fileName)"
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes: [UInt8] = []
    try read(descriptor, path) { block in
      guard bytes.count + block.count <= maximumIgnoreBytes else {
        throw ArchiveError.limitExceeded(
          entry: IgnoreRules.fileName, what: "bytes", limit: UInt64(maximumIgnoreBytes))
      }
      bytes += block
    }
    return IgnorePatterns(bytes)
  }

  private static func read(
    _ descriptor: Int32, _ path: String, _ take: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let buffer = OutputBuffer(64 << 10)
    while true {
      let count = Glibc.read(descriptor, buffer.bytes.baseAddress, buffer.bytes.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("read", path)
      }
      if count == 0 { return }
      try take(UnsafeRawBufferPointer(rebasing: buffer.bytes[0..<count]))
    }
  }
}

private func failure(_ operation: String, _ path: String) -> ArchiveError {
  .system(operation: operation, entry: path, errno: errno)
}

private func tooDeep(_ path: String) -> ArchiveError {
  .limitExceeded(entry: path, what: "directories one inside the other", limit: 128)
}
