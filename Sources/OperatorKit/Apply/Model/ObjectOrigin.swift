/// Where an object was written down, so that an error can send people there.
public struct ObjectOrigin: Sendable, Hashable, CustomStringConvertible {
  /// The path in the source, as its authors know it.
  public let file: String
  /// Counted from one.
  public let line: Int?

  public init(file: String, line: Int? = nil) {
    self.file = file
    self.line = line
  }

  /// `deploy/prod/web.yaml:12`.
  public var description: String { line.map { "\(file):\($0)" } ?? file }
}
