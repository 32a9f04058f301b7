package import JSON

/// What the API server accepts for a value; written beside each model, and the source of `config/crd`.
///
/// It is the part of OpenAPI v3 that Kubernetes calls structural: every value has one shape, and restrictions come on
/// top of it.
package struct Schema: Hashable, Sendable {
  package enum Shape: Hashable, Sendable {
    case object([Field])
    indirect case list(Schema)
    indirect case map(Schema)
    case string, integer, boolean
    /// Any JSON, stored as it comes.
    case anything
  }

  package var shape: Shape
  package var description = ""
  package var defaultValue: JSONValue?
  package var allowed: [String] = []
  package var pattern: Pattern?
  package var format: String?
  package var minimum: Int?
  package var minimumLength: Int?
  package var maximumLength: Int?
  package var minimumItems: Int?
  /// The fields that tell the elements of a list apart; the API server then merges lists by them.
  package var mapKeys: [String] = []
  package var rules: [ValidationRule] = []
  /// Not part of the definition: a text that the model can read.
  package var example: String?

  package init(_ shape: Shape) { self.shape = shape }
}

/// A condition over several fields, in the Common Expression Language (`x-kubernetes-validations`).
package struct ValidationRule: Hashable, Sendable {
  package let expression: String
  package let message: String

  /// For a field of an older version that the stored version does not have.
  package static func refusing(_ field: String, insteadUse other: String) -> ValidationRule {
    ValidationRule(
      expression: "!has(self.\(field))", message: "\(field) is no longer supported, use \(other)")
  }
}

/// A regular expression, with a text that it matches, from which tests make sample objects.
package struct Pattern: Hashable, Sendable {
  package let expression: String
  package let example: String

  package init(_ expression: String, example: String) {
    self.expression = expression
    self.example = example
  }
}

extension Pattern {
  package static let duration = Pattern(#"^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$"#, example: "5m0s")
  /// Without hours: for network operations.
  package static let shortDuration = Pattern(#"^([0-9]+(\.[0-9]+)?(ms|s|m))+$"#, example: "1m0s")
}

/// A member of an object.
package struct Field: Hashable, Sendable {
  package var name: String
  package var isRequired: Bool
  package var schema: Schema

  package init(_ name: String, _ schema: Schema, _ description: String = "") {
    self.init(name, schema, description, isRequired: false)
  }

  package init(_ name: String, required schema: Schema, _ description: String = "") {
    self.init(name, schema, description, isRequired: true)
  }

  private init(_ name: String, _ schema: Schema, _ description: String, isRequired: Bool) {
    self.name = name
    self.isRequired = isRequired
    self.schema = schema
    if !description.isEmpty { self.schema.description = description }
  }
}
