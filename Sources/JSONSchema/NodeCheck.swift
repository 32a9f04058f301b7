import GoQuoting
import JSON
import RegularExpressions

/// The check of one value against the keywords of one schema.
struct NodeCheck {
  let node: SchemaNode
  let value: JSONValue
  let level: Int
  let quick: Bool
  var open: Unevaluated
  var errors: [Violation] = []

  init(node: SchemaNode, value: JSONValue, level: Int, quick: Bool, open: Unevaluated) {
    self.node = node
    self.value = value
    self.level = level
    self.quick = quick
    self.open = open
  }

  mutating func run(_ validator: inout SchemaValidator) throws(JSONSchemaError) {
    if let verdict = node.verdict {
      if !verdict { fail(validator, "false schema") }
      return
    }
    if let outer = validator.cycle {
      let (inner, other) = (validator.way(to: validator.scopes.count - 1), validator.way(to: outer))
      let location = node.location.hasSuffix("#") ? String(node.location.dropLast()) : node.location
      return fail(
        validator,
        "both \(inner) and \(other) resolve to \(GoQuote.double(location)) causing reference cycle")
    }
    for keyword in node.keywords {
      if quick, !errors.isEmpty { return }
      switch keyword {
      case .type, .constant, .oneOfValues, .format:
        checkValue(keyword, validator)
        if !errors.isEmpty { return }
      case .minProperties, .maxProperties, .required, .dependencies, .members, .propertyNames, .dependentSchemas,
        .dependentRequired:
        if case .object(let object) = value { try checkObject(keyword, object, &validator) }
      case .minItems, .maxItems, .uniqueItems, .items, .contains:
        if case .array(let items) = value { try checkArray(keyword, items, &validator) }
      case .minLength, .maxLength, .pattern:
        if case .string(let text) = value { try checkString(keyword, text, validator) }
      case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf:
        if case .number(let number) = value, let decimal = Decimal(number.text) {
          checkNumber(keyword, decimal, validator)
        }
      default: try checkCombination(keyword, &validator)
      }
    }
  }

  // MARK: Any type

  private mutating func checkValue(_ keyword: Keyword, _ validator: SchemaValidator) {
    switch keyword {
    case .type(let types):
      if types.contains(TypeSet(value)) { return }
      if types.contains(.integer), case .number(let number) = value, Decimal(number.text)?.isInteger == true { return }
      fail(validator, "got \(TypeSet.name(of: value)), want \(types.text)")
    case .constant(let wanted):
      if Equality.holds(value, wanted) { return }
      fail(validator, Self.isPlain(wanted) ? "value must be \(MessageText.value(wanted))" : "'const' failed")
    case .oneOfValues(let wanted):
      if wanted.contains(where: { Equality.holds(value, $0) }) { return }
      guard wanted.allSatisfy(Self.isPlain) else { return fail(validator, "'enum' failed") }
      let names = wanted.map(MessageText.value)
      fail(
        validator,
        names.count == 1 ? "value must be \(names.joined())" : "value must be one of \(names.joined(separator: ", "))")
    case .format(let format):
      guard case .string(let text) = value, let reason = format.complaint(about: text) else { return }
      fail(validator, "\(MessageText.quoted(text)) is not valid \(format.rawValue): \(reason)")
    default: break
    }
  }

  private static func isPlain(_ value: JSONValue) -> Bool {
    switch value {
    case .array, .object: false
    default: true
    }
  }

  // MARK: Strings and numbers

  private mutating func checkString(
    _ keyword: Keyword, _ text: String, _ validator: SchemaValidator
  ) throws(JSONSchemaError) {
    switch keyword {
    case .minLength(let bound): checkBound("minLength", text.unicodeScalars.count, atLeast: bound, validator)
    case .maxLength(let bound): checkBound("maxLength", text.unicodeScalars.count, atMost: bound, validator)
    case .pattern(let pattern):
      if try matches(pattern, text) { return }
      fail(
        validator, "\(MessageText.quoted(text)) does not match pattern \(MessageText.quoted(pattern.pattern))")
    default: break
    }
  }

  private mutating func checkNumber(_ keyword: Keyword, _ number: Decimal, _ validator: SchemaValidator) {
    let (name, bound, holds): (String, Decimal, Bool)
    switch keyword {
    case .minimum(let limit): (name, bound, holds) = ("minimum", limit, number >= limit)
    case .maximum(let limit): (name, bound, holds) = ("maximum", limit, number <= limit)
    case .exclusiveMinimum(let limit): (name, bound, holds) = ("exclusiveMinimum", limit, number > limit)
    case .exclusiveMaximum(let limit): (name, bound, holds) = ("exclusiveMaximum", limit, number < limit)
    case .multipleOf(let divisor): (name, bound, holds) = ("multipleOf", divisor, number.isMultiple(of: divisor))
    default: return
    }
    if !holds { fail(validator, "\(name): got \(EnglishNumber.text(number)), want \(EnglishNumber.text(bound))") }
  }

  mutating func checkBound(
    _ name: String, _ count: Int, atLeast: Int = .min, atMost: Int = .max, _ validator: SchemaValidator
  ) {
    if count < atLeast {
      fail(validator, "\(name): got \(EnglishNumber.text(count)), want \(EnglishNumber.text(atLeast))")
    } else if count > atMost {
      fail(validator, "\(name): got \(EnglishNumber.text(count)), want \(EnglishNumber.text(atMost))")
    }
  }

  // MARK: Violations

  mutating func fail(_ validator: SchemaValidator, _ message: String, causes: [Violation] = []) {
    errors.append(
      quick ? .unspecified : Violation(path: validator.path, message: message, kind: .plain, causes: causes))
  }

  // MARK: Other schemas

  /// Checks the same value against another schema.
  mutating func same(
    _ schema: Int, _ validator: inout SchemaValidator, keyword: String? = nil, quick: Bool = false
  ) throws(JSONSchemaError) -> Violation? {
    guard validator.nodes.indices.contains(schema) else { return nil }
    var inner = Unevaluated(value, validator.nodes[schema], callerNeeds: !open.isEmpty)
    let found = try validator.enter(
      schema, value, keyword: keyword, level: level, quick: self.quick || quick, &inner)
    if found == nil { open.keep(inner) }
    return found
  }

  /// Checks a part of the value against another schema.
  func part(
    _ schema: Int, _ value: JSONValue, named name: String, _ validator: inout SchemaValidator
  ) throws(JSONSchemaError) -> Violation? {
    guard validator.nodes.indices.contains(schema) else { return nil }
    validator.path.append(name)
    defer { validator.path.removeLast() }
    var inner = Unevaluated(value, validator.nodes[schema], callerNeeds: false)
    return try validator.enter(schema, value, keyword: nil, level: level + 1, quick: quick, &inner)
  }
}
