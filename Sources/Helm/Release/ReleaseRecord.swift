import Archive
import Digests
import JSON

/// The text that a release record is in its Secret: base64 of gzip of JSON (H-25-02).
public enum ReleaseRecord {
  /// What the record of a release in a Secret may unpack to. A Secret holds 1 MiB; text rarely packs ten times.
  public static let maximumBytes = 64 << 20

  /// What the data of a Secret may hold, in bytes.
  public static let secretLimit = 1 << 20

  /// The name of the Secret (H-25-01).
  public static func secretName(_ name: String, _ version: Int) -> String { "sh.helm.release.v1.\(name).v\(version)" }

  public static let secretType = "helm.sh/release.v1"

  /// Labels that are Helm's own and never part of a release (H-25-03).
  public static let systemLabels: Set<String> = ["name", "owner", "status", "version", "createdAt", "modifiedAt"]

  /// Packs a release.
  public static func encode(_ release: Release) throws -> String {
    let deflater = try Deflater(.gzip, level: 9)
    var packed: [UInt8] = []
    let json = RecordJSON.encode(release.json)
    try json.withUnsafeBytes { try deflater.write($0) { packed.append(contentsOf: $0) } }
    try deflater.finish { packed.append(contentsOf: $0) }
    return Base64.encode(packed)
  }

  /// Unpacks a release; records from before compression are read too. Throws ``ReleaseRecordError``.
  ///
  /// - Parameter labels: Those of the Secret.
  public static func decode(_ text: [UInt8], labels: [String: String] = [:]) throws -> Release {
    guard let bytes = Base64.decode(text) else { throw ReleaseRecordError.notBase64 }
    let json: JSONValue
    do {
      json = try JSONValue(parsing: try unpacked(bytes))
    } catch let error as JSONError {
      throw ReleaseRecordError.malformed("\(error)")
    }
    return try Release(json, labels: labels.filter { !systemLabels.contains($0.key) })
  }

  private static func unpacked(_ bytes: [UInt8]) throws -> [UInt8] {
    guard bytes.starts(with: [0x1f, 0x8b, 0x08]) else { return bytes }
    do {
      return try Gzip.decompress(bytes, limit: maximumBytes)
    } catch ArchiveError.limitExceeded {
      throw ReleaseRecordError.tooLarge(limit: maximumBytes)
    } catch let error as ArchiveError {
      throw ReleaseRecordError.malformed("\(error)")
    }
  }
}
