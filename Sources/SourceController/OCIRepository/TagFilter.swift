import CEL
import JSON

/// A regular expression that tags must match, in RE2's syntax and in time that is linear to the tag.
struct TagFilter: Sendable {
  private let program: CELProgram
  private let pattern: String

  /// Throws ``Malformed`` when the pattern is none.
  init(_ pattern: String) throws {
    self.pattern = pattern
    let options = CELOptions(checksTypes: false)
    program = try CELProgram(compiling: "tag.matches(pattern)", variables: ["tag", "pattern"], options: options)
    _ = try matches("")
  }

  func matches(_ tag: String) throws -> Bool {
    do {
      return try program.evaluateBool(["tag": .string(tag), "pattern": .string(pattern)])
    } catch {
      throw Malformed(description: "spec.ref.semverFilter: \(error)")
    }
  }

  struct Malformed: Error, CustomStringConvertible {
    let description: String
  }
}
