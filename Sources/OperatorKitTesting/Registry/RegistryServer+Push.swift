public import Digests
import HTTP
public import JSON

/// A blob and its type, as a layer of what is pushed.
public struct RegistryLayer: Sendable {
  public var mediaType: String
  public var bytes: [UInt8]

  public init(mediaType: String, bytes: [UInt8]) {
    self.mediaType = mediaType
    self.bytes = bytes
  }

  public var digest: Digest { Digest.of(bytes) }

  var descriptor: JSONValue {
    ["mediaType": .string(mediaType), "digest": .string("\(digest)"), "size": .number(JSONNumber(Int64(bytes.count)))]
  }
}

/// A push was refused.
public struct PushRefused: Error, CustomStringConvertible {
  public let description: String
}

/// What `oras push` and `flux push artifact` do, in small.
extension RegistryServer {
  private static let manifestType = "application/vnd.oci.image.manifest.v1+json"
  private static let configType = "application/vnd.cncf.flux.config.v1+json"

  /// Pushes layers and a manifest for them under a tag, and returns the manifest's digest.
  @discardableResult
  public func push(
    _ repository: String, tag: String, layers: [RegistryLayer], annotations: [String: String] = [:]
  ) async throws -> Digest {
    let config = RegistryLayer(mediaType: Self.configType, bytes: Array("{}".utf8))
    for layer in [config] + layers { try await push(layer, to: repository) }
    var manifest: JSONValue = [
      "schemaVersion": 2, "mediaType": .string(Self.manifestType), "config": config.descriptor,
      "layers": .array(layers.map(\.descriptor)),
    ]
    if !annotations.isEmpty { manifest["annotations"] = JSONValue(annotations) }
    return try await push(manifest: manifest, mediaType: Self.manifestType, to: repository, tag: tag)
  }

  /// Pushes a manifest, whose parts must be there, under a tag; returns its digest.
  @discardableResult
  public func push(
    manifest: JSONValue, mediaType: String, to repository: String, tag: String
  ) async throws -> Digest {
    let bytes = manifest.serialized()
    try await send(
      .put, "\(url)/v2/\(repository)/manifests/\(tag)", type: mediaType, body: bytes, doing: "pushing the manifest")
    return Digest.of(bytes)
  }

  /// Pushes one blob.
  public func push(_ layer: RegistryLayer, to repository: String) async throws {
    let begun = try await send(.post, "\(url)/v2/\(repository)/blobs/uploads/", doing: "beginning an upload")
    guard let location = begun.headers["Location"], let target = begun.url.resolving(reference: location) else {
      throw PushRefused(description: "the registry names no address for the upload")
    }
    let address = target.appending(query: [(name: "digest", value: "\(layer.digest)")])
    try await send(
      .put, address.string(includingCredentials: false), type: "application/octet-stream", body: layer.bytes,
      doing: "pushing a blob")
  }

  @discardableResult
  private func send(
    _ method: HTTPMethod, _ address: String, type: String? = nil, body: [UInt8]? = nil, doing: String
  ) async throws -> HTTPResponse {
    guard let target = RemoteURL(address) else { throw PushRefused(description: "\(address) is not a URL") }
    var request = HTTPRequest(method: method, url: target, options: http)
    if let username = options.username {
      request.headers.setBasicAuthorization(user: username, password: options.password)
    }
    request.headers["Content-Type"] = type
    request.body = body.map { .bytes($0) } ?? .bytes([])
    let response = try await HTTPClient.shared.send(request)
    let answer = try await response.body.collect(upTo: 1 << 20)
    guard response.isSuccess else {
      throw PushRefused(description: "\(doing): \(response.status) \(String(decoding: answer, as: UTF8.self))")
    }
    return response
  }
}
