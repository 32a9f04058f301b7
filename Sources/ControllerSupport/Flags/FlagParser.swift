/// The flags of one start, read and checked.
public struct FlagValues: Sendable {
  private var texts: [String: [String]] = [:]
  /// Lines for the log: flags without effect, arguments that were not understood.
  public fileprivate(set) var notices: [String] = []

  /// The value of a flag, or its default.
  public subscript<Value>(flag: Flag<Value>) -> Value {
    // What is kept here was checked when it was read.
    (try? flag.parse(texts[flag.name] ?? [])) ?? flag.defaultValue
  }

  /// Whether the flag was given, or its environment variable.
  public func has<Value>(_ flag: Flag<Value>) -> Bool { texts[flag.name] != nil }

  fileprivate mutating func append(_ text: String, to name: String) { texts[name, default: []].append(text) }

  fileprivate func given(_ name: String) -> [String]? { texts[name] }
}

/// Why a command line cannot be used.
public enum FlagError: Error, Hashable, CustomStringConvertible {
  /// `--help` was given; the text to print.
  case help(String)
  case unknown(flag: String, nearest: String?)
  case missingValue(flag: String)
  case badValue(flag: String, value: String, expected: String)
  /// A combination or a value that is understood and not allowed.
  case invalid(String)

  public var description: String {
    switch self {
    case .help(let text): text
    case .unknown(let flag, let nearest?): "unknown flag --\(flag), did you mean --\(nearest)?"
    case .unknown(let flag, nil): "unknown flag --\(flag); --help lists the known ones"
    case .missingValue(let flag): "flag --\(flag) needs a value"
    case .badValue(let flag, let value, let expected): "flag --\(flag): '\(value)' is not \(expected)"
    case .invalid(let text): text
    }
  }
}

extension FlagSet {
  /// Reads the arguments that follow the program's name; throws ``FlagError``.
  public func parse(_ arguments: [String], environment: [String: String] = [:]) throws -> FlagValues {
    var values = FlagValues()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        for extra in rest { values.notices.append(FlagSet.surplus(extra)) }
        break
      }
      if argument == "-h" || argument == "--help" { throw FlagError.help(helpText) }
      guard argument.hasPrefix("-"), argument.count > 1 else {
        values.notices.append(FlagSet.surplus(argument))
        continue
      }
      try read(argument, &rest, &values)
    }
    applyEnvironment(environment, &values)
    for description in descriptions { try check(description, values) }
    return values
  }

  private func read(_ argument: String, _ rest: inout ArraySlice<String>, _ values: inout FlagValues) throws {
    let parts = argument.drop { $0 == "-" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.first.map(String.init) ?? ""
    guard argument.hasPrefix("--"), let description = descriptions.first(where: { $0.name == name }) else {
      throw FlagError.unknown(flag: name, nearest: nearest(to: name))
    }
    if parts.count == 2 {
      values.append(String(parts[1]), to: name)
    } else if description.arity == .boolean {
      values.append("true", to: name)
    } else if let value = rest.popFirst() {
      values.append(value, to: name)
    } else {
      throw FlagError.missingValue(flag: name)
    }
    if let reason = description.ignored { values.notices.append("flag --\(name) has no effect: \(reason)") }
  }

  private func applyEnvironment(_ environment: [String: String], _ values: inout FlagValues) {
    for description in descriptions where values.given(description.name) == nil {
      if let variable = description.environment, let text = environment[variable], !text.isEmpty {
        values.append(text, to: description.name)
      }
    }
  }

  private func check(_ description: FlagDescription, _ values: FlagValues) throws {
    guard let texts = values.given(description.name) else { return }
    do {
      try description.check(texts)
    } catch let error as FlagValueError {
      throw FlagError.badValue(flag: description.name, value: error.text, expected: error.expected)
    }
  }

  private static func surplus(_ argument: String) -> String {
    "argument '\(argument)' has no effect; booleans are written --name=false"
  }

  /// The known flag that a mistyped one is most likely meant to be.
  private func nearest(to name: String) -> String? {
    let candidates = descriptions.map { (name: $0.name, distance: EditDistance.between($0.name, name)) }
    guard let best = candidates.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(2, name.count / 3) ? best.name : nil
  }

  /// What `--help` prints.
  var helpText: String {
    var lines = ["Usage of \(program):"]
    for flag in descriptions.sorted(by: { $0.name < $1.name }) {
      let fallback = flag.defaultText.isEmpty ? "" : " (default \(flag.defaultText))"
      let variable = flag.environment.map { " [$\($0)]" } ?? ""
      lines.append("  --\(flag.name)\n        \(flag.help)\(fallback)\(variable)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
