import Glibc

/// A script of this repository, looked for above the working directory and above this source file.
///
/// In a package that depends on this library the source file lies in a checkout of the whole repository, so the
/// script is above it too.
enum RepositoryScript {
  /// The places where a search begins.
  static var starts: [String] { [workingDirectory(), resolvingLinks(#filePath)] }

  /// The path of an executable file such as `scripts/oracles.sh`; `nil` if none of the places has it.
  static func find(_ relative: String) -> String? {
    starts.lazy.compactMap { search(relative, above: $0) }.first
  }

  private static func search(_ relative: String, above start: String) -> String? {
    var parts = start.split(separator: "/")
    while !parts.isEmpty {
      let candidate = "/\(parts.joined(separator: "/"))/\(relative)"
      if access(candidate, X_OK) == 0 { return candidate }
      parts.removeLast()
    }
    return nil
  }

  private static func resolvingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func workingDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }
}
