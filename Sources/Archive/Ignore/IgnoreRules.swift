/// The patterns of one ignore file, in order; the last that matches decides.
public struct IgnorePatterns: Sendable {
  let patterns: [IgnorePattern]

  /// Reads lines in gitignore syntax; comments and blank lines are skipped.
  public init(_ text: [UInt8]) {
    patterns = text.split(separator: UInt8(ascii: "\n")).compactMap { IgnorePattern($0) }
  }

  /// Reads lines in gitignore syntax; comments and blank lines are skipped.
  public init(_ text: String) {
    self.init(Array(text.utf8))
  }

  init(names: [String]) {
    patterns = names.compactMap { IgnorePattern($0.utf8) }
  }

  public var isEmpty: Bool { patterns.isEmpty }

  /// Whether something excluded by other rules may be brought back.
  public var hasNegations: Bool { patterns.contains { $0.isNegated } }

  /// Files of version control itself; always ignored (S-IG-01).
  static let versionControl = Self(names: [".git/", ".gitignore", ".gitmodules", ".gitattributes"])

  /// Pictures and archives, configuration of build services, other tools' files; ignored as long as nobody
  /// gives patterns of their own (S-IG-02 to S-IG-05).
  static let defaults = Self(names: [
    "*.jpg", "*.jpeg", "*.gif", "*.png", "*.wmv", "*.flv", "*.tar.gz", "*.zip",
    ".github/", ".circleci/", ".travis.yml", ".gitlab-ci.yml", "appveyor.yml", ".drone.yml", "cloudbuild.yaml",
    "codeship-services.yml", "codeship-steps.yml",
    "**/.goreleaser.yml", "**/.sops.yaml", "**/.flux.yaml",
  ])
}

/// Which paths of a source are left out of its artifact.
///
/// Rules come, from weak to strong, from version control's own names, the default sets (only when there are
/// no others), `.sourceignore` files from the root downwards, each scoped to its directory, and
/// `spec.ignore`. Enter and leave directories while walking so that their files' rules apply.
public struct IgnoreRules: Sendable {
  /// The name of the files that hold rules.
  public static let fileName = ".sourceignore"

  private let first: [IgnorePatterns]
  private let last: IgnorePatterns
  private var scopes: [(depth: Int, patterns: IgnorePatterns)] = []

  /// - Parameters:
  ///   - specIgnore: The patterns of `spec.ignore`.
  ///   - foundIgnoreFiles: Whether any ignore file of the source holds a pattern; then, or when
  ///     `specIgnore` has one, the default sets do not apply (S-IG-05).
  public init(specIgnore: IgnorePatterns?, foundIgnoreFiles: Bool) {
    last = specIgnore ?? IgnorePatterns(names: [])
    first = foundIgnoreFiles || !last.isEmpty ? [.versionControl] : [.versionControl, .defaults]
  }

  /// Adds the rules of an ignore file in the directory with `depth` components above it.
  public mutating func enter(depth: Int, _ patterns: IgnorePatterns) {
    scopes.append((depth, patterns))
  }

  /// Removes the rules of directories at `depth` and deeper.
  public mutating func leave(depth: Int) {
    while let scope = scopes.last, scope.depth >= depth { scopes.removeLast() }
  }

  /// Whether the path is left out; its components start at the root.
  public func excludes(_ path: [[UInt8]], isDirectory: Bool) -> Bool {
    guard !path.isEmpty else { return false }
    if let verdict = Self.verdict(last, path[...], isDirectory) { return verdict }
    for scope in scopes.reversed() where scope.depth < path.count {
      if let verdict = Self.verdict(scope.patterns, path[scope.depth...], isDirectory) { return verdict }
    }
    for patterns in first.reversed() {
      if let verdict = Self.verdict(patterns, path[...], isDirectory) { return verdict }
    }
    return false
  }

  private static func verdict(_ rules: IgnorePatterns, _ path: ArraySlice<[UInt8]>, _ isDirectory: Bool) -> Bool? {
    for pattern in rules.patterns.reversed() where pattern.matches(path, isDirectory: isDirectory) {
      return !pattern.isNegated
    }
    return nil
  }
}
