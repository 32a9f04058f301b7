public import Digests
import JSON

/// Names a blob or a manifest: what it is, how large, and its digest.
public struct Descriptor: Sendable, Hashable {
  public let mediaType: String
  public let digest: Digest
  public let size: Int64
  /// `os/architecture`, in the entries of an index that say so.
  public let platform: String?

  public init(mediaType: String, digest: Digest, size: Int64, platform: String? = nil) {
    self.mediaType = mediaType
    self.digest = digest
    self.size = size
    self.platform = platform
  }

  init(_ json: JSONValue) throws(RegistryError) {
    guard let type = json["mediaType"]?.stringValue, let text = json["digest"]?.stringValue,
      let digest = Digest(text), digest.algorithm != .sha1, let size = json["size"]?.int64Value, size >= 0
    else { throw .malformed("a descriptor in the manifest", problem: "it lacks mediaType, size or a known digest") }
    let os = json[path: "platform", "os"]?.stringValue
    let architecture = json[path: "platform", "architecture"]?.stringValue
    self.init(mediaType: type, digest: digest, size: size, platform: os.map { "\($0)/\(architecture ?? "")" })
  }
}

/// The manifest of an image or artifact.
public struct Manifest: Sendable, Hashable {
  public let layers: [Descriptor]
  public let annotations: [String: String]
}

/// What a manifest's bytes turn out to be.
enum ManifestContent: Hashable {
  case image(Manifest)
  case index([Descriptor])

  /// Reads a manifest; its own `mediaType` goes before the header's. Throws ``RegistryError``.
  init(_ bytes: [UInt8], contentType: String?) throws(RegistryError) {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw .malformed("the manifest", problem: "\(error)")
    }
    let header = contentType?.split(separator: ";").first.map(String.init)
    let type = json["mediaType"]?.stringValue ?? header ?? ""
    if MediaType.isIndex(type) || (json["manifests"] != nil && json["layers"] == nil) {
      self = .index(try Self.descriptors(json["manifests"]))
      return
    }
    guard json["schemaVersion"]?.intValue == 2 else {
      throw .unsupported("the manifest is of type '\(type)', which is not supported; push an OCI image manifest")
    }
    var annotations: [String: String] = [:]
    for (name, value) in json["annotations"]?.objectValue ?? [:] { annotations[name] = value.stringValue }
    self = .image(Manifest(layers: try Self.descriptors(json["layers"]), annotations: annotations))
  }

  private static func descriptors(_ json: JSONValue?) throws(RegistryError) -> [Descriptor] {
    var found: [Descriptor] = []
    for element in json?.arrayValue ?? [] { found.append(try Descriptor(element)) }
    return found
  }

  /// The entry of an index that stands for it where one image is wanted; entries without a platform are taken to be it.
  static func preferred(_ entries: [Descriptor]) -> Descriptor? {
    entries.first { $0.platform == nil || $0.platform == platform }
  }

  static let platform = "linux/amd64"
}
