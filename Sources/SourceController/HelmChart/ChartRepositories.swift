import GitOpsAPI
import HTTP
import OperatorKit
import Registry

/// Opens the repositories that charts and their dependencies name.
struct ChartRepositories: Sendable {
  let services: SourceServices
  let access: HelmAccess
  let tokens: RegistryTokenCache
  let maximumIndexBytes: Int
  let maximumChartBytes: Int

  private static let defaultTimeout = Duration.seconds(60)

  /// The repository of an object. Throws ``SourceFailure`` and `KubernetesError`.
  func open(_ object: HelmRepository) async throws -> ChartRepository {
    let endpoint = try await access.endpoint(of: object)
    if object.spec.effectiveType == .oci {
      guard endpoint.url.scheme == RepositoryURL.ociScheme else {
        throw SourceFailure(
          ConditionType.fetchFailed, reason: Reason.failed,
          "failed to construct Helm client: invalid OCI registry URL: \(endpoint.url)", remedy: .stall)
      }
      if object.spec.effectiveProvider != .generic {
        throw SourceSupport.refusal(
          "spec.provider '\(object.spec.effectiveProvider.rawValue)' of HelmRepository '\(object.key.name)'",
          "use a Secret with username and password")
      }
      return repository(endpoint, index: nil)
    }
    return repository(endpoint, index: object.artifact.flatMap { stored($0, of: object) })
  }

  /// The repository at a URL that a dependency names: with what the HelmRepository of that URL in the namespace says
  /// about credentials, or anonymously when there is none.
  func open(_ url: String, namespace: String, _ directory: String) async throws -> ChartRepository {
    if url.hasPrefix("@") || url.hasPrefix("alias:") {
      throw ChartBuildError(.dependencies, "aliased repository dependency is not supported: \(url)")
    }
    guard let key = RepositoryURL.key(url), let address = RemoteURL(key) else {
      throw ChartBuildError(
        .dependencies, "invalid dependency repository URL: \(RemoteURL(url)?.redacted ?? "not a URL")")
    }
    let object = try await find(key, in: namespace)
    if let object, object.spec.effectiveType == .oci { return try await open(object) }
    var endpoint = HelmEndpoint(url: address, timeout: Self.defaultTimeout)
    endpoint.options.idleTimeout = Self.defaultTimeout
    if let object { endpoint = try await access.endpoint(of: object) }
    if address.scheme == RepositoryURL.ociScheme { return repository(endpoint, index: nil) }
    if let object, let artifact = object.artifact, let index = stored(artifact, of: object) {
      return repository(endpoint, index: index)
    }
    return repository(endpoint, index: try await fetchIndex(endpoint, directory))
  }

  private func repository(_ endpoint: HelmEndpoint, index: String?) -> ChartRepository {
    ChartRepository(
      endpoint: endpoint, index: index, services: services, tokens: tokens, maximumChartBytes: maximumChartBytes)
  }

  /// The file of a repository's artifact, if it is one of ours.
  private func stored(_ artifact: Artifact, of object: HelmRepository) -> String? {
    let storage = services.storage.storage
    guard storage.owns(artifact.path, kind: HelmRepository.resourceType.kind, object.key) else { return nil }
    return storage.absolute(artifact.path)
  }

  private func fetchIndex(_ endpoint: HelmEndpoint, _ directory: String) async throws -> String {
    let file = "\(directory)/index-\(UInt64.random(in: .min ... .max)).yaml"
    var request = endpoint.request(endpoint.url.appending(path: "index.yaml"))
    request.options.decompress = true
    do {
      _ = try await withDeadline(endpoint.timeout) { [request] in
        try await Download(services.http).fetch(
          request, to: file, what: "index", maximumBytes: Int64(maximumIndexBytes))
      }
    } catch {
      throw try ChartBuildError.at(.pull, "failed to fetch Helm repository index", error)
    }
    return file
  }

  private func find(_ key: String, in namespace: String) async throws -> HelmRepository? {
    var found: HelmRepository?
    _ = try await services.client.list(HelmRepository.resourceType, namespace: namespace) { object in
      guard found == nil, let url = object.json[path: "spec", "url"]?.stringValue, RepositoryURL.key(url) == key
      else { return }
      found = try? object.decode(HelmRepository.self)
    }
    return found
  }
}
