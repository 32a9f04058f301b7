public import Digests
import HTTP
import JSON

extension RegistryClient {
  /// Larger manifests are refused by registries too.
  private static let manifestBytes = 4 << 20
  private static let accept: HTTPHeaders = ["Accept": MediaType.manifests.joined(separator: ", ")]

  /// The digest that a tag stands for right now: one small request where the registry allows it.
  public func resolve(tag: String) async throws -> Digest {
    let what = "manifest '\(repository):\(tag)'"
    let response = try await send(.head, "manifests/\(try Self.segment(tag: tag))", headers: Self.accept)
    response.body.cancel()
    if response.isSuccess, let digest = response.headers["Docker-Content-Digest"].flatMap({ Digest($0) }),
      digest.algorithm != .sha1
    {
      return digest
    }
    // Some answer this way only to a full request; its answer also says what is wrong.
    let (bytes, _) = try await manifestBytes(try Self.segment(tag: tag), what)
    return Digest.of(bytes)
  }

  /// The manifest with that digest; where it is an index, its image for ``platform``.
  public func manifest(_ digest: Digest) async throws -> Manifest {
    switch try await content(digest) {
    case .image(let manifest): return manifest
    case .index(let entries):
      guard let entry = ManifestContent.preferred(entries) else {
        throw RegistryError.unsupported("the index \(digest) has no image for \(ManifestContent.platform)")
      }
      guard case .image(let manifest) = try await content(entry.digest) else {
        throw RegistryError.unsupported("the index \(digest) leads to another index")
      }
      return manifest
    }
  }

  private func content(_ digest: Digest) async throws -> ManifestContent {
    let what = "manifest '\(repository)@\(digest)'"
    let (bytes, type) = try await manifestBytes(digest.description, what)
    let found = Digest.of(bytes, digest.algorithm)
    guard found == digest else { throw RegistryError.digestMismatch(what: what, expected: digest, found: found) }
    return try ManifestContent(bytes, contentType: type)
  }

  private func manifestBytes(_ reference: String, _ what: String) async throws -> ([UInt8], String?) {
    let response = try await send(.get, "manifests/\(reference)", headers: Self.accept)
    guard response.isSuccess else { throw await Self.refusal(response, what) }
    do {
      return (try await response.body.collect(upTo: Self.manifestBytes), response.headers["Content-Type"])
    } catch {
      if case .bodyTooLarge = error.kind {
        throw RegistryError.tooLarge(what, limit: Int64(Self.manifestBytes))
      }
      throw try Self.failure(error)
    }
  }

  /// A tag as it may stand in a URL; throws ``RegistryError`` when it is none.
  private static func segment(tag: String) throws -> String {
    let isTag =
      !tag.isEmpty && tag.utf8.count <= 128 && tag.first != "." && tag.first != "-"
      && tag.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
          true
        default: false
        }
      }
    guard isTag else { throw RegistryError.malformed("the tag '\(tag)'", problem: "not a tag") }
    return tag
  }

  /// What a refusal means, with the registry's first error message.
  static func refusal(_ response: HTTPResponse, _ what: String) async -> RegistryError {
    if response.status == 404 {
      response.body.cancel()
      return .notFound(what)
    }
    let body = (try? await response.body.collect(upTo: 64 << 10)) ?? []
    let error = (try? JSONValue(parsing: body))?["errors"]?.arrayValue?.first
    let words = [error?["code"]?.stringValue, error?["message"]?.stringValue].compactMap { $0 }
    let detail = words.isEmpty ? nil : String(words.joined(separator: ": ").prefix(300))
    return .status(response.status, doing: what, detail: detail)
  }
}
