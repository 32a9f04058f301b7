/// Where a node is, and a number of its own in its source: a pipeline and its first word start at the same place.
struct Mark: Sendable {
  var id: Int32
  /// In bytes from the start of the source.
  var position: Int32
}

/// A word of a command.
enum Operand: Sendable {
  case dot(Mark)
  case null(Mark)
  case bool(Mark, Bool)
  case number(NumberNode)
  case string(StringNode)
  case field(FieldNode)
  case variable(VariableNode)
  case function(FunctionNode)
  case chain(ChainNode)
  case pipeline(PipelineNode)

  var mark: Mark {
    switch self {
    case .dot(let mark), .null(let mark), .bool(let mark, _): mark
    case .number(let node): node.mark
    case .string(let node): node.mark
    case .field(let node): node.mark
    case .variable(let node): node.mark
    case .function(let node): node.mark
    case .chain(let node): node.mark
    case .pipeline(let node): node.mark
    }
  }
}

final class NumberNode: Sendable {
  let mark: Mark
  let literal: NumberLiteral

  init(_ mark: Mark, _ literal: NumberLiteral) {
    self.mark = mark
    self.literal = literal
  }
}

final class StringNode: Sendable {
  let mark: Mark
  /// As written, with its quotes.
  let quoted: String
  let bytes: [UInt8]?
  let text: String

  init(_ mark: Mark, quoted: String, bytes: [UInt8]) {
    self.mark = mark
    self.quoted = quoted
    if let text = String(validating: bytes, as: UTF8.self) {
      self.text = text
      self.bytes = nil
    } else {
      text = ""
      self.bytes = bytes
    }
  }

  var value: TemplateValue { bytes.map(TemplateValue.rawString) ?? .string(text) }
}

/// `.A.B`
final class FieldNode: Sendable {
  let mark: Mark
  let names: [String]

  init(_ mark: Mark, _ names: [String]) {
    self.mark = mark
    self.names = names
  }
}

/// `$x.A.B`, or a declaration of `$x`.
final class VariableNode: Sendable {
  let mark: Mark
  /// With its `$`.
  let name: String
  /// Its place among the variables of the template; `nil` for one that is assigned to but never declared.
  let slot: Int?
  let fields: [String]

  init(_ mark: Mark, name: String, slot: Int?, fields: [String] = []) {
    self.mark = mark
    self.name = name
    self.slot = slot
    self.fields = fields
  }
}

final class FunctionNode: Sendable {
  let mark: Mark
  let name: String
  /// Its place in the set's table of functions.
  let index: Int

  init(_ mark: Mark, name: String, index: Int) {
    self.mark = mark
    self.name = name
    self.index = index
  }
}

/// Fields of something that is neither a field nor a variable: `(pipeline).A.B`.
final class ChainNode: Sendable {
  let mark: Mark
  let base: Operand
  let fields: [String]

  init(_ mark: Mark, _ base: Operand, _ fields: [String]) {
    self.mark = mark
    self.base = base
    self.fields = fields
  }
}

/// Words separated by blanks: a function or method and its arguments, or a single value.
final class CommandNode: Sendable {
  let mark: Mark
  /// At least one.
  let operands: [Operand]

  init(_ mark: Mark, _ operands: [Operand]) {
    self.mark = mark
    self.operands = operands
  }
}

/// Commands joined by `|`, whose value may be given to variables.
final class PipelineNode: Sendable {
  let mark: Mark
  let isAssignment: Bool
  let declarations: [VariableNode]
  let commands: [CommandNode]

  init(_ mark: Mark, isAssignment: Bool, declarations: [VariableNode], commands: [CommandNode]) {
    self.mark = mark
    self.isAssignment = isAssignment
    self.declarations = declarations
    self.commands = commands
  }
}
