import GoQuoting

extension TemplateRun {
  /// How a list of statements ended.
  enum Flow { case next, breakLoop, continueLoop }

  func walk(_ statements: [Statement], dot: Slot) throws(TemplateError) -> Flow {
    guard stack.hasRoom else { throw fail("exceeded maximum template depth (the stack is used up)", .limit) }
    for statement in statements {
      try step()
      switch statement {
      case .text(_, let range):
        output.append(contentsOf: tree.source[Int(range.lowerBound)..<Int(range.upperBound)])
        try wrote(range.count)
      case .action(let mark, let pipeline):
        self.mark = mark
        let value = try evaluate(pipeline, dot: dot)
        if pipeline.declaration == nil { try write(value) }
      case .branch(let node):
        mark = node.mark
        let flow = node.kind == .range ? try walkRange(node, dot: dot) : try walkCondition(node, dot: dot)
        if flow != .next { return flow }
      case .template(let node):
        mark = node.mark
        try walkTemplate(node, dot: dot)
      case .breakLoop(let mark):
        self.mark = mark
        return .breakLoop
      case .continueLoop(let mark):
        self.mark = mark
        return .continueLoop
      }
    }
    return .next
  }

  /// Prints a value as `%v`.
  private func write(_ value: TemplateValue) throws(TemplateError) {
    let before = output.count
    switch value {
    case .null: output.append(contentsOf: "<no value>".utf8)
    case .string(let text): output.append(contentsOf: text.utf8)
    case .rawString(let bytes): output.append(contentsOf: bytes)
    case .int(let number): output.append(contentsOf: String(number).utf8)
    case .int64(let number): output.append(contentsOf: String(number).utf8)
    default:
      var formatter = Formatter()
      swap(&formatter.out, &output)
      formatter.print(value, "v")
      swap(&formatter.out, &output)
    }
    try wrote(output.count - before)
  }

  private func walkCondition(_ node: BranchNode, dot: Slot) throws(TemplateError) -> Flow {
    let value = try evaluate(node.pipeline, dot: dot)
    if value.isTrue { return try walk(node.body, dot: node.kind == .with ? Slot(value: value) : dot) }
    if let otherwise = node.otherwise { return try walk(otherwise, dot: dot) }
    return .next
  }

  private func walkTemplate(_ node: InvocationNode, dot: Slot) throws(TemplateError) {
    guard let template = try template(named: node.name) else {
      throw fail("template \(GoQuote.double(node.name)) not defined")
    }
    if depth > limits.depth { throw fail("exceeded maximum template depth (\(limits.depth))", .limit) }
    var argument = TemplateValue.null
    if let pipeline = node.pipeline { argument = try evaluate(pipeline, dot: dot) }
    try invoke(template, dot: argument)
  }

  // MARK: Range

  private func walkRange(_ node: BranchNode, dot: Slot) throws(TemplateError) -> Flow {
    var value = try evaluate(node.pipeline, dot: dot)
    if case .object(let object) = value, let contents = object.contents { value = contents }
    let outcome: Outcome
    switch value {
    case .null: outcome = .empty
    case .list(let list):
      let isBoxed = list.elementType == .any
      outcome = try loop(list.elements.count, node) { index in
        (Slot(value: .int(index)), Slot(value: list.elements[index], isBoxed: isBoxed))
      }
    case .bytes(let bytes):
      outcome = try loop(bytes.count, node) { (Slot(value: .int($0)), Slot(value: .uint8(bytes[$0]))) }
    case .map(let map):
      // The members as they are now: the body may change the map.
      let members = map.members
      let isBoxed = map.elementType == .any
      outcome = try loop(members.count, node) { index in
        (Slot(value: .string(members[index].key)), Slot(value: members[index].value, isBoxed: isBoxed))
      }
    case .int(let count): outcome = try turns(count, value, node) { .int($0) }
    case .int64(let count): outcome = try turns(Int(count), value, node) { .int64(Int64($0)) }
    case .uint8(let count): outcome = try turns(Int(count), value, node) { .uint8(UInt8(truncatingIfNeeded: $0)) }
    case .uint64(let count): outcome = try turns(Int(clamping: count), value, node) { .uint64(UInt64($0)) }
    default: throw fail("range can't iterate over \(shown(value))")
    }
    if case .empty = outcome, let otherwise = node.otherwise { return try walk(otherwise, dot: dot) }
    return .next
  }

  private enum Outcome { case empty, looped }

  private func shown(_ value: TemplateValue) -> String {
    String(decoding: Formatter.print([value]), as: UTF8.self)
  }

  /// Over a number: each below it in turn.
  private func turns(
    _ count: Int, _ value: TemplateValue, _ node: BranchNode, _ make: (Int) -> TemplateValue
  ) throws(TemplateError) -> Outcome {
    if node.pipeline.declarations.count > 1 {
      throw fail("can't use \(shown(value)) to iterate over more than one variable")
    }
    return try loop(max(0, count), node) { (.unset, Slot(value: make($0))) }
  }

  private func loop(
    _ count: Int, _ node: BranchNode, _ element: (Int) -> (key: Slot, value: Slot)
  ) throws(TemplateError) -> Outcome {
    guard count > 0 else { return .empty }
    let declarations = node.pipeline.declarations
    for index in 0..<count {
      try step()
      let (key, value) = element(index)
      // With two variables the key comes first; with one it is the element.
      if let last = declarations.last { try assign(last, value) }
      if declarations.count > 1, let first = declarations.first { try assign(first, key) }
      if try walk(node.body, dot: value) == .breakLoop { break }
    }
    return .looped
  }

  func assign(_ variable: VariableNode, _ slot: Slot) throws(TemplateError) {
    guard let place = variable.slot, variables.indices.contains(frame + place) else {
      throw fail("undefined variable: \(variable.name)")
    }
    variables[frame + place] = slot
  }
}
