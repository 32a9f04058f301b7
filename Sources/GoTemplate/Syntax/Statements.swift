/// What a template is a list of.
enum Statement: Sendable {
  /// Text, as a range of the source.
  case text(Mark, Range<Int32>)
  case action(Mark, PipelineNode)
  case branch(BranchNode)
  case template(InvocationNode)
  case breakLoop(Mark)
  case continueLoop(Mark)
}

/// `if`, `with` or `range`.
final class BranchNode: Sendable {
  enum Kind: String, Sendable {
    case `if`, with, range
  }

  let mark: Mark
  let kind: Kind
  let pipeline: PipelineNode
  let body: [Statement]
  let otherwise: [Statement]?

  init(_ mark: Mark, _ kind: Kind, _ pipeline: PipelineNode, _ body: [Statement], otherwise: [Statement]?) {
    self.mark = mark
    self.kind = kind
    self.pipeline = pipeline
    self.body = body
    self.otherwise = otherwise
  }
}

/// `{{template "name" pipeline}}`
final class InvocationNode: Sendable {
  let mark: Mark
  let name: String
  let pipeline: PipelineNode?

  init(_ mark: Mark, name: String, pipeline: PipelineNode?) {
    self.mark = mark
    self.name = name
    self.pipeline = pipeline
  }
}

/// One template: its statements, and the source that they refer to.
final class TemplateTree: Sendable {
  let name: String
  /// The name under which the source was parsed; differs from `name` for definitions.
  let sourceName: String
  let source: [UInt8]
  let statements: [Statement]
  /// How many variables live at once at most.
  let slotCount: Int
  /// Nothing but blanks and comments.
  let isEmpty: Bool

  init(name: String, sourceName: String, source: [UInt8], statements: [Statement], slotCount: Int) {
    self.name = name
    self.sourceName = sourceName
    self.source = source
    self.statements = statements
    self.slotCount = slotCount
    isEmpty = statements.allSatisfy { statement in
      guard case .text(_, let range) = statement else { return false }
      return String(decoding: source[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
        .unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }
  }

  /// `NAME:LINE:COLUMN` of a place; the column counts bytes from zero.
  func location(of position: Int) -> String {
    let before = source.prefix(max(0, position))
    let line = before.count { $0 == 0x0A } + 1
    let column = before.lastIndex(of: 0x0A).map { before.count - $0 - 1 } ?? before.count
    return "\(sourceName):\(line):\(column)"
  }
}
