public import JSON
import YAML

/// What a chart is configured with: a table, from files, from `--set` and the like, or from an object in a cluster.
public struct Values: Sendable, Hashable {
  /// The members by name.
  public var table: [String: Value]

  public init(_ table: [String: Value] = [:]) { self.table = table }

  /// Takes the members of a JSON object; other values have none.
  public init(_ value: JSONValue) { table = Value(value).table ?? [:] }

  public var isEmpty: Bool { table.isEmpty }

  /// As JSON, with names in order.
  public var jsonValue: JSONValue { Value.table(table).jsonValue }

  /// Reads a file of values: one or more YAML documents, of which later ones win.
  ///
  /// - Throws: ``HelmError`` in Helm's words.
  public init(yaml text: [UInt8]) throws(HelmError) {
    self.init()
    for piece in try HelmYAML.pieces(text) {
      do throws(HelmError) {
        merge(try Values(document: piece))
      } catch {
        throw error.prefixed("cannot unmarshal yaml document: ")
      }
    }
  }

  private init(document text: [UInt8]) throws(HelmError) {
    let node = try HelmYAML.document(text, kind: .values)
    guard !node.isNull else {
      self.init()
      return
    }
    guard node.isMapping, case .table(let table) = try Value(node) else {
      throw GoFields.mismatch(
        "json: cannot unmarshal \(GoFields.kind(node)) into Go value of type map[string]interface {}")
    }
    self.init(table)
  }

  /// Puts other values over these: tables are merged, everything else is replaced, null included.
  public mutating func merge(_ other: Values) { Values.merge(&table, other.table) }

  private static func merge(_ table: inout [String: Value], _ other: [String: Value]) {
    for (key, value) in other {
      if case .table(let inner) = value, case .table(var existing)? = table[key] {
        table[key] = nil
        merge(&existing, inner)
        table[key] = .table(existing)
      } else {
        table[key] = value
      }
    }
  }
}
