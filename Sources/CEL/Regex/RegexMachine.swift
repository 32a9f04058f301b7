/// Runs a program over a text, all threads in step (Pike's machine without captures). The work for
/// one character is at most the length of the program.
struct RegexMachine {
  private let program: [RegexInstruction]
  private let text: [Unicode.Scalar]
  /// The instructions that wait for the next character.
  private var threads: [Int] = []
  /// The position in which an instruction was last reached, so that each is reached once.
  private var reached: [Int]
  private var pending: [Int] = []

  init(program: [RegexInstruction], text: [Unicode.Scalar]) {
    self.program = program
    self.text = text
    reached = [Int](repeating: -1, count: program.count)
  }

  mutating func run(_ budget: inout Budget) throws(CELEvaluationError.Reason) -> Bool {
    var waiting: [Int] = []
    for position in 0...text.count {
      // A match may start at every position.
      if follow(0, at: position) { return true }
      try budget.spend(steps: threads.count + 1)
      guard position < text.count else { break }
      swap(&waiting, &threads)
      threads.removeAll(keepingCapacity: true)
      for thread in waiting {
        guard case .character(let characters) = program[thread] else { continue }
        if characters.contains(text[position]), follow(thread + 1, at: position + 1) { return true }
      }
    }
    return false
  }

  /// Adds the threads that `start` leads to without taking a character. True at a match.
  private mutating func follow(_ start: Int, at position: Int) -> Bool {
    pending.append(start)
    while let instruction = pending.popLast() {
      guard instruction < program.count, reached[instruction] != position else { continue }
      reached[instruction] = position
      switch program[instruction] {
      case .match:
        return true
      case .character: threads.append(instruction)
      case .jump(let target): pending.append(target)
      case .split(let first, let second): pending += [second, first]
      case .assertion(let assertion):
        if holds(assertion, at: position) { pending.append(instruction + 1) }
      }
    }
    return false
  }

  private func holds(_ assertion: RegexAssertion, at position: Int) -> Bool {
    switch assertion {
    case .textStart: position == 0
    case .textEnd: position == text.count
    case .lineStart: position == 0 || text[position - 1] == "\n"
    case .lineEnd: position == text.count || text[position] == "\n"
    case .wordBoundary: isBoundary(position)
    case .noWordBoundary: !isBoundary(position)
    }
  }

  private func isBoundary(_ position: Int) -> Bool {
    let before = position > 0 && text[position - 1].isWord
    let after = position < text.count && text[position].isWord
    return before != after
  }
}
