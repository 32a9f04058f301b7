import Archive

/// Why the files of a commit cannot be archived.
public enum TreeError: Error, Equatable, CustomStringConvertible {
  case hostileName(path: String, reason: String)
  case duplicateName(path: String)
  case limitExceeded(what: String, limit: UInt64)
  case sparseDirectoriesMissing([String])

  public var description: String {
    switch self {
    case .hostileName(let path, let reason): "refusing the file name \"\(path)\" in the repository: \(reason)"
    case .duplicateName(let path): "\"\(path)\" occurs twice in its directory in the repository"
    case .limitExceeded(let what, let limit): "the repository exceeds the limit of \(limit) \(what)"
    case .sparseDirectoriesMissing(let names):
      "sparse checkout: no such directory in the repository: \(names.map { "\"\($0)\"" }.joined(separator: ", "))"
    }
  }
}
