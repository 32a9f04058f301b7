/// A field whose absence means its empty value: `false`, `0`, no elements.
///
/// Absent and `null` decode to the empty value, and the empty value is not encoded, so a field that nobody set does
/// not appear when a status is written.
@propertyWrapper
public struct OrEmpty<Value: Emptyable & Codable & Hashable & Sendable>: Hashable, Sendable {
  public var wrappedValue: Value

  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
  public init() { wrappedValue = .empty }
}

/// A type with a value that stands for "not set".
public protocol Emptyable: Equatable {
  static var empty: Self { get }
}

extension Bool: Emptyable { public static var empty: Bool { false } }
extension Int: Emptyable { public static var empty: Int { 0 } }
extension Int64: Emptyable { public static var empty: Int64 { 0 } }
extension Array: Emptyable where Element: Equatable { public static var empty: [Element] { [] } }
extension Dictionary: Emptyable where Value: Equatable { public static var empty: [Key: Value] { [:] } }

extension OrEmpty: Codable {
  public init(from decoder: any Decoder) throws { wrappedValue = try Value(from: decoder) }
  public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

// Synthesized conformances pick these overloads, which is what makes the fields optional in JSON.

extension KeyedDecodingContainer {
  public func decode<Value>(_ type: OrEmpty<Value>.Type, forKey key: Key) throws -> OrEmpty<Value> {
    OrEmpty(wrappedValue: try decodeIfPresent(Value.self, forKey: key) ?? .empty)
  }
}

extension KeyedEncodingContainer {
  public mutating func encode<Value>(_ value: OrEmpty<Value>, forKey key: Key) throws {
    guard value.wrappedValue != .empty else { return }
    try encode(value.wrappedValue, forKey: key)
  }
}
