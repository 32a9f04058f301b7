import Archive
import GitOpsAPI
import Glibc
import Helm
import OperatorKit

/// Builds a chart that is in the artifact of another source.
struct LocalChart: Sendable {
  let files: ChartFiles
  let dependencies: ChartDependencies

  /// Unpacks a source's artifact into a directory that it makes. Throws ``SourceFailure``. Blocks on the disk.
  func unpack(_ artifact: String, into directory: String) throws {
    func failed(_ problem: String) -> SourceFailure {
      SourceFailure(ConditionType.fetchFailed, reason: Reason.failed, "artifact untar error: \(problem)")
    }
    let file = open(artifact, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else {
      throw SourceFailure(
        ConditionType.fetchFailed, reason: SourceReason.readOperationFailed,
        "failed to open source artifact: \(String(cString: strerror(errno)))")
    }
    defer { close(file) }
    guard mkdir(directory, 0o700) == 0 else { throw StorageError(operation: .directory, path: directory, code: errno) }
    do {
      _ = try ArchiveExtractor(into: directory).extract(from: file)
    } catch {
      throw failed("\(error)")
    }
  }

  /// What is at the chart's path, and the version that its build has. Throws ``ChartBuildError``. Blocks on the disk.
  func inspect(_ object: HelmChart, _ revision: String, in root: String) throws -> ChartBuild {
    guard !object.spec.chart.isEmpty, !object.spec.chart.hasPrefix("/") else {
      throw ChartBuildError(.reference, "local chart reference path is expected to be relative")
    }
    let path = ConfinedPath.join(root, object.spec.chart)
    let metadata: ChartMetadata
    do { metadata = try files.metadata(path) } catch {
      throw try ChartBuildError.at(.reference, "chart at '\(object.spec.chart)'", error)
    }
    var parts: [String] = []
    if object.spec.effectiveReconcileStrategy == .revision { parts.append(ChartRules.shortened(revision: revision)) }
    let values = ChartRules.valuesFiles(object.spec.valuesFiles)
    if !values.isEmpty { parts.append("\(object.metadata.generation ?? 0)") }
    let version = try ChartRules.version(metadata.version, metadata: parts.joined(separator: "."))
    var build = ChartBuild(name: metadata.name, version: version)
    build.isPackaged = ChartFiles.isDirectory(path) || !parts.isEmpty
    return build
  }

  /// Packages the chart. Throws ``ChartBuildError``.
  func package(_ build: ChartBuild, _ object: HelmChart, in root: String, _ directory: String) async throws
    -> ChartBuild
  {
    var build = build
    let path = ConfinedPath.join(root, object.spec.chart)
    guard build.isPackaged else {
      build.file = path
      return build
    }
    let isFolder = ChartFiles.isDirectory(path)
    let values = ChartRules.valuesFiles(object.spec.valuesFiles)
    let (loaded, merged) = try await onOwnThread { () throws -> (Chart, ChartValues.Merged?) in
      let merged =
        values.isEmpty
        ? nil
        : try ChartValues(
          ignoresMissing: object.spec.ignoreMissingValuesFiles, maximumBytes: files.limits.maxFileBytes
        ).merge(values, below: root)
      do { return (try files.load(path), merged) } catch { throw try ChartBuildError.at(.packaging, "", error) }
    }
    var chart = loaded
    chart.metadata.version = build.version
    if let merged {
      guard let present = chart.valuesFile else {
        throw ChartBuildError(.valuesFiles, "failed to locate values file: values.yaml")
      }
      if present != merged.text { build.valuesFiles = merged.files }
    }
    if isFolder {
      build.resolvedDependencies = try await dependencies.resolve(
        &chart, at: object.spec.chart, in: root, namespace: object.metadata.namespace ?? "", directory)
    }
    let packaged = "\(directory)/packaged.tgz"
    try await onOwnThread { [chart] in
      do { try files.package(chart, valuesFile: merged?.text, to: packaged) } catch {
        throw try ChartBuildError.at(.packaging, "", error)
      }
    }
    build.file = packaged
    return build
  }
}
