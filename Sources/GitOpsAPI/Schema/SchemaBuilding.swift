import JSON

/// Collects the fields of an object; a list of fields may stand among them.
@resultBuilder
package enum FieldsBuilder {
  package static func buildExpression(_ field: Field) -> [Field] { [field] }
  package static func buildExpression(_ fields: [Field]) -> [Field] { fields }
  package static func buildBlock(_ parts: [Field]...) -> [Field] { parts.flatMap { $0 } }
}

extension Schema {
  package static func object(_ description: String = "", @FieldsBuilder _ fields: () -> [Field]) -> Schema {
    var schema = Schema(.object(fields()))
    schema.description = description
    return schema
  }

  package static func list(_ element: Schema) -> Schema { Schema(.list(element)) }
  package static let strings = Schema.list(.string)
  package static let stringMap = Schema(.map(.string))
  package static func map(_ value: Schema) -> Schema { Schema(.map(value)) }

  package static let string = Schema(.string)
  package static let boolean = Schema(.boolean)
  package static let integer = Schema(.integer)
  package static let int64 = Schema(.integer).with { $0.format = "int64" }
  package static let anything = Schema(.anything)
  package static let timestamp = Schema(.string).with { $0.format = "date-time" }

  /// A length of time such as `1h30m`.
  package static let duration = Schema.string.matching(.duration)
  /// A length of time in units up to minutes.
  package static let shortDuration = Schema.string.matching(.shortDuration)

  /// One of the known values of a type.
  package static func oneOf<Value: OpenEnum>(_ type: Value.Type) -> Schema { oneOf(Value.known) }

  /// One of some values of a type.
  package static func oneOf<Value: OpenEnum>(_ values: [Value]) -> Schema {
    Schema.string.with { $0.allowed = values.map(\.rawValue) }
  }

  /// A text with a limited number of characters.
  package static func string(_ length: ClosedRange<Int>) -> Schema {
    Schema.string.with {
      $0.minimumLength = length.lowerBound
      $0.maximumLength = length.upperBound
    }
  }

  package static func string(upTo length: Int) -> Schema { Schema.string.with { $0.maximumLength = length } }

  package func matching(_ pattern: Pattern) -> Schema { with { $0.pattern = pattern } }
  package func matching(_ expression: String, example: String) -> Schema {
    matching(Pattern(expression, example: example))
  }

  /// A text that the model can read, where nothing in the schema tells which texts it can.
  package func example(_ text: String) -> Schema { with { $0.example = text } }

  /// The value that the API server fills in.
  package func defaulting(to value: String) -> Schema { with { $0.defaultValue = .string(value) } }
  package func defaulting(to value: Bool) -> Schema { with { $0.defaultValue = .bool(value) } }
  package func defaulting(to value: some OpenEnum) -> Schema { defaulting(to: value.rawValue) }

  package func rule(_ expression: String, _ message: String) -> Schema {
    with { $0.rules.append(ValidationRule(expression: expression, message: message)) }
  }

  package func with(_ change: (inout Schema) -> Void) -> Schema {
    var copy = self
    change(&copy)
    return copy
  }
}
