/// Group, version and kind of an object.
public struct GVK: Sendable, Hashable {
  public var group: String
  public var version: String
  public var kind: String
  /// Whether the kind is known to have no namespace. Ids that only describe an object do not know.
  package var isClusterScoped: Bool

  /// A description of a kind, in which empty parts match anything.
  public init(group: String = "", version: String = "", kind: String = "") {
    self.group = group
    self.version = version
    self.kind = kind
    isClusterScoped = false
  }

  /// The kind of an object.
  public init(apiVersion: String, kind: String) {
    (group, version) = GVK.split(apiVersion)
    self.kind = kind
    isClusterScoped = BuiltinKinds.isClusterScoped(apiVersion: apiVersion, kind: kind)
  }

  public var apiVersion: String { group.isEmpty ? version : group + "/" + version }

  static func split(_ apiVersion: String) -> (group: String, version: String) {
    guard let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) else { return ("", apiVersion) }
    return (String(apiVersion[..<slash]), String(apiVersion[apiVersion.utf8.index(after: slash)...]))
  }

  public static func == (left: GVK, right: GVK) -> Bool {
    left.kind == right.kind && left.version == right.version && left.group == right.group
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(group)
    hasher.combine(version)
    hasher.combine(kind)
  }

  /// Whether a description fits this kind.
  func isSelected(by selector: GVK) -> Bool {
    (selector.kind.isEmpty || kind == selector.kind) && (selector.group.isEmpty || group == selector.group)
      && (selector.version.isEmpty || version == selector.version)
  }

  /// The order of field specifications: kinds that others depend on first.
  static func precedes(_ left: GVK, _ right: GVK) -> Bool {
    let leftRank = KindOrder.standard.rank(left.kind)
    let rightRank = KindOrder.standard.rank(right.kind)
    return leftRank != rightRank ? leftRank < rightRank : left.sortText < right.sortText
  }

  /// The text by which kinds of the same rank are ordered.
  var sortText: String {
    "\(group.isEmpty ? "~G" : group)_\(version.isEmpty ? "~V" : version)_\(kind.isEmpty ? "~K" : kind)"
  }
}

extension GVK: CustomStringConvertible {
  public var description: String {
    "\(kind.isEmpty ? "[noKind]" : kind).\(version.isEmpty ? "[noVer]" : version).\(group.isEmpty ? "[noGrp]" : group)"
  }
}
