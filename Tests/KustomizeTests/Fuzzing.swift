import Glibc

/// Random inputs for the readers of strangers' texts: for a moment in a normal run, for `FUZZ_SECONDS` when that is set.
///
/// All that is random follows from one seed, which is printed; `FUZZ_SEED` repeats a run.
struct Fuzzing {
  private var random: SplitMix
  private let deadline: ContinuousClock.Instant
  private let begin = Fuzzing.residentBytes

  init(_ name: String) {
    let seconds = Tools.environment("FUZZ_SECONDS").flatMap { Double($0) } ?? 1
    let seed = Tools.environment("FUZZ_SEED").flatMap { UInt64($0) } ?? UInt64(bitPattern: Int64(time(nil)))
    print("fuzzing \(name) for \(seconds) s, FUZZ_SEED=\(seed)")
    random = SplitMix(state: seed)
    deadline = .now + .seconds(seconds)
  }

  /// Runs a body until the time is over, at least a hundred times; returns how often.
  mutating func run(_ body: (inout SplitMix) throws -> Void) rethrows -> Int {
    var count = 0
    while count < 100 || ContinuousClock.now < deadline {
      try body(&random)
      count += 1
    }
    return count
  }

  /// How much more memory is held than at the beginning.
  var growth: Int { Fuzzing.residentBytes - begin }

  private static var residentBytes: Int {
    let text = String(decoding: Tools.read("/proc/self/statm") ?? [], as: UTF8.self)
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * Int(getpagesize())
  }
}

/// A small generator of random numbers.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &self) }

  mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }
}

/// Texts that are nearly YAML.
struct YAMLMutator {
  let corpus: [[UInt8]]

  private static let tokens: [[UInt8]] =
    [
      "&a ", "*a", "<<: *a", "{", "}", "[", "]", "- ", "? ", ": ", "|", "|+2", ">-", ">", "!!int ", "!!binary ", "!x ",
      "\"",
      "'", "\n", "\n\n", "  ", "\t", "%YAML 1.1\n", "---\n", "...\n", "\u{feff}", "\u{2028}", "\u{85}", "#", " #", ",",
      "\\",
      "\\x41", "\\N", "\\L", "\\P",
      "\u{2029}", "~", "null", "yes", "0x1F", "0o7", "1e400", "-.inf", ".nan", "12:30:45", "2020-01-01", "1_0",
      "99999999999999999999",
    ].map { Array($0.utf8) } + [[0], [0xFF], [0xC2], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98, 0x80], [0x07], [0x0D]]

  func text(_ random: inout SplitMix) -> [UInt8] {
    var text = random.pick(corpus)
    for _ in 0...random.below(8) { mutate(&text, &random) }
    return text
  }

  private func mutate(_ text: inout [UInt8], _ random: inout SplitMix) {
    let start = random.below(text.count + 1)
    let end = min(text.count, start + random.below(40))
    switch random.below(7) {
    case 0 where start < text.count: text[start] = UInt8(truncatingIfNeeded: random.next())
    case 1: text.removeSubrange(start..<end)
    case 2: text.insert(contentsOf: text[start..<end], at: start)
    case 3:
      let other = random.pick(corpus)
      let from = random.below(other.count + 1)
      text.replaceSubrange(start..<end, with: other[from..<min(other.count, from + random.below(60))])
    case 4:
      let piece = Array(text[start..<end])
      for _ in 0..<random.below(200) { text.insert(contentsOf: piece, at: start) }
    default: text.insert(contentsOf: random.pick(Self.tokens), at: start)
    }
    if text.count > 64 << 10 { text.removeSubrange((64 << 10)...) }
  }
}
