import GitOpsAPI
import SemVer

/// A chart that was found, and where it was built, the file with it.
struct ChartBuild: Sendable {
  let name: String
  /// With the metadata that tells rebuilt charts of the same version apart.
  let version: String
  /// `nil` when the artifact that is stored already will do.
  var file: String?
  /// The files that make up its default values, when these were replaced.
  var valuesFiles: [String] = []
  /// Dependencies that were not in the chart's folder.
  var resolvedDependencies = 0
  /// Whether the archive is ours, rather than the origin's as it was.
  var isPackaged = false

  var reason: String { isPackaged ? SourceReason.chartPackageSucceeded : SourceReason.chartPullSucceeded }

  /// `pulled 'podinfo' chart with version '6.0.0'`.
  var summary: String { text(isPackaged ? "packaged" : "pulled") }
  /// What is said while it is not built yet.
  var intention: String { text("new") }

  private func text(_ verb: String) -> String {
    let files = valuesFiles.isEmpty ? "" : " and merged values files [\(valuesFiles.joined(separator: " "))]"
    return "\(verb) '\(name)' chart with version '\(version)'\(files)"
  }
}

/// The rules for versions and names of charts, as pure functions.
enum ChartRules {
  /// The version with other build metadata; throws ``ChartBuildError``.
  static func version(_ version: String, metadata: String) throws -> String {
    guard !metadata.isEmpty else { return version }
    let parsed: SemanticVersion
    do { parsed = try SemanticVersion(version) } catch {
      throw ChartBuildError(.metadataPatch, "failed to parse version from chart metadata as SemVer: \(error)")
    }
    let isMetadata = metadata.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    guard isMetadata else {
      throw ChartBuildError(
        .metadataPatch, "failed to set SemVer metadata on chart version: '\(metadata)' has other characters than it may"
      )
    }
    return String(parsed.description.prefix { $0 != "+" }) + "+\(metadata)"
  }

  /// The first characters of a revision's hash, short enough to go into labels.
  static func shortened(revision: String) -> String {
    let hash = revision.split(separator: "@").last ?? ""
    let hex = hash.split(separator: ":").last ?? hash
    return String(hex.prefix(12))
  }

  /// `values.yaml` alone is what the chart has anyway.
  static func valuesFiles(_ files: [String]) -> [String] {
    files.count == 1 && ConfinedPath.clean(files[0]) == "values.yaml" ? [] : files
  }

  /// Throws ``ChartBuildError`` for what cannot be a chart's name in a repository.
  static func check(name: String) throws {
    // Groups of lower-case letters, digits and dashes, each of which may end in a slash, a period, or both.
    var isValid = !name.isEmpty
    var inGroup = false
    var last: UInt8 = 0
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        inGroup = true
      case UInt8(ascii: "/"): if !inGroup || last == byte || last == UInt8(ascii: ".") { isValid = false }
      case UInt8(ascii: "."): if !inGroup || last == byte { isValid = false }
      default: isValid = false
      }
      last = byte
    }
    guard isValid else {
      throw ChartBuildError(
        .reference,
        "invalid chart name '\(name)': a valid name must be lower case letters and numbers and MAY be separated with "
          + "dashes (-), slashes (/) or periods (.)")
    }
  }
}

/// Paths that specs and charts name, kept below the directory that they are meant for.
package enum ConfinedPath {
  /// The path without `.`, `..` and doubled slashes; what would lead out ends at the root.
  package static func clean(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  package static func join(_ root: String, _ path: String) -> String {
    let inner = clean(path)
    return inner.isEmpty ? root : "\(root)/\(inner)"
  }
}
