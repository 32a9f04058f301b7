import ControllerSupport
import Digests
import HTTP
import JSON
import OperatorKit
import Testing

@Suite struct SecretTests {
  private let key = ObjectKey(namespace: "apps", name: "credentials")
  private let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

  private func secret(_ values: [String: String]) throws -> SecretData {
    var object = DynamicObject(.secret, key)
    object.json["data"] = JSONValue(values.mapValues { Base64.encode(Array($0.utf8)) })
    return try SecretData(object)
  }

  @Test("S-GK-01 user name and password belong together")
  func basic() throws {
    #expect(
      try secret(["username": "bot", "password": "p:w"]).httpCredentials() == .basic(username: "bot", password: "p:w"))
    #expect(try secret([:]).httpCredentials() == nil)
    #expect(throws: SecretError.incompletePair(key, present: "username", missing: "password")) {
      try secret(["username": "bot"]).httpCredentials()
    }
    #expect(throws: SecretError.incompletePair(key, present: "password", missing: "username")) {
      try secret(["password": "x"]).httpCredentials()
    }
    var headers = HTTPHeaders()
    try secret(["username": "bot", "password": "pw"]).httpCredentials()?.apply(to: &headers)
    #expect(headers["Authorization"] == "Basic " + Base64.encode(Array("bot:pw".utf8)))
  }

  @Test("S-GK-02 bearerToken is sent as a bearer token")
  func bearer() throws {
    var headers = HTTPHeaders()
    try secret(["bearerToken": "t0ken", "username": "a", "password": "b"]).httpCredentials()?.apply(to: &headers)
    #expect(headers["Authorization"] == "Bearer t0ken")
  }

  @Test("S-GK-03 ca.crt wins over caFile, tls.crt and tls.key belong together, the system's authorities stay")
  func tls() throws {
    let both = try secret(["ca.crt": pem + "new", "caFile": pem + "old", "tls.crt": pem, "tls.key": pem]).requiredTLS()
    #expect(both.options.caPEM == Array((pem + "new").utf8) && both.options.useSystemRoots)
    #expect(both.options.clientCertificatePEM != nil && both.options.clientKeyPEM != nil && both.legacyKeys.isEmpty)
    let old = try secret(["caFile": pem, "certFile": pem, "keyFile": pem]).requiredTLS()
    #expect(old.options.caPEM != nil && old.legacyKeys == ["caFile", "certFile", "keyFile"])
    #expect(throws: SecretError.incompletePair(key, present: "tls.crt", missing: "tls.key")) {
      try secret(["ca.crt": pem, "tls.crt": pem]).tls()
    }
    #expect(throws: SecretError.incompletePair(key, present: "keyFile", missing: "tls.crt")) {
      try secret(["keyFile": pem]).tls()
    }
    #expect(try secret(["username": "u"]).tls() == nil)
    #expect(throws: SecretError.self) { try secret([:]).requiredTLS() }
    #expect(throws: SecretError.self) { try secret(["ca.crt": "not PEM"]).tls() }
  }

  @Test("S-GK-12 a proxy Secret has an address, and may have a user and a password")
  func proxy() throws {
    let url = try #require(RemoteURL("socks5://proxy:1080"))
    #expect(
      try secret(["address": "socks5://proxy:1080", "username": "u", "password": "p"]).proxy()
        == .url(url, username: "u", password: "p"))
    #expect(throws: SecretError.missingKey(key, key: "address")) { try secret([:]).proxy() }
    for bad in ["", "proxy:1080", "ftp://proxy", "http://" + String(repeating: "a", count: 2048)] {
      #expect(throws: SecretError.self) { try secret(["address": bad]).proxy() }
    }
  }

  @Test func messagesNameTheSecretAndTheKeyButNoValue() throws {
    let value = "hunter2\n"
    let attempts = [
      ["bearerToken": value], ["username": "u", "password": value], ["address": value], ["ca.crt": value],
    ]
    for attempt in attempts {
      let data = try secret(attempt)
      #expect("\(data)" == "Secret/apps/credentials")
      do {
        _ = try data.httpCredentials()
        _ = try data.tls()
        _ = try data.proxy()
        Issue.record("accepted \(attempt.keys)")
      } catch {
        let message = "\(error)"
        #expect(message.contains("apps/credentials") && !message.contains("hunter2"))
      }
    }
  }

  @Test func damagedSecretsAreRefused() {
    var object = DynamicObject(.secret, key)
    object.json["data"] = ["password": "%%%"]
    #expect(throws: SecretError.malformed(key, key: "password", reason: "is not base64")) { try SecretData(object) }
    object.json["data"] = ["password": 5]
    #expect(throws: SecretError.self) { try SecretData(object) }
    let binary = SecretData(key: key, values: ["username": [0xff, 0xfe], "password": [0x41]])
    #expect(throws: SecretError.malformed(key, key: "username", reason: "is not UTF-8 text")) {
      try binary.httpCredentials()
    }
  }
}
