import Digests
import HTTP
import JSON

/// Calls of registries, which do not sign: who knows the path may call, if the body is what such a registry sends.
enum RegistryCall {
  private static let fields = [
    "dockerhub": ["push_data.tag", "repository.repo_url"], "quay": ["docker_url"],
    "acr": ["action", "target.repository", "target.tag"],
  ]

  /// Throws ``CallBodyError``, ``CallRefusal``.
  static func check(_ body: [UInt8], _ type: String) throws {
    let json = try CallBody.parse(body)
    try BodyShape.check(json, texts: fields[type] ?? [])
    if type == "quay" { try BodyShape.check(json, listOfTexts: "updated_tags") }
  }
}

/// Calls of Nexus, which signs with SHA-1.
enum NexusCall {
  /// Throws ``CallBodyError``, ``CallRefusal``.
  static func check(_ headers: HTTPHeaders, _ body: [UInt8], _ secret: ReceiverSecret) throws {
    guard let signature = headers["X-Nexus-Webhook-Signature"], !signature.isEmpty else {
      throw CallRefusal("the Nexus signature is missing from header")
    }
    let expected = DigestAlgorithm.sha1.authenticationCode(of: body, key: secret.token)
    guard !expected.isEmpty, constantTimeEquals(signature, expected.hexString) else {
      throw CallRefusal("invalid Nexus signature")
    }
    try BodyShape.check(try CallBody.parse(body), texts: ["action", "repositoryName"])
  }
}

/// Whether fields of a body are what they should be. Fields that are absent are not missed.
enum BodyShape {
  /// Throws ``CallRefusal`` when the body is no object, or a field is there and is no text.
  static func check(_ json: JSONValue, texts: [String]) throws {
    guard json.objectValue != nil else { throw CallRefusal("cannot decode webhook payload: it is no object") }
    for path in texts {
      var value = json
      for name in path.split(separator: ".") {
        guard value.objectValue != nil else { throw unfit(path) }
        value = value[String(name)] ?? .null
        if value.isNull { break }
      }
      guard value.isNull || value.stringValue != nil else { throw unfit(path) }
    }
  }

  static func check(_ json: JSONValue, listOfTexts name: String) throws {
    guard let value = json[name], !value.isNull else { return }
    guard let list = value.arrayValue, list.allSatisfy({ $0.stringValue != nil }) else { throw unfit(name) }
  }

  private static func unfit(_ path: String) -> CallRefusal {
    CallRefusal("cannot decode webhook payload: \(path) is not what it should be")
  }
}
