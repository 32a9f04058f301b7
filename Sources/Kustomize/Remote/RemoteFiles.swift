import Synchronization

/// What a build reads from other machines.
///
/// # Expected flow
/// The engine has no network. A build that needs something from another machine notes it in ``missing`` and fails; who
/// has a network brings it, adds it, and builds again, until nothing is missing.
///
/// ```swift
/// var contents: [RemoteFiles.Address: RemoteFiles.Content] = [:]
/// while true {
///   let remote = RemoteFiles(contents)
///   let result = Result { try KustomizeBuild(files, directory: "/", options: BuildOptions(remote: remote)).run() }
///   guard let missing = remote.missing else { return try result.get() }
///   contents[missing] = try fetch(missing)
/// }
/// ```
///
/// # Guarantees
/// The same contents give the same build and the same thing that is missing.
public final class RemoteFiles: Sendable {
  /// Where something is.
  public enum Address: Sendable, Hashable {
    /// A file behind an HTTP URL.
    case file(url: String)
    /// The files of a commit; an empty reference means the default branch.
    case repository(url: String, reference: String)
  }

  /// What is there.
  public enum Content: Sendable {
    case file([UInt8])
    case repository(any KustomizeFileSystem)
    /// No file, but the URL may be that of a repository.
    case noFile
    /// It could not be had, and why.
    case failure(String)
  }

  private let contents: [Address: Content]
  private let firstMissing = Mutex<Address?>(nil)

  public init(_ contents: [Address: Content] = [:]) { self.contents = contents }

  /// Whether nothing from other machines is known.
  public var isEmpty: Bool { contents.isEmpty }

  /// The first thing that the build has asked for and that is not there.
  public var missing: Address? { firstMissing.withLock { $0 } }

  /// Whether a path is the URL of a file.
  static func isURL(_ path: String) -> Bool {
    let lower = path.lowercased()
    return lower.hasPrefix("https://") || lower.hasPrefix("http://")
  }

  func file(_ url: String) throws -> [UInt8] {
    switch try content(.file(url: url)) {
    case .file(let bytes): return bytes
    case .failure(let reason): throw KustomizeError(reason, kind: .remote)
    case .noFile, .repository: throw KustomizeError("URL is a git repository")
    }
  }

  /// The files of a repository.
  func files(of repository: RemoteRepository) throws -> any KustomizeFileSystem {
    switch try content(.repository(url: repository.url, reference: repository.reference)) {
    case .repository(let files): return files
    case .failure(let reason): throw KustomizeError("failed to fetch \(repository.url): \(reason)", kind: .remote)
    case .file, .noFile: throw KustomizeError("\(repository.url) is not a repository", kind: .remote)
    }
  }

  private func content(_ address: Address) throws -> Content {
    if let content = contents[address] { return content }
    firstMissing.withLock { $0 = $0 ?? address }
    throw KustomizeError("\(address) has not been fetched", kind: .remote)
  }
}
