import ControllerSupport
import HTTP
import Testing

@testable import SourceController

@Suite("Where the credentials of a Helm repository go")
struct HelmEndpointTests {
  private func endpoint(passCredentials: Bool) throws -> HelmEndpoint {
    let url = try #require(RepositoryURL.normalized("https://a.example.com/charts"))
    var endpoint = HelmEndpoint(url: url, timeout: .seconds(1))
    endpoint.credentials = .basic(username: "u", password: "p")
    endpoint.options.tls.clientCertificatePEM = [1]
    endpoint.options.tls.clientKeyPEM = [2]
    endpoint.passCredentials = passCredentials
    return endpoint
  }

  @Test(
    "S-HC-21 S-HR-07 to the repository's host, and to others only when the object says so",
    arguments: [
      ("https://a.example.com/other/x.tgz", true), ("https://b.example.com/charts/x.tgz", false),
      ("http://a.example.com/charts/x.tgz", false), ("https://a.example.com:8443/x.tgz", false),
      ("https://a.example.com.evil.example/x.tgz", false),
    ])
  func credentials(_ address: String, _ isOwn: Bool) throws {
    let url = try #require(RemoteURL(address))
    let strict = try endpoint(passCredentials: false).request(url)
    #expect((strict.headers["Authorization"] != nil) == isOwn)
    #expect((strict.options.tls.clientKeyPEM != nil) == isOwn)
    let generous = try endpoint(passCredentials: true).request(url)
    #expect(generous.headers["Authorization"] == "Basic dTpw")
  }
}
