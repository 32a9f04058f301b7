/// What Helm writes to its log while it puts values together and sorts manifests.
public struct RenderLog: Sendable, Hashable {
  public enum Level: String, Sendable, Hashable {
    case info = "INFO"
    case warn = "WARN"
  }

  public struct Line: Sendable, Hashable {
    public let level: Level
    public let message: String
  }

  /// More would not be read by anybody.
  static let limit = 200

  public private(set) var lines: [Line] = []

  mutating func add(_ level: Level, _ message: String) {
    guard lines.count < RenderLog.limit else { return }
    lines.append(Line(level: level, message: message))
  }
}
