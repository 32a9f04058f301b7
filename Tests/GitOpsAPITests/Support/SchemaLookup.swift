import GitOpsAPI
import OperatorKit
import Testing

/// Everything a field of a kind may hold, for tests of single facts.
struct FoundField {
  let isRequired: Bool
  let schema: Schema

  var rules: [String] { schema.rules.map(\.expression) }
  var pattern: String? { schema.pattern?.expression }
  var lengths: ClosedRange<Int>? {
    guard let lower = schema.minimumLength, let upper = schema.maximumLength else { return nil }
    return lower...upper
  }
}

extension DefinedKind {
  /// A version by name; the present one without.
  static func version(_ name: String? = nil) throws -> VersionDefinition {
    try #require(definition.versions.first { name == nil || $0.name == name })
  }

  /// A field such as `spec.ref.branch`; lists on the way are passed through. Fails the test when there is none.
  static func field(
    _ path: String, in version: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> FoundField {
    let schema = definition.schema(of: try Self.version(version))
    return try #require(find(path[...], in: schema), "\(self) has no field \(path)", sourceLocation: sourceLocation)
  }

  /// Whether a version has a field.
  static func hasField(_ path: String, in version: String? = nil) throws -> Bool {
    find(path[...], in: definition.schema(of: try Self.version(version))) != nil
  }
}

private func find(_ path: Substring, in schema: Schema) -> FoundField? {
  switch schema.shape {
  case .list(let element), .map(let element): return find(path, in: element)
  case .object(let fields):
    let parts = path.split(separator: ".", maxSplits: 1)
    guard let name = parts.first, let field = fields.first(where: { $0.name == name }) else { return nil }
    guard parts.count > 1 else { return FoundField(isRequired: field.isRequired, schema: field.schema) }
    return find(parts[1], in: field.schema)
  default: return nil
  }
}
