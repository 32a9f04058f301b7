public import Logging

/// What log lines look like and which are written.
public struct LogOptions: Sendable, Hashable {
  public enum Encoding: String, Sendable, CaseIterable {
    case json
    case console
  }

  /// The levels of `--log-level`.
  public enum Level: String, Sendable, CaseIterable {
    case trace, debug, info, error

    /// The lowest level of swift-log that is written.
    public var threshold: Logger.Level {
      switch self {
      case .trace: .trace
      case .debug: .debug
      case .info: .info
      case .error: .error
      }
    }

    /// The level that a line of swift-log's seven levels is written as.
    init(_ level: Logger.Level) {
      switch level {
      case .trace: self = .trace
      case .debug: self = .debug
      case .info, .notice, .warning: self = .info
      case .error, .critical: self = .error
      }
    }
  }

  public var encoding: Encoding
  public var level: Level

  public init(encoding: Encoding = .json, level: Level = .info) {
    self.encoding = encoding
    self.level = level
  }
}
