/// The types that the type parameters of one call stand for.
struct TypeBindings {
  private var types: [Int: StaticType] = [:]

  /// Whether `actual` can be where `formal` is asked for; binds the parameters in `formal`.
  mutating func accept(_ actual: StaticType, as formal: StaticType) -> Bool {
    switch (formal, actual) {
    case (.parameter(let id), _): return bind(id, to: actual)
    case (.dyn, _), (_, .dyn): return true
    case (.plain(let formal), .plain(let actual)):
      return formal == actual || (actual == .null && formal.isNullable)
    case (.list(let formal), .list(let actual)): return accept(actual, as: formal)
    case (.optional(let formal), .optional(let actual)): return accept(actual, as: formal)
    case (.map(let formalKey, let formalValue), .map(let key, let value)):
      return accept(key, as: formalKey) && accept(value, as: formalValue)
    default: return false
    }
  }

  private mutating func bind(_ id: Int, to actual: StaticType) -> Bool {
    guard let bound = types[id] else {
      types[id] = actual
      return true
    }
    guard let common = StaticType.join(bound, actual) else { return false }
    types[id] = common
    return true
  }

  func resolve(_ type: StaticType) -> StaticType {
    switch type {
    case .parameter(let id): types[id] ?? .dyn
    case .list(let element): .list(resolve(element))
    case .map(let key, let value): .map(resolve(key), resolve(value))
    case .optional(let wrapped): .optional(resolve(wrapped))
    case .dyn, .plain: type
    }
  }
}

extension StaticType {
  /// The more general of two types of which one can stand for the other; nil if neither can.
  static func join(_ left: StaticType, _ right: StaticType) -> StaticType? {
    switch (left, right) {
    case (.dyn, _), (_, .dyn): return .dyn
    case (.plain(let a), .plain(let b)):
      if a == b || (b == .null && a.isNullable) { return left }
      return a == .null && b.isNullable ? right : nil
    case (.list(let a), .list(let b)): return join(a, b).map { .list($0) }
    case (.optional(let a), .optional(let b)): return join(a, b).map { .optional($0) }
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      guard let key = join(key, otherKey), let value = join(value, otherValue) else { return nil }
      return .map(key, value)
    default: return left == right ? left : nil
    }
  }
}

extension CELType {
  /// Types that are messages in protocol buffers, which null can stand for.
  fileprivate var isNullable: Bool { self == .timestamp || self == .duration }
}
