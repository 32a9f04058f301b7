public import JSON
import YAML

/// A value that a chart is configured with, with the types that Go's templates tell apart.
public enum Value: Sendable, Hashable {
  case null
  case bool(Bool)
  /// From `--set`. All numbers of YAML and JSON files are ``double(_:)``.
  case integer(Int64)
  case double(Double)
  case string(String)
  case list([Value])
  case table([String: Value])
}

extension Value {
  /// Levels of nesting beyond which values are refused.
  static let depthLimit = 200

  /// The value of a YAML node, as it is after a detour by way of JSON.
  ///
  /// - Throws: ``HelmError`` for infinities and NaN, which JSON does not have.
  init(_ node: YAMLNode) throws(HelmError) {
    switch node.content {
    case .sequence(let items):
      var list: [Value] = []
      list.reserveCapacity(items.count)
      for item in items { list.append(try Value(item)) }
      self = .list(list)
    case .mapping(let entries):
      var table: [String: Value] = [:]
      table.reserveCapacity(entries.count)
      for entry in entries { table[entry.key] = try Value(entry.value) }
      self = .table(table)
    case .scalar:
      switch node.scalarValue {
      case .null, nil: self = .null
      case .bool(let flag): self = .bool(flag)
      case .integer(.signed(let number)): self = .double(Double(number))
      case .integer(.unsigned(let number)): self = .double(Double(number))
      case .string(let text): self = .string(text)
      case .double(let number):
        guard number.isFinite else {
          let name = number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf"
          throw HelmError(.values, "error converting YAML to JSON: json: unsupported value: \(name)")
        }
        self = .double(number)
      }
    }
  }

  /// The value of a JSON document; its numbers are floating point, as in Go.
  public init(_ value: JSONValue) {
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .number(let number): self = .double(number.double ?? 0)
    case .string(let text): self = .string(text)
    case .array(let items): self = .list(items.map { Value($0) })
    case .object(let object):
      var table: [String: Value] = [:]
      for (key, member) in object { table[key] = Value(member) }
      self = .table(table)
    }
  }

  /// The value as JSON, with the members of tables in order of their names.
  public var jsonValue: JSONValue {
    switch self {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .integer(let number): .number(JSONNumber(number))
    case .double(let number): JSONNumber(goText: number).map(JSONValue.number) ?? .null
    case .string(let text): .string(text)
    case .list(let items): .array(items.map(\.jsonValue))
    case .table(let table): .object(JSONObject(table.map { ($0.key, $0.value.jsonValue) }).sortedByKey())
    }
  }

  public var isTable: Bool { if case .table = self { true } else { false } }

  /// The members of a table; `nil` for other values.
  public var table: [String: Value]? { if case .table(let table) = self { table } else { nil } }
}

extension JSONNumber {
  /// A number in the spelling of Go's JSON encoder.
  init?(goText value: Double) {
    guard value.isFinite else { return nil }
    self.init(text: GoJSONNumber.text(value))
  }
}
