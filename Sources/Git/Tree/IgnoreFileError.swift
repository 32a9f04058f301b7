import Archive

/// A `.sourceignore` of a commit cannot be read.
public struct IgnoreFileError: Error, Sendable, CustomStringConvertible {
  /// Of the directory that holds it, from the root of the repository; empty for the root itself.
  public let directory: String
  public let problem: String

  init(in directory: [UInt8], _ error: any Error) {
    self.directory = ArchiveError.printable(directory)
    problem = "\(error)"
  }

  public var description: String {
    let path = directory.isEmpty ? IgnoreRules.fileName : "\(directory)/\(IgnoreRules.fileName)"
    return "failed to read '\(path)': \(problem)"
  }
}
