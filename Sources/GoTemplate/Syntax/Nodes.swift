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
  /// How the string is written.
  private enum Spelling: Sendable {
    /// Between double quotes, with nothing escaped.
    case plain
    case raw
    case other(String)
  }

  let mark: Mark
  let value: Content
  private let spelling: Spelling

  enum Content: Sendable {
    case text(String)
    /// What is not UTF-8.
    case bytes([UInt8])
  }

  init(_ mark: Mark, quoted: String, _ value: Content) {
    self.mark = mark
    self.value = value
    // Most strings are plain; what they look like need not be kept beside what they mean.
    if case .text(let text) = value, "\"\(text)\"" == quoted {
      spelling = .plain
    } else if case .text(let text) = value, "`\(text)`" == quoted {
      spelling = .raw
    } else {
      spelling = .other(quoted)
    }
  }

  /// As written, with its quotes.
  var quoted: String {
    let text = if case .text(let text) = value { text } else { "" }
    return switch spelling {
    case .plain: "\"\(text)\""
    case .raw: "`\(text)`"
    case .other(let quoted): quoted
    }
  }

  var templateValue: TemplateValue {
    switch value {
    case .text(let text): .string(text)
    case .bytes(let bytes): .rawString(bytes)
    }
  }
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
struct CommandNode: Sendable {
  let mark: Mark
  /// At least one.
  let operands: [Operand]

  init(_ mark: Mark, _ operands: [Operand]) {
    self.mark = mark
    self.operands = operands
  }
}

/// Commands joined by `|`, whose value may be given to variables.
///
/// Charts have tens of thousands of them, nearly all with one command and no variables: those take one object.
final class PipelineNode: Sendable {
  /// The variables that get the value.
  final class Declaration: Sendable {
    let isAssignment: Bool
    let variables: [VariableNode]

    init(_ variables: [VariableNode], isAssignment: Bool) {
      self.variables = variables
      self.isAssignment = isAssignment
    }
  }

  let mark: Mark
  let declaration: Declaration?
  let first: CommandNode
  /// The commands behind the first.
  let others: [CommandNode]

  init(_ mark: Mark, _ declaration: Declaration?, first: CommandNode, others: [CommandNode]) {
    self.mark = mark
    self.declaration = declaration
    self.first = first
    self.others = others
  }

  var commands: [CommandNode] { [first] + others }
  var declarations: [VariableNode] { declaration?.variables ?? [] }
  var isAssignment: Bool { declaration?.isAssignment ?? false }
}
