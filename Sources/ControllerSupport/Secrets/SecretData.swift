import Digests
import JSON
public import OperatorKit

/// The decoded values of a Secret. Its description shows names only.
public struct SecretData: Sendable, Hashable, CustomStringConvertible {
  public let key: ObjectKey
  /// `Opaque`, `kubernetes.io/tls` and so on.
  public let type: String
  private let values: [String: [UInt8]]

  public init(key: ObjectKey, type: String = "Opaque", values: [String: [UInt8]]) {
    self.key = key
    self.type = type
    self.values = values
  }

  /// Decodes a Secret; throws ``SecretError`` for a value that is not base64.
  public init(_ object: DynamicObject) throws {
    var values: [String: [UInt8]] = [:]
    for (name, value) in object.json["data"]?.objectValue ?? [:] {
      guard let text = value.stringValue, let bytes = Base64.decode(text) else {
        throw SecretError.malformed(object.key, key: name, reason: "is not base64")
      }
      values[name] = bytes
    }
    self.init(key: object.key, type: object.json["type"]?.stringValue ?? "Opaque", values: values)
  }

  /// Reads a Secret; throws ``SecretError/notFound(_:)`` or `KubernetesError`.
  public static func read(_ key: ObjectKey, from client: KubernetesClient) async throws -> SecretData {
    guard let object = try await client.find(.secret, key) else { throw SecretError.notFound(key) }
    return try SecretData(object)
  }

  public var description: String { "Secret/\(key)" }
  /// The size of all values.
  public var byteCount: Int { values.values.reduce(0) { $0 + $1.count } }
  public var names: [String] { values.keys.sorted() }
  public func bytes(_ name: String) -> [UInt8]? { values[name] }

  /// A value as text; throws ``SecretError`` when it is not UTF-8.
  public func text(_ name: String) throws -> String? {
    guard let bytes = values[name] else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SecretError.malformed(key, key: name, reason: "is not UTF-8 text")
    }
    return text
  }

  /// A value that goes into a header line. A line break is nearly always left over from an editor or from `echo`,
  /// and its cause is hard to find from the server's answer.
  func headerText(_ name: String) throws -> String? {
    guard let text = try text(name) else { return nil }
    guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
      throw SecretError.malformed(key, key: name, reason: "contains a line break or another control character")
    }
    return text
  }
}
