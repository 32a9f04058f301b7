/// Where a release is in its life, as its record and the label `status` say (H-25-07).
public struct ReleaseStatus: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let unknown = ReleaseStatus(rawValue: "unknown")
  public static let deployed = ReleaseStatus(rawValue: "deployed")
  public static let uninstalled = ReleaseStatus(rawValue: "uninstalled")
  public static let superseded = ReleaseStatus(rawValue: "superseded")
  public static let failed = ReleaseStatus(rawValue: "failed")
  public static let uninstalling = ReleaseStatus(rawValue: "uninstalling")
  public static let pendingInstall = ReleaseStatus(rawValue: "pending-install")
  public static let pendingUpgrade = ReleaseStatus(rawValue: "pending-upgrade")
  public static let pendingRollback = ReleaseStatus(rawValue: "pending-rollback")

  /// Whether somebody is at work on the release, or was when they died.
  public var isPending: Bool { [.pendingInstall, .pendingUpgrade, .pendingRollback].contains(self) }

  public var description: String { rawValue }
}

/// How the objects of a release were written.
public enum ApplyMethod: String, Sendable {
  case clientSide = "csa"
  case serverSide = "ssa"
}
