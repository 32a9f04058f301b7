import ControllerSupport
import GitOpsAPI
import OperatorKit

extension AccessTokenCache {
  /// A token of a Provider, fetched when there is none that is good.
  func token(
    _ settings: ProviderSettings, _ identity: String, fetch: () async throws -> AccessToken
  ) async throws -> String {
    let subject = (kind: Provider.resourceType.kind, key: settings.key)
    return try await token("\(settings.key)/\(settings.uid)/\(identity)", for: subject, .post, fetch: fetch).value
  }
}
