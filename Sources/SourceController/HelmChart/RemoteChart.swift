import GitOpsAPI
import Helm
import OperatorKit

/// Builds a chart that a HelmRepository offers.
struct RemoteChart: Sendable {
  let files: ChartFiles

  /// What was chosen: the build as far as it is known, and the version to fetch.
  func choose(_ object: HelmChart, from repository: ChartRepository) async throws -> (ChartBuild, ChartVersion) {
    try ChartRules.check(name: object.spec.chart)
    let version: ChartVersion
    do {
      version = try await repository.version(of: object.spec.chart, matching: object.spec.effectiveVersion)
    } catch let error as ChartBuildError {
      throw ChartBuildError(
        error.step, "failed to get chart version for remote reference: \(error.problem)",
        isAuthentication: error.isAuthentication)
    }
    let values = ChartRules.valuesFiles(object.spec.valuesFiles)
    let metadata = values.isEmpty ? "" : "\(object.metadata.generation ?? 0)"
    var build = ChartBuild(name: version.name, version: try ChartRules.version(version.version, metadata: metadata))
    build.isPackaged = !values.isEmpty
    return (build, version)
  }

  /// Fetches the archive, and packages it anew where its values are to be others. Throws ``ChartBuildError``.
  func fetch(
    _ build: ChartBuild, _ version: ChartVersion, for object: HelmChart, from repository: ChartRepository,
    _ directory: String
  ) async throws -> ChartBuild {
    let archive = "\(directory)/chart.tgz"
    try await repository.download(version, to: archive)
    return try await onOwnThread { try finish(build, object, archive, directory) }
  }

  private func finish(
    _ build: ChartBuild, _ object: HelmChart, _ archive: String, _ directory: String
  ) throws -> ChartBuild {
    var build = build
    let values = ChartRules.valuesFiles(object.spec.valuesFiles)
    var chart: Chart
    do { chart = try files.load(archive) } catch {
      guard values.isEmpty else {
        throw try ChartBuildError.at(.packaging, "failed to load downloaded chart", error)
      }
      throw try ChartBuildError.at(.pull, "failed to load chart metadata from written chart", error)
    }
    guard !values.isEmpty else {
      build.file = archive
      return build
    }
    let merged = try ChartValues(
      ignoresMissing: object.spec.ignoreMissingValuesFiles, maximumBytes: files.limits.maxFileBytes
    ).merge(values, in: chart)
    guard let present = chart.valuesFile else {
      throw ChartBuildError(.valuesFiles, "failed to locate values file: values.yaml")
    }
    if present != merged.text { build.valuesFiles = merged.files }
    chart.metadata.version = build.version
    let packaged = "\(directory)/packaged.tgz"
    do { try files.package(chart, valuesFile: merged.text, to: packaged) } catch {
      throw try ChartBuildError.at(.packaging, "", error)
    }
    build.file = packaged
    return build
  }
}
