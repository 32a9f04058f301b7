import GitOpsAPI
import HTTP
import OperatorKitTesting
import Testing

@testable import NotificationController

/// Servers with certificates of their own.
@Suite struct ProviderTLSTests {
  private static let paths = [
    "azuredevops": "org/p/_git/shop", "bitbucketserver": "scm/team/shop", "github": "team/shop", "gitlab": "team/shop",
    "gitea": "team/shop", "giteapullrequestcomment": "team/shop",
  ]

  @Test("N-PK-12 a server's certificate is always checked, against the authorities of the Provider")
  func authorities() async throws {
    let web = try await WebServer.start(isPublic: true)
    let client = HTTPClient()
    for type in ["generic", "slack", "discord", "googlechat", "lark", "otel"] + Self.paths.keys.sorted() {
      func tell(_ tls: TLSOptions) async throws {
        let notifier = try Samples.notifier(type, "\(web.url)/\(Self.paths[type] ?? "hook")") {
          ($0.token, $0.tls) = ("t", tls)
        }
        let sender = Sender(client: client, timeout: .seconds(120), retries: .init(count: 0))
        try await notifier.notify(Samples.notification(ProviderCase.event), through: sender)
      }
      let stranger = await #expect(throws: HTTPError.self, "\(type)") { try await tell(TLSOptions()) }
      guard case .tlsVerify = stranger?.kind else {
        Issue.record("\(type): \(stranger as Any)")
        continue
      }
      // What the server then answers is no success, but it is an answer.
      await #expect(throws: DeliveryError.self, "\(type)") {
        try await tell(TLSOptions(caPEM: Array(web.authorityPEM.utf8), useSystemRoots: false))
      }
    }
    client.shutdown()
  }
}
