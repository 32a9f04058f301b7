/// The variables that an expression may name.
public enum CELVariables: Sendable, Hashable, ExpressibleByArrayLiteral {
  /// Whatever the input has at evaluation, for example the top-level fields of an object.
  case any
  /// These; any other name fails to compile.
  case only(Set<String>)

  public init(arrayLiteral elements: String...) {
    self = .only(Set(elements))
  }

  func contains(_ name: String) -> Bool {
    switch self {
    case .any: true
    case .only(let names): names.contains(name)
    }
  }
}

/// What the whole expression must yield.
public enum CELResultType: Sendable, Hashable {
  case any
  /// The type, or one that is known only at evaluation, such as a field of the input.
  case possibly(CELType)
  /// The type for certain: `x.ready` is refused where `x.ready == true` is wanted.
  case exactly(CELType)

  func accepts(_ type: StaticType) -> Bool {
    switch (self, type) {
    case (.any, _), (.possibly, .dyn): true
    case (.possibly(let wanted), _), (.exactly(let wanted), _): type.celType == wanted
    }
  }

  var typeName: String {
    switch self {
    case .any: "dyn"
    case .possibly(let type), .exactly(let type): type.description
    }
  }
}

/// How strictly an expression is compiled, and what it may cost.
public struct CELOptions: Sendable, Hashable {
  public var limits: CELLimits
  /// Whether variables, functions and types are checked before evaluation; if not, only the syntax
  /// is, and the rest fails when it is reached.
  public var checksTypes: Bool
  /// Whether the elements of a list or map literal must have one type.
  public var requiresHomogeneousLiterals: Bool

  public init(
    limits: CELLimits = .default, checksTypes: Bool = true, requiresHomogeneousLiterals: Bool = false
  ) {
    self.limits = limits
    self.checksTypes = checksTypes
    self.requiresHomogeneousLiterals = requiresHomogeneousLiterals
  }

  public static let `default` = CELOptions()
}

extension StaticType {
  fileprivate var celType: CELType? {
    switch self {
    case .dyn, .parameter: nil
    case .plain(let type): type
    case .list: .list
    case .map: .map
    case .optional: .optional
    }
  }
}
