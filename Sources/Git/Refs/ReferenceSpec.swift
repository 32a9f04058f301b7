/// Which commit of a repository is wanted: `spec.ref` of a GitRepository.
public enum ReferenceSpec: Sendable, Equatable {
  case branch(String)
  case tag(String)
  /// A range of versions over the tags.
  case semver(String)
  /// A full name, such as `refs/pull/1/head`.
  case name(String)
  /// 40 or 64 hexadecimal digits, and the branch that contains the commit, if known.
  case commit(String, branch: String?)

  /// Chooses among the fields as upstream's code does: commit, name, tag, semver, branch (S-GS-12); without
  /// any, the branch `master` (S-GS-07).
  public init(
    branch: String? = nil, tag: String? = nil, semver: String? = nil, name: String? = nil, commit: String? = nil
  ) {
    func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
    if let commit = given(commit) {
      self = .commit(commit, branch: given(branch))
    } else if let name = given(name) {
      self = .name(name)
    } else if let tag = given(tag) {
      self = .tag(tag)
    } else if let semver = given(semver) {
      self = .semver(semver)
    } else {
      self = .branch(given(branch) ?? "master")
    }
  }

  /// What to ask the server for; it may send more.
  public var prefixes: [String] {
    switch self {
    case .branch(let name): ["refs/heads/\(name)"]
    case .tag(let name): ["refs/tags/\(name)"]
    case .semver: ["refs/tags/"]
    case .name(let name): [name]
    case .commit(_, let branch?): ["refs/heads/\(branch)"]
    case .commit(_, nil): ["HEAD"]
    }
  }
}
