/// What the checker knows of a value before evaluation.
indirect enum StaticType: Sendable, Equatable {
  /// Anything, decided at evaluation.
  case dyn
  /// A value whose type has no parameters.
  case plain(CELType)
  case list(StaticType)
  case map(StaticType, StaticType)
  case optional(StaticType)
  /// A type parameter of a function: the same type wherever it occurs in one call.
  case parameter(Int)

  static let null = StaticType.plain(.null)
  static let bool = StaticType.plain(.bool)
  static let int = StaticType.plain(.int)
  static let uint = StaticType.plain(.uint)
  static let double = StaticType.plain(.double)
  static let string = StaticType.plain(.string)
  static let bytes = StaticType.plain(.bytes)
  static let timestamp = StaticType.plain(.timestamp)
  static let duration = StaticType.plain(.duration)
  static let type = StaticType.plain(.type)

  /// The type of a value, without looking into it.
  init(of value: CELValue) {
    switch value {
    case .list: self = .list(.dyn)
    case .map: self = .map(.dyn, .dyn)
    case .optional: self = .optional(.dyn)
    default: self = .plain(value.type)
    }
  }

  /// Whether a value can be passed for a parameter of this type; elements are not looked at.
  func accepts(_ value: CELValue) -> Bool {
    switch self {
    case .dyn, .parameter: true
    case .plain(let type): value.type == type
    case .list: value.type == .list
    case .map: value.type == .map
    case .optional: value.type == .optional
    }
  }
}

extension StaticType: CustomStringConvertible {
  var description: String {
    switch self {
    case .dyn, .parameter: "dyn"
    case .plain(let type): type.description
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .optional(let wrapped): "optional_type(\(wrapped))"
    }
  }
}
