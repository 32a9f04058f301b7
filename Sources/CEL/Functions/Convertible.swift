/// A Swift type that stands for a CEL type in the signature of an implementation.
protocol Convertible: SendableMetatype {
  static var staticType: StaticType { get }
  init?(celValue: CELValue)
  var celValue: CELValue { get }
}

extension CELValue: Convertible {
  static var staticType: StaticType { .dyn }
  init?(celValue: CELValue) { self = celValue }
  var celValue: CELValue { self }
}

extension Bool: Convertible {
  static var staticType: StaticType { .bool }
  init?(celValue: CELValue) {
    guard case .bool(let value) = celValue else { return nil }
    self = value
  }
  var celValue: CELValue { .bool(self) }
}

extension Int64: Convertible {
  static var staticType: StaticType { .int }
  init?(celValue: CELValue) {
    guard case .int(let value) = celValue else { return nil }
    self = value
  }
  var celValue: CELValue { .int(self) }
}

extension UInt64: Convertible {
  static var staticType: StaticType { .uint }
  init?(celValue: CELValue) {
    guard case .uint(let value) = celValue else { return nil }
    self = value
  }
  var celValue: CELValue { .uint(self) }
}

extension Double: Convertible {
  static var staticType: StaticType { .double }
  init?(celValue: CELValue) {
    guard case .double(let value) = celValue else { return nil }
    self = value
  }
  var celValue: CELValue { .double(self) }
}

extension String: Convertible {
  static var staticType: StaticType { .string }
  init?(celValue: CELValue) {
    guard case .string(let value) = celValue else { return nil }
    self = value
  }
  var celValue: CELValue { .string(self) }
}

extension [UInt8]: Convertible {
  static var staticType: StaticType { .bytes }
  init?(celValue: CELValue) {
    guard case .bytes(let value) = celValue else { return nil }
    self = value
  }
  var celValue: CELValue { .bytes(self) }
}

extension CELList: Convertible {
  static var staticType: StaticType { .list(.dyn) }
  init?(celValue: CELValue) {
    guard case .list(let value) = celValue else { return nil }
    self = value
  }
  var celValue: CELValue { .list(self) }
}

extension CELMap: Convertible {
  static var staticType: StaticType { .map(.dyn, .dyn) }
  init?(celValue: CELValue) {
    guard case .map(let value) = celValue else { return nil }
    self = value
  }
  var celValue: CELValue { .map(self) }
}

extension CELTimestamp: Convertible {
  static var staticType: StaticType { .timestamp }
  init?(celValue: CELValue) {
    guard case .timestamp(let value) = celValue else { return nil }
    self = value
  }
  var celValue: CELValue { .timestamp(self) }
}

extension CELDuration: Convertible {
  static var staticType: StaticType { .duration }
  init?(celValue: CELValue) {
    guard case .duration(let value) = celValue else { return nil }
    self = value
  }
  var celValue: CELValue { .duration(self) }
}

extension CELType: Convertible {
  static var staticType: StaticType { .type }
  init?(celValue: CELValue) {
    guard case .type(let value) = celValue else { return nil }
    self = value
  }
  var celValue: CELValue { .type(self) }
}
