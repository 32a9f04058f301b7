/// One step of the machine (Thompson's construction).
enum RegexInstruction: Sendable {
  /// Takes one character of the class and goes on with the next instruction.
  case character(CharacterClass)
  case assertion(RegexAssertion)
  /// Goes on at both places.
  case split(Int, Int)
  case jump(Int)
  case match
}

/// Turns the tree into instructions.
struct RegexCompiler {
  private var program: [RegexInstruction] = []
  private let pattern: String

  static func compile(
    _ node: RegexNode, pattern: String
  ) throws(RegexError) -> [RegexInstruction] {
    var compiler = RegexCompiler(pattern: pattern)
    try compiler.emit(node)
    try compiler.append(.match)
    return compiler.program
  }

  private init(pattern: String) {
    self.pattern = pattern
  }

  @discardableResult
  private mutating func append(_ instruction: RegexInstruction) throws(RegexError) -> Int {
    guard program.count < RegularExpression.maximumInstructions else {
      throw RegexError("it is too large when its repetitions are written out", pattern)
    }
    program.append(instruction)
    return program.count - 1
  }

  private mutating func emit(_ node: RegexNode) throws(RegexError) {
    switch node {
    case .empty: break
    case .character(let characters): try append(.character(characters))
    case .assertion(let assertion): try append(.assertion(assertion))
    case .sequence(let parts): for part in parts { try emit(part) }
    case .alternation(let branches): try emit(branches: branches)
    case .repetition(let part, let minimum, let maximum):
      try emit(part, minimum: minimum, maximum: maximum)
    }
  }

  private mutating func emit(branches: [RegexNode]) throws(RegexError) {
    var ends: [Int] = []
    for (index, branch) in branches.enumerated() {
      if index == branches.count - 1 {
        try emit(branch)
      } else {
        let split = try append(.split(0, 0))
        try emit(branch)
        ends.append(try append(.jump(0)))
        program[split] = .split(split + 1, program.count)
      }
    }
    for end in ends { program[end] = .jump(program.count) }
  }

  private mutating func emit(
    _ part: RegexNode, minimum: Int, maximum: Int?
  ) throws(RegexError) {
    for _ in 0..<minimum {
      // An empty part adds no instructions, so a count of copies would not be bounded otherwise.
      let before = program.count
      try emit(part)
      if program.count == before { break }
    }
    guard let maximum else { return try emitLoop(part) }
    var splits: [Int] = []
    for _ in minimum..<max(minimum, maximum) {
      splits.append(try append(.split(0, 0)))
      try emit(part)
    }
    for split in splits { program[split] = .split(split + 1, program.count) }
  }

  private mutating func emitLoop(_ part: RegexNode) throws(RegexError) {
    let split = try append(.split(0, 0))
    try emit(part)
    try append(.jump(split))
    program[split] = .split(split + 1, program.count)
  }
}
