import CEL
import JSON

/// A regular expression that is looked for in messages, in the syntax of RE2; it never backtracks.
struct MessagePattern: Sendable {
  let source: String
  private let program: CELProgram

  /// `nil` when the text is no regular expression.
  init?(_ source: String) {
    var options = CELOptions.default
    options.limits.expressionBytes = 64 * 1024
    guard
      let program = try? CELProgram(
        compiling: "message.matches(\(MessagePattern.literal(source)))", variables: ["message"],
        result: .exactly(.bool), options: options),
      (try? program.evaluateBool(["message": ""])) != nil
    else { return nil }
    self.source = source
    self.program = program
  }

  /// Whether the expression is found anywhere in the message. A message that is too long for the time that a search may
  /// take does not match.
  func isFound(in message: String) -> Bool { (try? program.evaluateBool(["message": .string(message)])) ?? false }

  private static func literal(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
