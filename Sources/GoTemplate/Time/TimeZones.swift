import Glibc

/// Time zones by name, from the files of the system as Go finds them.
struct TimeZones {
  private var known: [String: TimeZoneTable] = [:]

  private static let folders = [
    "/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo",
  ]

  /// The zone of a name; `nil` when there is none. The empty name is UTC, `Local` the zone of the process.
  mutating func zone(_ name: String) -> TimeZoneTable? {
    if name.isEmpty || name == "UTC" { return .utc }
    if let zone = known[name] { return zone }
    let zone = name == "Local" ? Self.processZone() : Self.named(name)
    // Names come from templates.
    if let zone, known.count < 1024 { known[name] = zone }
    return zone
  }

  /// The zone that the process lives in.
  mutating func local() -> TimeZoneTable { zone("Local") ?? .utc }

  private static func named(_ name: String) -> TimeZoneTable? {
    // No way out of the folder.
    if name.hasPrefix("/") || name.hasPrefix("\\") || name.utf8.contains(0) || name.utf8.count > 255 { return nil }
    if name.split(separator: "/").contains("..") || name.hasPrefix("..") || name.hasSuffix("..") { return nil }
    var folders = self.folders
    if let own = environment("ZONEINFO") { folders.insert(own, at: 0) }
    for folder in folders {
      if let zone = read("\(folder)/\(name)", name: name) { return zone }
    }
    return nil
  }

  /// `TZ`: a name or a path; without it, what `/etc/localtime` says.
  private static func processZone() -> TimeZoneTable {
    guard var name = environment("TZ") else { return read("/etc/localtime", name: "Local") ?? .utc }
    if name.hasPrefix(":") { name.removeFirst() }
    if name.hasPrefix("/") { return read(name, name: name == "/etc/localtime" ? "Local" : name) ?? .utc }
    return name.isEmpty || name == "UTC" ? .utc : named(name) ?? .utc
  }

  private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func read(_ path: String, name: String) -> TimeZoneTable? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= TimeZoneFile.maximumBytes
    else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 8192)
    while bytes.count <= TimeZoneFile.maximumBytes {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count <= 0 { break }
      bytes += buffer[..<min(count, buffer.count)]
    }
    return TimeZoneFile.parse(bytes, name: name)
  }
}
