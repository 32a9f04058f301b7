import Digests
import GitOpsAPI
import HTTP
import OperatorKit
import Registry
import SemVer

/// One version of a chart in a repository, and where its archive is.
struct ChartVersion: Sendable {
  enum Location: Sendable {
    case http(RemoteURL)
    case registry(RegistryClient, tag: String)
  }

  let name: String
  let version: String
  let location: Location
}

/// A repository that charts are taken from: an index over HTTP, or a registry.
struct ChartRepository: Sendable {
  let endpoint: HelmEndpoint
  /// The file with the index; `nil` for registries.
  let index: String?
  let services: SourceServices
  let tokens: RegistryTokenCache
  let maximumChartBytes: Int

  /// Chooses a version by name and range; throws ``ChartBuildError``.
  func version(of name: String, matching range: String) async throws -> ChartVersion {
    do {
      guard let index else { return try await registryVersion(of: name, matching: range) }
      return try await indexedVersion(of: name, matching: range, in: index)
    } catch {
      let isReference = (error as? IndexError)?.isReference == true
      throw try ChartBuildError.at(isReference ? .reference : .pull, "", error)
    }
  }

  private func indexedVersion(of name: String, matching range: String, in index: String) async throws -> ChartVersion {
    let cancelled = CancellationFlag()
    let entry = try await withTaskCancellationHandler {
      try await onOwnThread {
        try VersionChoice.look(for: name, version: range, in: index, isCancelled: { cancelled.isSet })
      }
    } onCancel: {
      cancelled.set()
    }
    guard let reference = entry.urls.first else {
      throw ChartBuildError(.pull, "chart '\(entry.name)' has no downloadable URLs")
    }
    guard let url = resolve(reference), url.scheme == "http" || url.scheme == "https" else {
      throw ChartBuildError(.pull, "the URL of chart '\(entry.name)' version '\(entry.version)' is not an http URL")
    }
    return ChartVersion(name: entry.name, version: entry.version, location: .http(url))
  }

  /// A relative URL belongs to the repository, query included.
  private func resolve(_ reference: String) -> RemoteURL? {
    if let absolute = RemoteURL(reference) { return absolute }
    guard var url = endpoint.url.resolving(reference: reference) else { return nil }
    if let query = endpoint.url.query {
      url = RemoteURL("\(url.withoutQuery.string(includingCredentials: false))?\(query)") ?? url
    }
    (url.user, url.password) = (endpoint.url.user, endpoint.url.password)
    return url
  }

  /// In tags an underline stands for the plus of a version.
  private func registryVersion(of name: String, matching range: String) async throws -> ChartVersion {
    let repository = RegistryClient(
      try SourceSecrets.address(endpoint.url).appending(name), endpoint.registryAccess, http: services.http,
      tokens: tokens)
    func chosen(_ version: String) -> ChartVersion {
      ChartVersion(
        name: name, version: version,
        location: .registry(repository, tag: version.replacing("+", with: "_")))
    }
    if (try? SemanticVersion(tag: range)) != nil { return chosen(range) }
    let constraint = try VersionConstraint(range.isEmpty ? "*" : range)
    var exact: String?
    var best: SemanticVersion?
    var count = 0
    try await repository.eachTag { tag in
      count += 1
      let text = tag.replacing("_", with: "+")
      if text == range { exact = text }
      guard let version = try? SemanticVersion(tag: text), constraint.contains(version) else { return }
      if let known = best, version <= known { return }
      best = version
    }
    guard let version = exact ?? best?.original else {
      let problem =
        count == 0
        ? "unable to locate any tags in provided repository: \(name)"
        : "could not locate a version matching provided version string \(range)"
      throw ChartBuildError(.pull, problem)
    }
    return chosen(version)
  }

  /// Fetches the archive of a version; throws ``ChartBuildError``.
  func download(_ version: ChartVersion, to file: String) async throws {
    do {
      try await withDeadline(endpoint.timeout) { try await fetch(version, to: file) }
    } catch {
      throw try ChartBuildError.at(.pull, "failed to download chart for remote reference", error)
    }
  }

  private func fetch(_ version: ChartVersion, to file: String) async throws {
    switch version.location {
    case .http(let url):
      _ = try await Download(services.http).fetch(
        endpoint.request(url), to: file, what: "chart '\(version.name)'", maximumBytes: Int64(maximumChartBytes))
    case .registry(let repository, let tag):
      let manifest = try await repository.manifest(try await repository.resolve(tag: tag))
      guard let layer = manifest.layers.first(where: { $0.mediaType == MediaType.helmChart }) else {
        throw ChartBuildError(
          .pull, "'\(repository.repository):\(tag)' is not a Helm chart: it has no layer of type \(MediaType.helmChart)"
        )
      }
      let sink = try await onOwnThread { try FileSink(file, .sha256) }
      try await repository.blob(layer, maximumBytes: Int64(maximumChartBytes)) { block in
        try await onOwnThread { try sink.write(block) }
      }
      _ = try await onOwnThread { try sink.finish() }
    }
  }
}
