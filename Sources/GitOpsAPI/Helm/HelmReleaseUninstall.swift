public import OperatorKit

extension HelmRelease {
  /// Settings for `helm uninstall`.
  public struct Uninstall: Codable, Hashable, Sendable {
    public var deletionPropagation: DeletionPropagation?
    @OrEmpty public var disableHooks: Bool
    @OrEmpty public var disableWait: Bool
    @OrEmpty public var keepHistory: Bool
    public var timeout: GoDuration?

    public init() {}

    public var effectiveDeletionPropagation: DeletionPropagation { deletionPropagation ?? .background }

    package static let schema = Schema.object("Settings for helm uninstall.") {
      Field(
        "deletionPropagation",
        .oneOf(DeletionPropagation.self).defaulting(to: DeletionPropagation.background),
        "What becomes of objects that belong to the deleted ones.")
      Field("disableHooks", .boolean, "Do not run hooks.")
      Field("disableWait", .boolean, "Do not wait until the objects are gone.")
      Field("keepHistory", .boolean, "Keep the release records.")
      Field("timeout", .duration, "Limit for the action; by default that of the release.")
    }
  }
}

/// What becomes of objects that belong to deleted ones.
public struct DeletionPropagation: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let background = DeletionPropagation(rawValue: "background")
  public static let foreground = DeletionPropagation(rawValue: "foreground")
  public static let orphan = DeletionPropagation(rawValue: "orphan")
  public static let known = [background, foreground, orphan]
}
