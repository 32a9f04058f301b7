import JSON
import RegularExpressions

/// One check of a value against a schema.
struct SchemaValidator {
  let nodes: [SchemaNode]
  /// Where in the value the check is.
  var path: [String] = []
  /// The schemas under way, outermost first.
  var scopes: [Scope] = []
  /// How much was done, in all.
  var steps = 0

  /// A schema under way.
  struct Scope {
    let node: Int
    /// The keyword that led here by a reference.
    let keyword: String?
    /// Counts the values from outside in; equal numbers look at the same value.
    let level: Int
  }

  static let depthLimit = 400
  private let stepLimit: Int

  init(nodes: [SchemaNode], stepLimit: Int) {
    self.nodes = nodes
    self.stepLimit = stepLimit
  }

  mutating func start(_ root: Int, _ value: JSONValue) throws(JSONSchemaError) -> Violation? {
    guard nodes.indices.contains(root) else { return nil }
    var open = Unevaluated(value, nodes[root], callerNeeds: false)
    return try enter(root, value, keyword: nil, level: 0, quick: false, &open)
  }

  /// Checks a value against a schema.
  ///
  /// - Parameters:
  ///   - level: see ``Scope/level``.
  ///   - quick: only the answer matters.
  ///   - open: what no schema has looked at; the check takes out what it looks at.
  mutating func enter(
    _ node: Int, _ value: JSONValue, keyword: String?, level: Int, quick: Bool, _ open: inout Unevaluated
  ) throws(JSONSchemaError) -> Violation? {
    guard scopes.count < Self.depthLimit else { throw JSONSchemaError("schema is nested too deeply") }
    steps += 1
    guard steps < stepLimit else { throw JSONSchemaError("schema takes too much work to check") }
    guard nodes.indices.contains(node) else { return nil }
    scopes.append(Scope(node: node, keyword: keyword, level: level))
    defer { scopes.removeLast() }
    var check = NodeCheck(node: nodes[node], value: value, level: level, quick: quick, open: open)
    try check.run(&self)
    open = check.open
    switch check.errors.count {
    case 0: return nil
    case 1: return check.errors.first
    default:
      return quick
        ? .unspecified : Violation(path: path, message: "validation failed", kind: .group, causes: check.errors)
    }
  }

  /// The scope that already looks at the same value with the same schema.
  var cycle: Int? {
    guard let current = scopes.last else { return nil }
    for (index, scope) in scopes.enumerated().dropLast().reversed() {
      if scope.level != current.level { return nil }
      if scope.node == current.node { return index }
    }
    return nil
  }

  /// How the check came to a scope, in keywords.
  func way(to index: Int) -> String {
    var text = ""
    for (parent, scope) in zip(scopes, scopes.dropFirst()).prefix(max(0, index)) {
      if let keyword = scope.keyword {
        text += "/" + keyword
      } else {
        text += nodes[scope.node].location.dropFirst(nodes[parent.node].location.count)
      }
    }
    return text
  }
}
