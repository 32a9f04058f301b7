/// Runs a program over a text, all threads in step (Pike's machine). The work for one character is at most the
/// length of the program; threads are kept in the order in which a backtracking engine would try them.
struct Machine {
  private let program: Program
  private let pattern: String
  private let text: [UInt8]
  /// Positions kept per thread: none when only a yes or no is asked for.
  private let slotCount: Int
  private var current: Threads
  private var upcoming: Threads
  /// What is left to follow, with the notes to undo on the way back.
  private var pending: [Task] = []
  private var slots: [Int]
  private(set) var stepsLeft: Int

  private enum Task {
    case follow(Int)
    case restore(slot: Int, value: Int)
  }

  init(_ expression: RegularExpression, _ text: [UInt8], captures: Bool, steps: Int) {
    program = expression.program
    pattern = expression.pattern
    self.text = text
    slotCount = captures ? expression.program.slotCount : 2
    let count = expression.program.instructions.count
    current = Threads(capacity: count, slots: slotCount)
    upcoming = current
    slots = [Int](repeating: -1, count: slotCount)
    stepsLeft = steps
  }

  /// The leftmost match from `start` on.
  mutating func find(from start: Int) throws(RegularExpressionError) -> RegularExpression.Match? {
    guard start >= 0, start <= text.count, !(program.isAnchored && start > 0) else { return nil }
    var current = Threads(capacity: 0, slots: 0)
    var upcoming = current
    swap(&current, &self.current)
    swap(&upcoming, &self.upcoming)
    defer {
      swap(&current, &self.current)
      swap(&upcoming, &self.upcoming)
    }
    current.clear()
    upcoming.clear()
    var found: [Int]?
    var position = start
    while true {
      if current.isEmpty {
        if found != nil || (program.isAnchored && position > 0) { break }
        if let first = program.firstBytes {
          while position < text.count, !first[Int(text[position])] { position += 1 }
          if position == text.count { break }
        }
      }
      if found == nil, !(program.isAnchored && position > 0) {
        for slot in slots.indices { slots[slot] = -1 }
        follow(0, at: position, into: &current)
      }
      stepsLeft -= current.count + 1
      if stepsLeft < 0 { throw .tooMuchWork(pattern) }
      let (scalar, width) = position < text.count ? UTF8Step.decode(text, position) : (UInt32.max, 1)
      advance(scalar, to: position + width, current, &upcoming, &found)
      swap(&current, &upcoming)
      upcoming.clear()
      if position >= text.count { break }
      position += width
    }
    return found.map(match)
  }

  private func match(_ slots: [Int]) -> RegularExpression.Match {
    var groups: [Range<Int>?] = []
    for slot in stride(from: 0, to: slots.count - 1, by: 2) {
      let (low, high) = (slots[slot], slots[slot + 1])
      groups.append(low >= 0 && high >= low ? low..<high : nil)
    }
    return RegularExpression.Match(groups: groups)
  }

  /// Lets each thread take a character. A thread that has matched ends those behind it.
  private mutating func advance(
    _ scalar: UInt32, to next: Int, _ current: borrowing Threads, _ upcoming: inout Threads, _ found: inout [Int]?
  ) {
    for index in 0..<current.count {
      let place = current.places[index]
      let takes: Bool
      switch program.instructions[place] {
      case .match:
        found = Array(current.slots[index * slotCount..<(index + 1) * slotCount])
        return
      case .character(let value): takes = value == scalar
      case .characters(let number): takes = scalar != .max && program.classes[number].contains(scalar)
      default: takes = false
      }
      guard takes else { continue }
      for slot in 0..<slotCount { slots[slot] = current.slots[index * slotCount + slot] }
      follow(place + 1, at: next, into: &upcoming)
    }
  }

  /// Adds the threads that `start` leads to without taking a character.
  private mutating func follow(_ start: Int, at position: Int, into threads: inout Threads) {
    pending.append(.follow(start))
    while let task = pending.popLast() {
      guard case .follow(var place) = task else {
        if case .restore(let slot, let value) = task { slots[slot] = value }
        continue
      }
      while threads.reach(place) {
        stepsLeft -= 1
        switch program.instructions[place] {
        case .match, .character, .characters: threads.add(place, slots)
        case .jump(let target):
          place = target
          continue
        case .split(let first, let second):
          pending.append(.follow(second))
          place = first
          continue
        case .save(let slot):
          if slot < slotCount {
            pending.append(.restore(slot: slot, value: slots[slot]))
            slots[slot] = position
          }
          place += 1
          continue
        case .assertion(let assertion):
          if holds(assertion, at: position) {
            place += 1
            continue
          }
        }
        break
      }
    }
  }

  private func holds(_ assertion: Assertion, at position: Int) -> Bool {
    switch assertion {
    case .textStart: position == 0
    case .textEnd: position >= text.count
    case .lineStart: position == 0 || text[position - 1] == 0x0A
    case .lineEnd: position >= text.count || text[position] == 0x0A
    case .wordBoundary: isBoundary(position)
    case .noWordBoundary: !isBoundary(position)
    }
  }

  private func isBoundary(_ position: Int) -> Bool {
    let before = position > 0 && Machine.isWord(text[position - 1])
    let after = position < text.count && Machine.isWord(text[position])
    return before != after
  }

  private static func isWord(_ byte: UInt8) -> Bool { byte < 0x80 && Unicode.Scalar(byte).isWord }
}

/// The instructions that wait for a character, in order of preference, each once.
private struct Threads {
  private(set) var places: [Int]
  private(set) var slots: [Int]
  private(set) var count = 0
  /// The round in which an instruction was last reached.
  private var reached: [Int]
  private var round = 1
  private let slotCount: Int

  init(capacity: Int, slots slotCount: Int) {
    places = [Int](repeating: 0, count: capacity)
    slots = []
    reached = [Int](repeating: 0, count: capacity)
    self.slotCount = slotCount
  }

  var isEmpty: Bool { count == 0 }

  mutating func clear() {
    count = 0
    round += 1
  }

  /// Whether an instruction is reached for the first time in this round.
  mutating func reach(_ place: Int) -> Bool {
    guard place < reached.count, reached[place] != round else { return false }
    reached[place] = round
    return true
  }

  mutating func add(_ place: Int, _ values: [Int]) {
    places[count] = place
    let start = count * slotCount
    if slots.count < start + slotCount {
      slots.append(contentsOf: values)
    } else {
      for index in 0..<slotCount { slots[start + index] = values[index] }
    }
    count += 1
  }
}
