import TestSupport

extension Scratch {
  /// A directory whose commands run without anybody's Git configuration, as the same author.
  static func forGit() throws -> Scratch {
    try Scratch(environment: [
      "HOME": "$SCRATCH", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
      "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com",
      "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.com",
    ])
  }
}
