/// An optional text for which `""` means the same as absence.
///
/// Manifests that come out of templates often say `namespace: ""`; a controller must not take that for a namespace.
@propertyWrapper
public struct NonEmpty: Hashable, Sendable {
  private var text: String?

  public init(wrappedValue: String?) { text = wrappedValue?.isEmpty == true ? nil : wrappedValue }
  public init() { text = nil }

  public var wrappedValue: String? {
    get { text }
    set { text = newValue?.isEmpty == true ? nil : newValue }
  }
}

extension NonEmpty: Codable {
  public init(from decoder: any Decoder) throws {
    self.init(wrappedValue: try String(from: decoder))
  }

  public func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }
}

extension KeyedDecodingContainer {
  public func decode(_ type: NonEmpty.Type, forKey key: Key) throws -> NonEmpty {
    NonEmpty(wrappedValue: try decodeIfPresent(String.self, forKey: key))
  }
}

extension KeyedEncodingContainer {
  public mutating func encode(_ value: NonEmpty, forKey key: Key) throws {
    try encodeIfPresent(value.wrappedValue, forKey: key)
  }
}
