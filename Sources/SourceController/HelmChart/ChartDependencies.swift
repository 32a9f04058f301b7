import Glibc
import Helm
import OperatorKit
import SemVer

/// Adds to a chart the dependencies that are not in its folder.
struct ChartDependencies: Sendable {
  let files: ChartFiles
  let repositories: ChartRepositories

  /// Finds what is missing and adds it; returns how many. Throws ``ChartBuildError``.
  ///
  /// - Parameters:
  ///   - path: Of the chart, below `root`, which no dependency leaves.
  ///   - directory: Where archives are kept, which the chart goes on reading.
  func resolve(
    _ chart: inout Chart, at path: String, in root: String, namespace: String, _ directory: String
  ) async throws -> Int {
    let missing = Self.missing(chart)
    for (number, dependency) in missing.enumerated() {
      let name = Self.name(dependency)
      let found: Chart
      let isLocal = dependency.repository.isEmpty || dependency.repository.hasPrefix("file://")
      do {
        found =
          isLocal
          ? try await local(dependency, at: path, in: root)
          : try await remote(dependency, namespace, "\(directory)/dependency-\(number).tgz", directory)
      } catch {
        throw try ChartBuildError.at(
          .dependencies, "failed to add \(isLocal ? "local" : "remote") dependency '\(name)'", error)
      }
      Self.add(found, as: dependency, to: &chart)
    }
    return missing.count
  }

  /// The chart keeps its name, by which Helm finds it for the alias; only where another version of it is there already
  /// it takes the alias as its name, for there is one folder a name.
  private static func add(_ found: Chart, as dependency: ChartDependency, to chart: inout Chart) {
    var found = found
    if let present = chart.dependencies.first(where: { $0.name == found.name }) {
      if present.metadata.version == found.metadata.version || dependency.alias.isEmpty { return }
      found.metadata.name = dependency.alias
    }
    chart.dependencies.append(found)
  }

  /// The lock wins over the metadata, as it says what was tested.
  static func missing(_ chart: Chart) -> [ChartDependency] {
    let wanted = chart.lock?.dependencies ?? chart.metadata.dependencies
    guard chart.dependencies.count != wanted.count else { return [] }
    let present = Set(chart.dependencies.map(\.name))
    var seen: Set<String> = []
    return wanted.filter { dependency in
      !present.contains(name(dependency)) && !present.contains(dependency.name)
        && seen.insert(name(dependency)).inserted
    }
  }

  private static func name(_ dependency: ChartDependency) -> String {
    dependency.alias.isEmpty ? dependency.name : dependency.alias
  }

  private func local(_ dependency: ChartDependency, at path: String, in root: String) async throws -> Chart {
    let inner =
      dependency.repository.isEmpty
      ? "\(path)/charts/\(dependency.name)"
      : "\(path)/\(dependency.repository.dropFirst("file://".count))"
    let place = ConfinedPath.join(root, inner)
    guard access(place, F_OK) == 0 else {
      throw ChartBuildError(
        .dependencies, "no chart found at '/\(ConfinedPath.clean(inner))' (reference '\(dependency.repository)')")
    }
    let constraint: VersionConstraint
    do { constraint = try VersionConstraint(dependency.version) } catch {
      throw ChartBuildError(.dependencies, "invalid version/constraint format '\(dependency.version)': \(error)")
    }
    let chart = try await onOwnThread { try files.load(place) }
    guard constraint.contains(try SemanticVersion(chart.metadata.version)) else {
      throw ChartBuildError(.dependencies, "can't get a valid version for constraint '\(dependency.version)'")
    }
    return chart
  }

  private func remote(
    _ dependency: ChartDependency, _ namespace: String, _ file: String, _ directory: String
  ) async throws -> Chart {
    let repository = try await repositories.open(dependency.repository, namespace: namespace, directory)
    let version = try await repository.version(of: dependency.name, matching: dependency.version)
    try await repository.download(version, to: file)
    return try await onOwnThread { try files.load(file) }
  }
}
