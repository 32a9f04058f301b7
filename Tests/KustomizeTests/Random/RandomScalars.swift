/// Scalars in all the ways in which people write them, and some in which nobody does.
///
/// Left out is what is known to differ: a question mark inside brackets, which Go's library does not read, and the
/// rarer line breaks of Unicode, which it loses.
enum RandomScalars {
  private static let numbers = [
    "0", "1", "-1", "+1", "007", "0x1F", "0o7", "0b11", "1_000", "1e3", "1E-3", "1.0", "1.50", ".5", "5.", "-.5",
    "1e400",
    "9223372036854775807", "9223372036854775808", "18446744073709551616", "123456789012345678901234567890", "0.1e-7",
    "1000000.0", "12345678.9", ".inf", "-.Inf", ".nan", "0x", "1_", "12:30", "190:20:30", "1.2.3",
    "0.30000000000000004",
  ]
  private static let words = [
    "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "yes", "Yes", "no", "on", "Off", "y", "n", "N",
    "2020-01-01", "2020-01-01T10:20:30Z", "2020-01-01 10:20:30", "plain", "two words", "a:b",
    "http://x.example.org/y",
    "a#b", "-a", "<<", "=", "ä ö ü", "日本", "😀", "a-b_c.d/e", "$(NAME)", "$var", "x%y", "back\\slash", "100%", "1k",
    "1Gi",
  ]
  private static let quoted = [
    #""""#, "''", #""5""#, "'5'", #""true""#, "'null'", #""~""#, #""a: b""#, ##""# no""##, "'it''s'", #""say \"x\"""#,
    #""tab\there""#, #""line\nbreak""#, #""line\n""#, #""\n""#, #""\n\nlead""#, #""  lead""#, #""trail ""#,
    #""a\r\nb""#,
    #""a \nb""#, #""\u00e9""#, #""\U0001F600""#, #""\x07bell""#, #""\0""#, #""{a}""#, #""[a]""#, "'- a'",
    "'@x'", "'%x'", "'`x`'", "'!x'", "'&x'", "'*x'", "'|'", "'>'", "'? x'", "': x'", "'x:'", "'x #y'", "'---'", "'...'",
    #""0x1F""#, #""1e3""#, #""010""#, #""1_000""#, #""yes""#, #""on""#, #""2020-01-01""#, #""12:30""#, "'='", "'<<'",
    #""\ttab""#, #""a\tb\nc""#, #""no\u00a0break""#, #""\ufeffmark""#, #"" \n x""#, #""x\n  y\n""#,
    #""x\n\ty""#, #""\\""#, #""a'b""#, #"'a"b'"#, #""a'b\"c""#, "!!str 5", "!!str null", #"!!int "5""#, "!!float 1",
    "!!binary aGVsbG8=", "!custom x",
  ]

  /// A scalar on one line.
  static func inline(_ random: inout SplitMix) -> String {
    switch random.below(10) {
    case 0...2: random.pick(numbers)
    case 3...5: random.pick(words)
    case 6...8: random.pick(quoted)
    default: sentence(&random)
    }
  }

  /// Text that is folded when it is written.
  private static func sentence(_ random: inout SplitMix) -> String {
    let pieces = [
      "word", "longer-word", "a", "'s", "b:", "#c", "ü", "😀", " ", "x\\", "0123456789012345678901234567890",
    ]
    let text = (0..<(8 + random.below(30))).map { _ in random.pick(pieces) }.joined(separator: " ")
    switch random.below(3) {
    case 0: return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    case 1: return "\"" + text.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\") + "\""
    default: return "s" + text.filter { $0 != "#" && $0 != ":" && $0 != "\\" && $0 != "'" } + "e"
    }
  }

  /// A scalar, now and then of several lines.
  static func tree(_ random: inout SplitMix) -> RandomTree {
    guard random.below(8) == 0 else { return .inline(inline(&random)) }
    let header = random.pick(["|", "|-", "|+", ">", ">-", ">+"])
    let lines = [
      "one", "two: 2", "# three", "", "  four", "five ", "\tsix", "seven 'eight' \"nine\"", "ü",
      "a very long line "
        + "that goes on and on, beyond the column at which a writer of YAML would break it if it could, and then some more",
    ]
    return .block(header, ["first"] + (0..<random.below(5)).map { _ in random.pick(lines) })
  }

  /// A scalar that stands for a text, for places where kustomize wants one.
  static func string(_ random: inout SplitMix) -> String {
    random.pick([
      "plain", "two words", "'5'", #""true""#, "'a: b'", "v1.2", #""x\ny""#, "a/b", "ü", #""""#, "$(VAR)", "'on'",
    ])
  }
}
