/// Encodes `Encodable` types into a ``JSONValue``. Members come in the order in which the type encodes them.
public enum JSONEncoding {
  /// Throws `EncodingError`, for example for an infinite number.
  public static func encode(_ value: some Encodable) throws -> JSONValue {
    try ValueEncoder.box(value, codingPath: [])
  }
}

/// Where an encoder leaves its result. `Encodable` types fill it from one thread while `encode(to:)` runs.
final class ValueBox {
  var value: JSONValue = .null
}

struct ValueEncoder: Encoder {
  let box: ValueBox
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static func box(_ value: some Encodable, codingPath: [any CodingKey]) throws -> JSONValue {
    if let json = value as? JSONValue { return json }
    let encoder = ValueEncoder(box: ValueBox(), codingPath: codingPath)
    try value.encode(to: encoder)
    return encoder.box.value
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if box.value.objectValue == nil { box.value = .object([:]) }
    return KeyedEncodingContainer(ObjectEncodingContainer(box: box, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if box.value.arrayValue == nil { box.value = .array([]) }
    return ArrayEncodingContainer(box: box, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

extension ValueEncoder: SingleValueEncodingContainer {
  func encodeNil() { box.value = .null }
  func encode(_ value: Bool) { box.value = .bool(value) }
  func encode(_ value: String) { box.value = .string(value) }
  func encode(_ value: Float) throws { try encode(Double(value)) }
  func encode(_ value: Int) { box.value = .number(JSONNumber(value)) }
  func encode(_ value: Int8) { encode(Int(value)) }
  func encode(_ value: Int16) { encode(Int(value)) }
  func encode(_ value: Int32) { encode(Int(value)) }
  func encode(_ value: Int64) { box.value = .number(JSONNumber(value)) }
  func encode(_ value: UInt) { box.value = .number(JSONNumber(UInt64(value))) }
  func encode(_ value: UInt8) { encode(Int(value)) }
  func encode(_ value: UInt16) { encode(Int(value)) }
  func encode(_ value: UInt32) { encode(Int64(value)) }
  func encode(_ value: UInt64) { box.value = .number(JSONNumber(value)) }
  func encode(_ value: some Encodable) throws { box.value = try ValueEncoder.box(value, codingPath: codingPath) }

  func encode(_ value: Double) throws {
    guard let number = JSONNumber(value) else {
      throw EncodingError.invalidValue(
        value, EncodingError.Context(codingPath: codingPath, debugDescription: "JSON has no such number"))
    }
    box.value = .number(number)
  }
}

struct ObjectEncodingContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let box: ValueBox
  let codingPath: [any CodingKey]

  func encodeNil(forKey key: Key) { box.value[key.stringValue] = .null }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    box.value[key.stringValue] = try ValueEncoder.box(value, codingPath: codingPath + [key])
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    KeyedEncodingContainer(
      NestedObjectContainer(codingPath: codingPath + [key]) { [box] in box.value[key.stringValue] = $0 })
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    ArrayEncodingContainer(box: ValueBox(), codingPath: codingPath + [key]) { [box] in
      box.value[key.stringValue] = $0
    }
  }

  func superEncoder() -> any Encoder { ValueEncoder(box: box, codingPath: codingPath) }
  func superEncoder(forKey key: Key) -> any Encoder { ValueEncoder(box: box, codingPath: codingPath + [key]) }
}

/// A container inside another one; it hands its value to the outer one after each change.
struct NestedObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  private let inner: ObjectEncodingContainer<Key>
  private let publish: (JSONValue) -> Void
  let codingPath: [any CodingKey]

  init(codingPath: [any CodingKey], publish: @escaping (JSONValue) -> Void) {
    let box = ValueBox()
    box.value = .object([:])
    inner = ObjectEncodingContainer(box: box, codingPath: codingPath)
    self.publish = publish
    self.codingPath = codingPath
    publish(box.value)
  }

  func encodeNil(forKey key: Key) {
    inner.encodeNil(forKey: key)
    publish(inner.box.value)
  }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    try inner.encode(value, forKey: key)
    publish(inner.box.value)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    let (box, publish) = (inner.box, publish)
    return KeyedEncodingContainer(
      NestedObjectContainer<Nested>(codingPath: codingPath + [key]) {
        box.value[key.stringValue] = $0
        publish(box.value)
      })
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    let (box, publish) = (inner.box, publish)
    return ArrayEncodingContainer(box: ValueBox(), codingPath: codingPath + [key]) {
      box.value[key.stringValue] = $0
      publish(box.value)
    }
  }

  func superEncoder() -> any Encoder { inner.superEncoder() }
  func superEncoder(forKey key: Key) -> any Encoder { inner.superEncoder(forKey: key) }
}

struct ArrayEncodingContainer: UnkeyedEncodingContainer {
  let box: ValueBox
  let codingPath: [any CodingKey]
  private let publish: (JSONValue) -> Void

  init(box: ValueBox, codingPath: [any CodingKey], publish: @escaping (JSONValue) -> Void = { _ in }) {
    self.box = box
    self.codingPath = codingPath
    self.publish = publish
    if box.value.arrayValue == nil { box.value = .array([]) }
    publish(box.value)
  }

  var count: Int { box.value.arrayValue?.count ?? 0 }

  func encodeNil() { append(.null) }

  func encode(_ value: some Encodable) throws {
    append(try ValueEncoder.box(value, codingPath: codingPath + [IndexKey(count)]))
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    let position = count
    append(.null)
    return KeyedEncodingContainer(
      NestedObjectContainer(codingPath: codingPath + [IndexKey(position)]) { [self] in replace(position, $0) })
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    let position = count
    append(.null)
    return ArrayEncodingContainer(box: ValueBox(), codingPath: codingPath + [IndexKey(position)]) { [self] in
      replace(position, $0)
    }
  }

  func superEncoder() -> any Encoder { ValueEncoder(box: box, codingPath: codingPath) }

  private func append(_ value: JSONValue) {
    guard case .array(var elements) = box.value else { return }
    box.value = .null
    elements.append(value)
    box.value = .array(elements)
    publish(box.value)
  }

  private func replace(_ position: Int, _ value: JSONValue) {
    guard case .array(var elements) = box.value, elements.indices.contains(position) else { return }
    box.value = .null
    elements[position] = value
    box.value = .array(elements)
    publish(box.value)
  }
}

extension JSONValue: Codable {
  /// For foreign decoders; ours hands the value over as it is.
  public init(from decoder: any Decoder) throws {
    if let decoder = decoder as? ValueDecoder {
      self = decoder.value
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .bool(flag)
    } else if let whole = try? container.decode(Int64.self) {
      self = .number(JSONNumber(whole))
    } else if let number = try? container.decode(Double.self) {
      self = JSONNumber(number).map(JSONValue.number) ?? .null
    } else if let string = try? container.decode(String.self) {
      self = .string(string)
    } else if let elements = try? container.decode([JSONValue].self) {
      self = .array(elements)
    } else {
      let members = try container.decode([String: JSONValue].self)
      self = .object(JSONObject(members.map { ($0.key, $0.value) }).sortedByKey())
    }
  }

  public func encode(to encoder: any Encoder) throws {
    if let encoder = encoder as? ValueEncoder {
      encoder.box.value = self
      return
    }
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let flag): try container.encode(flag)
    case .number(let number):
      if let whole = number.int64 { try container.encode(whole) } else { try container.encode(number.double) }
    case .string(let string): try container.encode(string)
    case .array(let elements): try container.encode(elements)
    case .object(let object):
      try container.encode(Dictionary(object.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }))
    }
  }
}
