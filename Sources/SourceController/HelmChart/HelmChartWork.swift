import ControllerSupport
import Digests
import GitOpsAPI
import OperatorKit
import Registry

/// The limits of charts and indexes, from the flags.
struct ChartSizes: Sendable {
  var index: Int
  var chart: Int
  var file: Int
}

/// Brings the artifact of a HelmChart to the version that its reference stands for.
struct HelmChartWork: SourceWork {
  private let origins: ChartOriginStep
  private let repositories: ChartRepositories
  private let remote: RemoteChart
  private let local: LocalChart
  private let services: SourceServices

  private static let kind = HelmChart.resourceType.kind
  /// A chart's templates and texts are in memory while it is checked or packaged.
  private static let memoryEstimate = 16 << 20

  init(_ services: SourceServices, tokens: RegistryTokenCache, sizes: ChartSizes) {
    let files = ChartFiles(maximumChartBytes: sizes.chart, maximumFileBytes: sizes.file)
    self.services = services
    origins = ChartOriginStep(client: services.client, storage: services.storage)
    repositories = ChartRepositories(
      services: services,
      access: HelmAccess(secrets: SourceSecrets(client: services.client, redactor: services.redactor)),
      tokens: tokens, maximumIndexBytes: sizes.index, maximumChartBytes: sizes.chart)
    remote = RemoteChart(files: files)
    local = LocalChart(
      files: files, dependencies: ChartDependencies(files: files, repositories: repositories))
  }

  func check(_ object: HelmChart) throws {
    if object.spec.verify != nil { throw SourceSupport.refusal("spec.verify", "remove it") }
  }

  func perform(
    _ run: inout SourceRun<HelmChart>, save: (inout SourceRun<HelmChart>) async throws -> Void
  ) async throws -> SourceOutcome {
    let (origin, revision) = try await origins.look(run.object)
    // The same index, or the same files, and the same wish make the same chart.
    if let settled = run.settled, let revision, run.draft.status.observedSourceArtifactRevision == revision {
      return SourceOutcome(condition: settled.message, reason: settled.reason, announcement: settled.message)
    }
    if let revision { run.draft.status.observedSourceArtifactRevision = revision }
    do {
      switch origin {
      case .repository(let repository): return try await build(&run, from: repository, save)
      case .artifact(let revision, let file): return try await build(&run, from: file, revision, save)
      }
    } catch let error as ChartBuildError {
      if case .repository = origin { throw error.failure(fromRepository: true) }
      throw error.failure(fromRepository: false)
    }
  }

  private func build(
    _ run: inout SourceRun<HelmChart>, from object: HelmRepository,
    _ save: (inout SourceRun<HelmChart>) async throws -> Void
  ) async throws -> SourceOutcome {
    let chart = run.object
    let repository = try await repositories.open(object)
    let (intended, version) = try await choose(chart, repository)
    guard !run.has(intended) else { return run.outcome(of: intended) }
    try await announce(intended, &run, save)
    let (build, artifact) = try await services.work(
      on: chart.key, kind: Self.kind, memory: Self.memoryEstimate
    ) { directory in
      let build = try await remote.fetch(intended, version, for: chart, from: repository, directory)
      return (build, try await store(build, chart))
    }
    return await accept(build, artifact, &run)
  }

  private func choose(_ chart: HelmChart, _ repository: ChartRepository) async throws -> (ChartBuild, ChartVersion) {
    do {
      return try await withDeadline(repository.endpoint.timeout) {
        try await services.slots.with { try await remote.choose(chart, from: repository) }
      }
    } catch {
      throw try error is ChartBuildError ? error : ChartBuildError.at(.pull, "", error)
    }
  }

  private func build(
    _ run: inout SourceRun<HelmChart>, from file: String, _ revision: String,
    _ save: (inout SourceRun<HelmChart>) async throws -> Void
  ) async throws -> SourceOutcome {
    let chart = run.object
    let result: (ChartBuild, Artifact?) = try await services.work(
      on: chart.key, kind: Self.kind, memory: Self.memoryEstimate
    ) { directory in
      let root = "\(directory)/source"
      let intended = try await onOwnThread {
        try local.unpack(file, into: root)
        return try local.inspect(chart, revision, in: root)
      }
      guard !run.has(intended) else { return (intended, nil) }
      try await announce(intended, &run, save)
      let build = try await local.package(intended, chart, in: root, directory)
      return (build, try await store(build, chart))
    }
    guard let artifact = result.1 else { return run.outcome(of: result.0) }
    return await accept(result.0, artifact, &run)
  }

  private func announce(
    _ build: ChartBuild, _ run: inout SourceRun<HelmChart>, _ save: (inout SourceRun<HelmChart>) async throws -> Void
  ) async throws {
    if run.draft.status.observedChartName == build.name, run.artifact?.revision == build.version {
      run.noteOtherRules()
    } else {
      run.noteOutdated(build.intention, reason: SourceReason.newChart)
    }
    try await save(&run)
  }

  private func store(_ build: ChartBuild, _ object: HelmChart) async throws -> Artifact {
    guard let file = build.file else { throw ChartBuildError(.other, "no chart was built") }
    let path = services.storage.path(kind: Self.kind, object.key, file: "\(build.name)-\(build.version).tgz")
    do {
      let stored = try await services.storage.store(copyOf: file, as: path)
      return Artifact(
        digest: stored.digest.description, lastUpdateTime: Timestamp.now().truncatedToSeconds, path: path,
        revision: build.version, url: services.storage.url(path), size: stored.size)
    } catch let error as StorageError {
      throw SourceFailure(ConditionType.storageOperationFailed, reason: error.reason, "\(error)")
    }
  }

  private func accept(
    _ build: ChartBuild, _ artifact: Artifact, _ run: inout SourceRun<HelmChart>
  ) async -> SourceOutcome {
    let object = run.object
    let link = await services.storage.link(artifact.path, as: Self.linkName, kind: Self.kind, object.key)
    run.accept(artifact, of: build, linkedAt: link)
    if build.resolvedDependencies > 0 {
      services.events.record(
        object, .trace, reason: SourceReason.resolvedDependencies,
        message: "resolved \(build.resolvedDependencies) chart dependencies")
    }
    return SourceOutcome(build)
  }
}

extension SourceOutcome {
  init(_ build: ChartBuild) {
    self.init(
      condition: build.summary, reason: build.reason, announcement: build.summary, newReason: build.reason,
      recoveredReason: build.reason)
  }
}

extension SourceRun<HelmChart> {
  /// Whether this build is what is stored already; a changed spec asks for a new one in any case.
  func has(_ build: ChartBuild) -> Bool {
    !hasNewGeneration && artifact?.revision == build.version && draft.status.observedChartName == build.name
  }

  /// What is said of a build that is stored already.
  func outcome(of build: ChartBuild) -> SourceOutcome {
    var build = build
    let files = ChartRules.valuesFiles(object.spec.valuesFiles)
    build.valuesFiles = draft.status.observedValuesFiles.isEmpty ? files : draft.status.observedValuesFiles
    return SourceOutcome(build)
  }

  mutating func accept(_ artifact: Artifact, of build: ChartBuild, linkedAt link: String?) {
    accept(artifact, linkedAt: link)
    draft.status.observedChartName = build.name
    draft.status.observedValuesFiles = object.spec.ignoreMissingValuesFiles ? build.valuesFiles : []
  }
}
