import Testing

@testable import Registry

@Suite("Names of repositories, and the credentials for them")
struct AddressTests {
  @Test(
    "hosts and repositories are told apart as image tools do",
    arguments: [
      ("oci://r.example.com/team/app", "r.example.com", "team/app"),
      ("r.example.com:5000/app/", "r.example.com:5000", "app"),
      ("localhost/app", "localhost", "app"),
      ("team/app", "index.docker.io", "team/app"),
      ("app", "index.docker.io", "library/app"),
      ("docker.io/app", "docker.io", "library/app"),
    ])
  func parts(_ text: String, _ host: String, _ path: String) throws {
    let address = try RepositoryAddress(text)
    #expect(address.host == host)
    #expect(address.path == path)
  }

  @Test(
    "tags, digests and what is no repository are refused with the reason",
    arguments: [
      ("oci://r.example.com/app:v1", "remove ':v1'"), ("r.example.com/app@sha256:00", "remove '@sha256:00'"),
      ("r.example.com/", "format"), ("", "format"), ("r.example.com/App", "lower-case"),
      ("r.example.com/a/../b", "lower-case"), ("r.example.com/a//b", "lower-case"), ("r.ex ample.com/a", "host"),
    ])
  func refused(_ text: String, _ hint: String) {
    let error = #expect(throws: RegistryError.self) { try RepositoryAddress(text) }
    #expect(error?.description.contains(hint) == true)
  }

  @Test("S-OS-07 credentials of a docker configuration go to the host that they are for, longest path first")
  func dockerConfig() throws {
    let json = """
      {"auths": {
        "https://r.example.com/v2/": {"auth": "dTpw"},
        "r.example.com/team": {"username": "team", "password": "a:b"},
        "*.cloud.example.com": {"username": "cloud", "password": "c"},
        "other.example.com:5000": {"identitytoken": "id"},
        "https://index.docker.io/v1/": {"username": "hub", "password": "h"}
      }}
      """
    let config = try DockerConfig(Array(json.utf8))
    func credentials(_ repository: String) throws -> RegistryCredentials? {
      config.credentials(for: try RepositoryAddress(repository))
    }
    #expect(try credentials("r.example.com/app") == .basic(username: "u", password: "p"))
    #expect(try credentials("r.example.com/team/app") == .basic(username: "team", password: "a:b"))
    #expect(try credentials("r.example.com/teamwork") == .basic(username: "u", password: "p"))
    #expect(try credentials("eu.cloud.example.com/x") == .basic(username: "cloud", password: "c"))
    #expect(try credentials("a.eu.cloud.example.com/x") == nil)
    #expect(try credentials("other.example.com:5000/x") == .identityToken("id"))
    #expect(try credentials("other.example.com/x") == nil)
    #expect(try credentials("docker.io/x") == .basic(username: "hub", password: "h"))
    #expect(try credentials("evil-r.example.com/x") == nil)
  }

  @Test("a docker configuration that cannot be read is refused without showing it")
  func brokenConfig() {
    for text in ["", "{}", "[1]", #"{"auths":{"r":{"auth":"c2VjcmV0"}}}"#, #"{"auths":{"r":{"auth":"%%%"}}}"#] {
      let error = #expect(throws: RegistryError.self) { try DockerConfig(Array(text.utf8)) }
      #expect(error?.description.contains("c2VjcmV0") != true && error?.description.contains("secret") != true)
    }
  }
}
