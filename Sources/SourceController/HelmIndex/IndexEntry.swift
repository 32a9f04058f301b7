/// One version of a chart as a repository's index lists it: what is needed to fetch it.
package struct IndexEntry: Hashable, Sendable {
  package var name = ""
  package var version = ""
  /// Where the archive is, first choice first; may be relative to the repository.
  package var urls: [String] = []
  /// `sha256` of the archive in hexadecimal; empty where the index does not say.
  package var digest = ""
  /// When the version was made, as the index writes it.
  package var created = ""

  package init() {}
}

/// What an index holds.
package struct IndexSummary: Hashable, Sendable {
  package var charts = 0
  package var versions = 0

  package init() {}
}

/// Why an index cannot be used.
package enum IndexError: Error, Hashable, CustomStringConvertible {
  case empty
  case noAPIVersion
  /// The text is not YAML, or not shaped like an index.
  case malformed(String, line: Int)
  case tooDeep(line: Int)
  case noChart(String)
  case noVersions(String)
  case noMatch(chart: String, version: String)
  case badConstraint(String)
  case unreadable(String)

  /// Whether the reference of a chart is wrong, and not the index.
  package var isReference: Bool {
    switch self {
    case .noChart, .noVersions, .noMatch, .badConstraint: true
    default: false
    }
  }

  package var description: String {
    switch self {
    case .empty: "empty index.yaml file"
    case .noAPIVersion: "no API version specified"
    case .malformed(let problem, let line): "index.yaml, line \(line): \(problem)"
    case .tooDeep(let line): "index.yaml, line \(line): nested deeper than \(IndexReader.maximumDepth) levels"
    case .noChart(let name): "no chart name found: the index has no chart '\(name)'"
    case .noVersions(let name): "no chart version found: the index lists no version of '\(name)'"
    case .noMatch(let chart, let version): "no '\(chart)' chart with version matching '\(version)' found"
    case .badConstraint(let text): text
    case .unreadable(let problem): problem
    }
  }
}
