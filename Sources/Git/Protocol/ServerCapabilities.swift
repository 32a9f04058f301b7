/// What a server can do. Keep it to spare a round trip the next time.
public struct ServerCapabilities: Sendable, Equatable {
  public enum Version: Int, Sendable {
    /// Versions 0 and 1, which lists every reference before anything else.
    case v0 = 0
    case v2 = 2
  }

  public var version: Version
  /// Values by name; the empty string where there is none.
  private(set) var values: [String: String] = [:]

  init(_ version: Version) { self.version = version }

  public var objectFormat: ObjectFormat? {
    values["object-format"].map { ObjectFormat(rawValue: $0) } ?? .sha1
  }

  /// Whether history can be cut off at a depth.
  public var supportsShallow: Bool { version == .v2 ? has("shallow", in: "fetch") : values["shallow"] != nil }

  /// Whether a commit may be asked for that no reference names.
  public var allowsAnyCommit: Bool {
    version == .v2 || values["allow-reachable-sha1-in-want"] != nil || values["allow-any-sha1-in-want"] != nil
  }

  var listsUnborn: Bool { has("unborn", in: "ls-refs") }

  func contains(_ name: String) -> Bool { values[name] != nil }

  private func has(_ feature: String, in command: String) -> Bool {
    values[command]?.split(separator: " ").contains { $0 == feature } == true
  }

  /// Adds `name` or `name=value`; a name given twice keeps its first value, but for `symref`.
  mutating func add(_ text: Substring) {
    guard !text.isEmpty, values.count < 256 else { return }
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    let value = parts.count > 1 ? String(parts[1]) : ""
    if name == "symref", let known = values[name] {
      values[name] = known + " " + value
    } else if values[name] == nil {
      values[name] = value
    }
  }

  /// Symbolic references of the older protocol, by name.
  var symbolicReferences: [String: String] {
    var found: [String: String] = [:]
    for pair in (values["symref"] ?? "").split(separator: " ") {
      let parts = pair.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { found[String(parts[0])] = String(parts[1]) }
    }
    return found
  }
}
