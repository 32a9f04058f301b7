import JSON

/// How much of a Secret a release record takes, and what of the release takes most.
public struct RecordSize: Sendable, Hashable, CustomStringConvertible {
  /// Bytes of the record as it is stored, of at most ``ReleaseRecord/secretLimit``.
  public let bytes: Int
  /// The largest parts before packing, largest first.
  public let parts: [Part]

  public struct Part: Sendable, Hashable {
    public let name: String
    public let bytes: Int
  }

  /// From here on a record is announced.
  public static let warningBytes = ReleaseRecord.secretLimit * 9 / 10

  public var isTooLarge: Bool { bytes > ReleaseRecord.secretLimit }
  public var isNearLimit: Bool { bytes > RecordSize.warningBytes }

  /// - Parameter record: The packed text.
  public init(_ release: Release, record: String) {
    bytes = record.utf8.count
    var parts = [Part(name: "manifest", bytes: release.manifest.utf8.count)]
    parts.append(Part(name: "hooks", bytes: release.hooks.reduce(0) { $0 + $1.manifest.utf8.count }))
    parts.append(Part(name: "values", bytes: JSONValue.object(release.config).serialized().count))
    parts.append(Part(name: "notes", bytes: release.info.notes.utf8.count))
    for folder in ["templates", "files"] {
      for file in release.chart[folder]?.arrayValue ?? [] {
        // The contents are base64: four characters for three bytes.
        let bytes = (file["data"]?.stringValue?.utf8.count ?? 0) / 4 * 3
        parts.append(Part(name: "chart file \(file["name"]?.stringValue ?? "")", bytes: bytes))
      }
    }
    self.parts = Array(parts.filter { $0.bytes > 0 }.sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }.prefix(5))
  }

  public var description: String {
    let largest = parts.map { "\($0.name) \($0.bytes) bytes" }.joined(separator: ", ")
    return "the release record takes \(bytes) of \(ReleaseRecord.secretLimit) bytes that a Secret can hold; "
      + "its largest parts before packing: \(largest)"
  }
}
