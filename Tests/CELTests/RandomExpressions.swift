/// The same numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func pick(upTo limit: Int, from choices: [String]) -> [String] {
    let count = Int.random(in: 0...limit, using: &self)
    return (0..<count).compactMap { _ in choices.randomElement(using: &self) }
  }
}

/// Writes expressions of valid syntax and random meaning.
struct ExpressionGenerator {
  var generator: SeededGenerator

  private static let leaves = [
    "v", "n", "s", "x", "v.a", "v.b", "v.b.c", "0", "1", "-1", "9223372036854775807", "-9223372036854775808",
    "18446744073709551615u", "0u", "1.5", "-0.0", "1e308", "''", "'aé'", "b'\\xff'",
    "true", "false", "null", "[]", "{}", "int", "'2024-02-29T23:59:59Z'", "'1h30m'",
    "timestamp('9999-12-31T23:59:59Z')", "duration('-9223372036854775808ns')", "optional.none()", "'%s %.3f'",
    "'[a-'",
  ]
  private static let binary = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "in"]
  private static let functions = [
    "size", "int", "uint", "double", "string", "bytes", "bool", "timestamp", "duration", "type", "dyn",
    "optional.of", "optional.ofNonZeroValue", "optional.unwrap", "base64.encode", "base64.decode",
    "strings.quote", "lists.range", "math.abs", "math.sign", "math.greatest", "math.ceil", "math.bitNot",
  ]
  private static let twoArguments = [
    "sets.contains", "sets.equivalent", "sets.intersects", "math.least", "math.bitShiftLeft",
    "math.bitShiftRight", "math.bitXor", "matches",
  ]
  private static let methods = [
    "size", "trim", "reverse", "lowerAscii", "upperAscii", "join", "hasValue", "value", "getFullYear",
    "getDayOfYear", "getDayOfWeek", "getMilliseconds", "getHours", "first", "last", "flatten", "distinct",
    "sort", "unwrapOpt",
  ]
  private static let methodsWithArgument = [
    "contains", "startsWith", "endsWith", "matches", "charAt", "indexOf", "lastIndexOf", "split", "join",
    "substring", "format", "or", "orValue", "getDate", "getMonth", "flatten",
  ]
  private static let methodsWithTwo = ["replace", "split", "indexOf", "lastIndexOf", "substring", "slice"]
  private static let macros = ["all", "exists", "exists_one", "filter", "map", "optMap", "optFlatMap"]

  private mutating func pick(_ choices: [String]) -> String {
    choices.randomElement(using: &generator) ?? ""
  }

  mutating func expression(depth: Int) -> String {
    if depth == 0 { return pick(Self.leaves) }
    let first = expression(depth: depth - 1)
    let second = expression(depth: Int.random(in: 0..<depth, using: &generator))
    switch Int.random(in: 0..<16, using: &generator) {
    case 0, 1, 2: return "(\(first) \(pick(Self.binary)) \(second))"
    case 3: return "\(pick(["!", "-"]))(\(first))"
    case 4: return "(\(first) ? \(second) : \(expression(depth: 0)))"
    case 5: return "\(pick(Self.functions))(\(first))"
    case 6: return "\(pick(Self.twoArguments))(\(first), \(second))"
    case 7: return "(\(first)).\(pick(Self.methods))()"
    case 8: return "(\(first)).\(pick(Self.methodsWithArgument))(\(second))"
    case 9: return "(\(first)).\(pick(Self.methodsWithTwo))(\(second), \(expression(depth: 0)))"
    case 10: return "(\(first)).\(pick(Self.macros))(x, \(second))"
    case 11: return "[\(first), \(second)]"
    case 12: return "{\(second): \(first)}"
    case 13: return "(\(first))\(pick(["[", "[?"]))\(second)]"
    case 14: return "(\(first))\(pick([".a", ".?b", ".b.c"]))"
    default: return "has((\(first)).a)"
    }
  }
}
