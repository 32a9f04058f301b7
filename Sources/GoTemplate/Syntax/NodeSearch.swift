/// Looks for the node with a number, which is only needed when a message is made.
extension [Statement] {
  func text(ofNode id: Int32, in source: [UInt8]) -> String? {
    for statement in self {
      if let text = statement.text(ofNode: id, in: source) { return text }
    }
    return nil
  }
}

extension Statement {
  fileprivate func text(ofNode id: Int32, in source: [UInt8]) -> String? {
    switch self {
    case .text(let mark, _), .breakLoop(let mark), .continueLoop(let mark):
      mark.id == id ? text(in: source) : nil
    case .action(let mark, let pipeline):
      mark.id == id ? text(in: source) : pipeline.text(ofNode: id)
    case .branch(let node):
      if node.mark.id == id {
        text(in: source)
      } else {
        node.pipeline.text(ofNode: id) ?? node.body.text(ofNode: id, in: source)
          ?? node.otherwise?.text(ofNode: id, in: source)
      }
    case .template(let node):
      node.mark.id == id ? node.text : node.pipeline?.text(ofNode: id)
    }
  }
}

extension PipelineNode {
  fileprivate func text(ofNode id: Int32) -> String? {
    if mark.id == id { return text }
    for declaration in declarations where declaration.mark.id == id { return declaration.text }
    for command in commands {
      if command.mark.id == id { return command.text }
      for operand in command.operands {
        if let text = operand.text(ofNode: id) { return text }
      }
    }
    return nil
  }
}

extension Operand {
  fileprivate func text(ofNode id: Int32) -> String? {
    if mark.id == id { return text }
    switch self {
    case .chain(let node): return node.base.text(ofNode: id)
    case .pipeline(let node): return node.text(ofNode: id)
    default: return nil
    }
  }
}
