/// A text field with a known set of values that nevertheless decodes any text.
///
/// The API server refuses other values, but objects that were stored under an older or newer definition may hold
/// them. One such object must be answered with a condition, and must not keep its whole kind from being listed.
public protocol OpenEnum: RawRepresentable, Codable, Hashable, Sendable, CustomStringConvertible
where RawValue == String {
  /// The values that the API server accepts, in the order of the documentation.
  static var known: [Self] { get }
  init(rawValue: String)
}

extension OpenEnum {
  public var isKnown: Bool { Self.known.contains(self) }
  public var description: String { rawValue }

  public init(from decoder: any Decoder) throws { self.init(rawValue: try String(from: decoder)) }
  public func encode(to encoder: any Encoder) throws { try rawValue.encode(to: encoder) }
}
