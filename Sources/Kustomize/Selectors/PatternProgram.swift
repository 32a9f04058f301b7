/// A compiled pattern: instructions for a machine that follows all possibilities at once.
struct PatternProgram: Sendable {
  enum Instruction: Sendable {
    case character(CharacterSet)
    /// Continue at both places.
    case split(Int, Int)
    case jump(Int)
    case assertion(Assertion)
    case match
  }

  enum Assertion: Sendable { case start, end, lineStart, lineEnd, wordBoundary, noWordBoundary }

  /// A set of characters.
  struct CharacterSet: Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false

    func contains(_ value: UInt32) -> Bool { ranges.contains { $0.contains(value) } != isNegated }
  }

  private let instructions: [Instruction]

  init(_ pattern: String) throws {
    var parser = PatternParser(pattern)
    let tree = try parser.parse()
    var compiler = PatternCompiler()
    try compiler.compile(tree)
    compiler.instructions.append(.match)
    instructions = compiler.instructions
  }

  /// Whether the pattern matches somewhere in a text.
  func matches(_ text: String) -> Bool {
    let characters = text.unicodeScalars.map(\.value)
    var current = Threads(capacity: instructions.count)
    for position in 0...characters.count {
      if add(0, to: &current, characters, position) { return true }
      guard position < characters.count else { return false }
      var next = Threads(capacity: instructions.count)
      for index in current.list {
        guard case .character(let set) = instructions[index], set.contains(characters[position]) else { continue }
        if add(index + 1, to: &next, characters, position + 1) { return true }
      }
      current = next
    }
    return false
  }

  /// Adds a place and all that can be reached from it without a character. Whether that is the end of the pattern.
  private func add(_ start: Int, to threads: inout Threads, _ text: [UInt32], _ position: Int) -> Bool {
    var pending = [start]
    while let index = pending.popLast() {
      guard threads.insert(index) else { continue }
      switch instructions[index] {
      case .match: return true
      case .character: threads.list.append(index)
      case .jump(let target): pending.append(target)
      case .split(let first, let second): pending += [second, first]
      case .assertion(let assertion): if holds(assertion, text, position) { pending.append(index + 1) }
      }
    }
    return false
  }

  private func holds(_ assertion: Assertion, _ text: [UInt32], _ position: Int) -> Bool {
    switch assertion {
    case .start: position == 0
    case .end: position == text.count
    case .lineStart: position == 0 || text[position - 1] == 10
    case .lineEnd: position == text.count || text[position] == 10
    case .wordBoundary: isWord(text, position - 1) != isWord(text, position)
    case .noWordBoundary: isWord(text, position - 1) == isWord(text, position)
    }
  }

  private func isWord(_ text: [UInt32], _ index: Int) -> Bool {
    text.indices.contains(index) && PatternParser.word.contains { $0.contains(text[index]) }
  }

  private struct Threads {
    var list: [Int] = []
    private var seen: [Bool]

    init(capacity: Int) { seen = Array(repeating: false, count: capacity) }

    mutating func insert(_ index: Int) -> Bool {
      if seen[index] { return false }
      seen[index] = true
      return true
    }
  }
}

/// A part of a pattern.
indirect enum PatternTree {
  case empty
  case character(PatternProgram.CharacterSet)
  case assertion(PatternProgram.Assertion)
  case sequence([PatternTree])
  case alternatives([PatternTree])
  case repetition(PatternTree, from: Int, to: Int?)
}

/// Turns a tree into instructions.
struct PatternCompiler {
  var instructions: [PatternProgram.Instruction] = []

  /// Nested counts such as `((a{100}){100}){100}` must not fill the memory.
  private static let maximumSize = 20_000

  mutating func compile(_ tree: PatternTree) throws {
    guard instructions.count < Self.maximumSize else { throw KustomizeError("error parsing regexp: expression too large") }
    switch tree {
    case .empty: break
    case .character(let set): instructions.append(.character(set))
    case .assertion(let assertion): instructions.append(.assertion(assertion))
    case .sequence(let parts): for part in parts { try compile(part) }
    case .alternatives(let parts): try compileAlternatives(parts[...])
    case .repetition(let part, let from, let to): try compileRepetition(part, from, to)
    }
  }

  private mutating func compileAlternatives(_ parts: ArraySlice<PatternTree>) throws {
    guard let first = parts.first, parts.count > 1 else {
      if let only = parts.first { try compile(only) }
      return
    }
    let split = instructions.count
    instructions.append(.jump(0))
    try compile(first)
    let jump = instructions.count
    instructions.append(.jump(0))
    instructions[split] = .split(split + 1, instructions.count)
    try compileAlternatives(parts.dropFirst())
    instructions[jump] = .jump(instructions.count)
  }

  private mutating func compileRepetition(_ part: PatternTree, _ from: Int, _ to: Int?) throws {
    for _ in 0..<from { try compile(part) }
    guard let to else {
      let split = instructions.count
      instructions.append(.jump(0))
      try compile(part)
      instructions.append(.jump(split))
      instructions[split] = .split(split + 1, instructions.count)
      return
    }
    var splits: [Int] = []
    for _ in from..<max(from, to) {
      splits.append(instructions.count)
      instructions.append(.jump(0))
      try compile(part)
    }
    for split in splits { instructions[split] = .split(split + 1, instructions.count) }
  }
}
