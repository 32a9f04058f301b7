public import OperatorKit

/// The flags that a program knows, in the notation of Go's pflag: `--name value`, `--name=value`, booleans without a
/// value, lists by repetition or with commas.
public struct FlagSet: Sendable {
  let program: String
  private(set) var descriptions: [FlagDescription] = []

  public init(program: String) { self.program = program }

  /// A text, taken as it is. Without the flag the variable `environment` of the process decides, then the default.
  public mutating func string(
    _ name: String, default value: String = "", environment: String? = nil, help: String
  ) -> Flag<String> {
    add(name, value, text: value, environment: environment, help) { texts in texts.last ?? value }
  }

  /// `--name`, `--name=false` and so on.
  public mutating func boolean(_ name: String, default value: Bool = false, help: String) -> Flag<Bool> {
    add(name, value, arity: .boolean, text: "\(value)", help) { texts in
      try FlagText.last(texts, value, "true or false", FlagText.boolean)
    }
  }

  /// A whole number within a range.
  public mutating func integer(
    _ name: String, default value: Int, in range: ClosedRange<Int> = 0...Int(Int32.max), help: String
  ) -> Flag<Int> {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return add(name, value, text: "\(value)", help) { texts in
      try FlagText.last(texts, value, expected) { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
    }
  }

  /// A number that is not negative.
  public mutating func number(_ name: String, default value: Double, help: String) -> Flag<Double> {
    add(name, value, text: "\(value)", help) { texts in
      try FlagText.last(texts, value, "a number, zero or more") { text in
        Double(text).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
      }
    }
  }

  /// A length of time such as `750ms` or `1h30m`, not negative.
  public mutating func duration(_ name: String, default value: Duration, help: String) -> Flag<Duration> {
    add(name, value, text: GoDuration(value).description, help) { texts in
      try FlagText.last(texts, value, "a duration such as 750ms, 30s or 1h30m") { text in
        GoDuration(text).flatMap { $0.nanoseconds >= 0 ? $0.duration : nil }
      }
    }
  }

  /// One of the words of an enumeration.
  public mutating func choice<Choice: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, default value: Choice, help: String
  ) -> Flag<Choice> where Choice.RawValue == String {
    let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    return add(name, value, text: value.rawValue, help) { texts in
      try FlagText.last(texts, value, "one of \(words)") { Choice(rawValue: $0) }
    }
  }

  /// A list: the flag may be repeated, and each value may hold several with commas between.
  public mutating func list(_ name: String, default value: [String] = [], help: String) -> Flag<[String]> {
    add(name, value, text: value.joined(separator: ","), help) { texts in
      texts.isEmpty ? value : texts.flatMap { $0.split(separator: ",").map(String.init) }
    }
  }

  /// A list by repetition alone; commas are part of the values.
  public mutating func repeated(_ name: String, help: String) -> Flag<[String]> {
    add(name, [], text: "", help) { $0 }
  }

  /// A selector of labels.
  public mutating func selector(_ name: String, default text: String = "", help: String) -> Flag<LabelSelector> {
    let value = (try? LabelSelector(text)) ?? .everything
    return add(name, value, text: text, help) { texts in
      try FlagText.last(texts, value, "a label selector such as app=web,!legacy") { try? LabelSelector($0) }
    }
  }

  /// A flag that upstream has and that means nothing here: accepted with any value, and said so once at start.
  public mutating func ignored(_ name: String, takesValue: Bool = true, because reason: String) {
    descriptions.append(
      FlagDescription(
        name: name, arity: takesValue ? .value : .boolean, defaultText: "", environment: nil,
        help: "Accepted without effect: \(reason).", ignored: reason, check: { _ in }))
  }

  /// Takes flags out again: the command line may not name them, and their values are the defaults.
  mutating func remove(_ names: Set<String>) { descriptions.removeAll { names.contains($0.name) } }

  private mutating func add<Value: Sendable>(
    _ name: String, _ value: Value, arity: FlagDescription.Arity = .value, text: String, environment: String? = nil,
    _ help: String, _ parse: @escaping @Sendable ([String]) throws -> Value
  ) -> Flag<Value> {
    descriptions.append(
      FlagDescription(
        name: name, arity: arity, defaultText: text, environment: environment, help: help, ignored: nil,
        check: { _ = try parse($0) }))
    return Flag(name: name, defaultValue: value, parse: parse)
  }
}

enum FlagText {
  /// The words that Go's `strconv.ParseBool` reads.
  static func boolean(_ text: String) -> Bool? {
    switch text {
    case "1", "t", "T", "true", "TRUE", "True": true
    case "0", "f", "F", "false", "FALSE", "False": false
    default: nil
    }
  }

  /// The value of the last text, as flags that are given twice mean the last.
  static func last<Value>(
    _ texts: [String], _ value: Value, _ expected: String, _ read: (String) -> Value?
  ) throws -> Value {
    guard let text = texts.last else { return value }
    guard let result = read(text) else { throw FlagValueError(text: text, expected: expected) }
    return result
  }
}
