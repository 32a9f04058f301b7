import GoQuoting

/// Nodes written as source again, for messages; blanks are not as they were.
extension Operand {
  var text: String {
    switch self {
    case .dot: "."
    case .null: "nil"
    case .bool(_, let value): value ? "true" : "false"
    case .number(let node): node.literal.text
    case .string(let node): node.quoted
    case .field(let node): node.names.map { "." + $0 }.joined()
    case .variable(let node): node.text
    case .function(let node): node.name
    case .chain(let node): node.text
    case .pipeline(let node): node.text
    }
  }
}

extension VariableNode {
  var text: String { ([name] + fields).joined(separator: ".") }
}

extension ChainNode {
  var text: String {
    var start = base.text
    if case .pipeline = base { start = "(\(start))" }
    return start + fields.map { "." + $0 }.joined()
  }
}

extension CommandNode {
  var text: String {
    operands.map { operand in
      if case .pipeline(let inner) = operand { "(\(inner.text))" } else { operand.text }
    }.joined(separator: " ")
  }
}

extension PipelineNode {
  var text: String {
    let value = commands.map(\.text).joined(separator: " | ")
    if declarations.isEmpty { return value }
    return declarations.map(\.text).joined(separator: ", ") + (isAssignment ? " = " : " := ") + value
  }
}

extension BranchNode {
  func text(in source: [UInt8]) -> String {
    let end = otherwise.map { "{{else}}" + $0.text(in: source) } ?? ""
    return "{{\(kind.rawValue) \(pipeline.text)}}\(body.text(in: source))\(end){{end}}"
  }
}

extension InvocationNode {
  var text: String { "{{template \(GoQuote.double(name))\(pipeline.map { " " + $0.text } ?? "")}}" }
}

extension Statement {
  func text(in source: [UInt8]) -> String {
    switch self {
    case .text(_, let range):
      String(decoding: source[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
    case .action(_, let pipeline): "{{\(pipeline.text)}}"
    case .branch(let node): node.text(in: source)
    case .template(let node): node.text
    case .breakLoop: "{{break}}"
    case .continueLoop: "{{continue}}"
    }
  }
}

extension [Statement] {
  func text(in source: [UInt8]) -> String { map { $0.text(in: source) }.joined() }
}

extension TemplateTree {
  /// The text of the node with this number.
  func text(ofNode id: Int32) -> String { statements.text(ofNode: id, in: source) ?? "" }
}
