extension GitRepository {
  /// What of a repository to fetch. More than one field may be set: commit wins over name, name over semver, semver
  /// over tag, tag over branch; a branch beside a commit says where the commit is found.
  public struct Reference: Codable, Hashable, Sendable {
    @NonEmpty public var branch: String?
    @NonEmpty public var commit: String?
    /// A full reference such as `refs/pull/1/head`.
    @NonEmpty public var name: String?
    /// A range of versions; the highest tag in it is fetched.
    @NonEmpty public var semver: String?
    @NonEmpty public var tag: String?

    public init(
      branch: String? = nil, tag: String? = nil, semver: String? = nil, name: String? = nil, commit: String? = nil
    ) {
      self.branch = branch
      self.tag = tag
      self.semver = semver
      self.name = name
      self.commit = commit
    }

    /// The branch that is fetched when nothing is named.
    public static let defaultBranch = "master"

    package static let schema = Schema.object("What of the repository to fetch.") {
      Field("branch", .string, "Branch; by default master.")
      Field("commit", .string, "Commit; it wins over all others. A branch beside it says where to find it.")
      Field("name", .string, "Full reference, such as refs/heads/main; it wins over branch, tag and semver.")
      Field("semver", .string, "Range of versions, of which the highest tag is taken; it wins over tag.")
      Field("tag", .string, "Tag; it wins over branch.")
    }
  }
}
