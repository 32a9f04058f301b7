import GoTemplate

/// Turns the messages of text/template into those that Helm prints.
enum TemplateFailure {
  /// A template could not be parsed: its place and the last part of the chain.
  static func parsing(_ file: String, _ error: TemplateError) -> HelmError {
    let tokens = split(error.message, ": ")
    guard tokens.count > 1 else { return HelmError(.template, "parse error in (\(file)): \(error.message)") }
    return HelmError(.template, "parse error at (\(tokens[1])): \(tokens[tokens.count - 1])")
  }

  /// A template failed while it was executed: each template on the way on lines of its own, or only the text of
  /// `required` and `fail`.
  static func executing(_ file: String, _ error: TemplateError) -> HelmError {
    switch error.kind {
    case .limit: return HelmError(.limit, error.message)
    case .cancelled: return HelmError(.limit, error.message)
    case .parse, .function, .execution: break
    }
    let message = error.message
    let tokens = split(message, ": ", limit: 3)
    guard tokens.count == 3 else { return HelmError(.template, message) }
    if let text = wrapped(tokens[2]) { return HelmError(.template, "execution error at (\(tokens[1])): \(text)") }
    var lines: [TraceLine] = []
    var current: String? = message
    while let text = current {
      guard let line = TraceLine(text) else { return HelmError(.template, message) }
      if lines.last != line { lines.append(line) }
      current = cause(of: text)
    }
    return HelmError(.template, GoText.trimmed(lines.map(\.text).joined()))
  }

  /// The text between the marks of `required` and `fail`: from the first start to the last end.
  private static func wrapped(_ text: String) -> String? {
    guard let start = text.firstRange(of: HelmFunctions.messageStart) else { return nil }
    guard let end = text.ranges(of: HelmFunctions.messageEnd).last, start.upperBound <= end.lowerBound else {
      return nil
    }
    return String(text[start.upperBound..<end.lowerBound])
  }

  /// The error that a function gave back, which the message of the call ends with.
  private static func cause(of message: String) -> String? {
    guard let place = message.firstRange(of: ">: error calling ") else { return nil }
    // Not behind the first place that is named: that belongs to a cause.
    if let first = message.firstRange(of: ">: "), first.lowerBound != place.lowerBound { return nil }
    guard let colon = message[place.upperBound...].firstRange(of: ": ") else { return nil }
    return String(message[colon.upperBound...])
  }

  static func split(_ text: String, _ separator: String, limit: Int = .max) -> [String] {
    var parts: [String] = []
    var rest = text[...]
    while parts.count < limit - 1, let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}

/// One step of a chain of failures.
struct TraceLine: Equatable {
  var place = ""
  var message = ""
  var executed = ""

  /// `nil` when the text is not one that text/template writes.
  init?(_ text: String) {
    guard text.hasPrefix("template: ") else { return nil }
    let rest = text.dropFirst(10)
    if rest.hasPrefix("no template ") {
      message = text
      return
    }
    if let range = rest.firstRange(of: ": executing ") {
      guard readExecuting(rest[range.upperBound...]) else { return nil }
      place = String(rest[..<range.lowerBound])
      return
    }
    guard let range = rest.ranges(of: ": ").last else { return nil }
    place = String(rest[..<range.lowerBound])
    message = TraceLine.withoutCause(rest[range.upperBound...])
  }

  private mutating func readExecuting(_ text: Substring) -> Bool {
    guard text.hasPrefix("\""), let quote = text.dropFirst().firstIndex(of: "\"") else { return false }
    let name = text[text.index(after: text.startIndex)..<quote]
    let after = text[text.index(after: quote)...]
    guard after.hasPrefix(" at <"), let end = after.firstRange(of: ">: ") else { return false }
    executed = "executing \"\(name)\" at <\(after[..<end.lowerBound].dropFirst(5))>:"
    message = TraceLine.withoutCause(after[end.upperBound...])
    return true
  }

  private static func withoutCause(_ text: Substring) -> String {
    text.firstRange(of: " template:").map { String(text[..<$0.lowerBound]) } ?? String(text)
  }

  var text: String {
    (place.isEmpty ? "" : "\(place)\n  ") + (executed.isEmpty ? "" : "\(executed)\n    ")
      + (message.isEmpty ? "" : "\(message)\n")
  }
}
