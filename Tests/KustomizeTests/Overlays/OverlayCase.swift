import Testing

/// A directory to build, and what is around one behaviour of kustomize in it.
struct OverlayCase: Sendable, CustomTestStringConvertible {
  let name: String
  /// The directory to build.
  let directory: String
  /// Texts by path.
  let files: [String: String]

  /// - Parameters:
  ///   - text: the files one after the other, each after a line `=== path`.
  init(_ name: String, _ text: String, directory: String = ".") {
    self.name = name
    self.directory = directory
    var files: [String: String] = [:]
    var path = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("=== ") {
        path = String(line.dropFirst(4))
        files[path] = ""
      } else {
        files[path, default: ""] += line + "\n"
      }
    }
    files[""] = nil
    self.files = files
  }

  init(_ name: String, _ files: [String: String], directory: String) {
    self.name = name
    self.directory = directory
    self.files = files
  }

  var testDescription: String { name }

  static let all =
    generators + names + metadata + patches + jsonPatches + replacements + variables + components
    + configurations + plugins + styles + escapes + failures + fleet + oddities
}
