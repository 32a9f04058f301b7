/// One step of the machine.
enum Instruction: Sendable {
  /// Takes this character and goes on with the next instruction.
  case character(UInt32)
  /// Takes one character of the class with this number.
  case characters(Int)
  case assertion(Assertion)
  /// Goes on at both places; the first is preferred.
  case split(Int, Int)
  case jump(Int)
  /// Notes the position, for a group.
  case save(Int)
  case match
}

/// A compiled pattern.
struct Program: Sendable {
  var instructions: [Instruction] = []
  var classes: [CharacterClass] = []
  /// Two for each group.
  var slotCount = 2
  /// Which bytes a match can start with; `nil` when it can be empty.
  var firstBytes: [Bool]?
  /// A match can only start where the text starts.
  var isAnchored = false
}

/// Turns the tree into instructions (Thompson's construction).
struct Compiler {
  private var program = Program()
  private let pattern: String

  /// Repetitions are unrolled: `x{1000}` is a thousand instructions.
  static let maximumInstructions = 20_000

  static func compile(
    _ node: PatternNode, pattern: String, groupCount: Int
  ) throws(RegularExpressionError) -> Program {
    var compiler = Compiler(pattern: pattern)
    compiler.program.slotCount = groupCount * 2
    try compiler.emit(.capture(0, node))
    try compiler.append(.match)
    compiler.program.firstBytes = FirstBytes.of(compiler.program)
    compiler.program.isAnchored = node.isAnchored
    return compiler.program
  }

  private init(pattern: String) { self.pattern = pattern }

  private var count: Int { program.instructions.count }

  @discardableResult
  private mutating func append(_ instruction: Instruction) throws(RegularExpressionError) -> Int {
    guard count < Compiler.maximumInstructions else {
      throw RegularExpressionError(rule: "expression too large", part: pattern)
    }
    program.instructions.append(instruction)
    return count - 1
  }

  private mutating func emit(_ node: PatternNode) throws(RegularExpressionError) {
    switch node {
    case .empty: break
    case .character(let value): try append(.character(value))
    case .characters(let characters):
      program.classes.append(characters)
      try append(.characters(program.classes.count - 1))
    case .assertion(let assertion): try append(.assertion(assertion))
    case .sequence(let parts): for part in parts { try emit(part) }
    case .alternation(let branches): try emit(branches: branches)
    case .capture(let group, let part):
      try append(.save(group * 2))
      try emit(part)
      try append(.save(group * 2 + 1))
    case .repetition(let part, let minimum, let maximum, let isGreedy):
      try emit(part, minimum, maximum, isGreedy)
    }
  }

  private mutating func emit(branches: [PatternNode]) throws(RegularExpressionError) {
    var ends: [Int] = []
    for (index, branch) in branches.enumerated() {
      if index == branches.count - 1 {
        try emit(branch)
      } else {
        let split = try append(.split(0, 0))
        try emit(branch)
        ends.append(try append(.jump(0)))
        program.instructions[split] = .split(split + 1, count)
      }
    }
    for end in ends { program.instructions[end] = .jump(count) }
  }

  private mutating func emit(
    _ part: PatternNode, _ minimum: Int, _ maximum: Int?, _ isGreedy: Bool
  ) throws(RegularExpressionError) {
    for copy in 0..<minimum {
      let before = count
      // `x+`: the last copy is the loop.
      if maximum == nil, copy == minimum - 1 {
        try emit(part)
        let split = try append(.split(0, 0))
        set(split, to: before, isGreedy)
        return
      }
      try emit(part)
      // An empty part adds no instructions, so a count of copies would not be bounded otherwise.
      if count == before { break }
    }
    guard let maximum else {
      let split = try append(.split(0, 0))
      if part.canBeEmpty {
        // `(x+)?`: an empty turn still counts, and its groups with it.
        try emit(part, 1, nil, isGreedy)
        program.instructions[split] = isGreedy ? .split(split + 1, count) : .split(count, split + 1)
        return
      }
      try emit(part)
      try append(.jump(split))
      program.instructions[split] = isGreedy ? .split(split + 1, count) : .split(count, split + 1)
      return
    }
    var splits: [Int] = []
    for _ in minimum..<max(minimum, maximum) {
      splits.append(try append(.split(0, 0)))
      try emit(part)
    }
    for split in splits {
      program.instructions[split] = isGreedy ? .split(split + 1, count) : .split(count, split + 1)
    }
  }

  /// A loop back at the end of a part.
  private mutating func set(_ split: Int, to start: Int, _ isGreedy: Bool) {
    program.instructions[split] = isGreedy ? .split(start, split + 1) : .split(split + 1, start)
  }
}

extension PatternNode {
  /// Whether it starts with `\A`, or `^` without the flag `m`, whatever follows.
  fileprivate var isAnchored: Bool {
    switch self {
    case .assertion(.textStart): true
    case .sequence(let parts): parts.first?.isAnchored ?? false
    case .capture(_, let part): part.isAnchored
    case .alternation(let branches): branches.allSatisfy(\.isAnchored)
    default: false
    }
  }
}

extension PatternNode {
  /// Whether it matches the empty text.
  fileprivate var canBeEmpty: Bool {
    switch self {
    case .empty, .assertion: true
    case .character, .characters: false
    case .sequence(let parts): parts.allSatisfy(\.canBeEmpty)
    case .alternation(let branches): branches.contains(where: \.canBeEmpty)
    case .capture(_, let part): part.canBeEmpty
    case .repetition(let part, let minimum, _, _): minimum == 0 || part.canBeEmpty
    }
  }
}

/// Finds out with which bytes a match can start, to skip the places where none can.
enum FirstBytes {
  static func of(_ program: Program) -> [Bool]? {
    var bytes = [Bool](repeating: false, count: 256)
    var seen = [Bool](repeating: false, count: program.instructions.count)
    var pending = [0]
    while let place = pending.popLast() {
      guard place < seen.count, !seen[place] else { continue }
      seen[place] = true
      switch program.instructions[place] {
      case .match: return nil
      case .character(let value):
        if value < 0x80 { bytes[Int(value)] = true } else { mark(above: 0x80, &bytes) }
      case .characters(let index):
        let characters = program.classes[index]
        for value in UInt32(0)..<128 where characters.contains(value) { bytes[Int(value)] = true }
        mark(above: 0x80, &bytes)
      case .split(let first, let second): pending += [first, second]
      case .jump(let target): pending.append(target)
      case .save, .assertion: pending.append(place + 1)
      }
    }
    return bytes
  }

  private static func mark(above start: Int, _ bytes: inout [Bool]) {
    for value in start..<256 { bytes[value] = true }
  }
}
