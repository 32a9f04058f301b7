public import Digests
public import JSON
import YAML

/// Digests that say whether a release is what somebody observed (H-14-01, H-14-02).
public enum ReleaseDigest {
  /// The digest of values: of their YAML with all keys sorted; of nothing when there are none.
  public static func ofValues(_ values: JSONObject, _ algorithm: DigestAlgorithm = .sha256) -> Digest {
    guard !values.isEmpty else { return Digest.of([], algorithm) }
    return Digest.of(YAML.encode(sorted(.object(values)), sortedKeys: false), algorithm)
  }

  /// The digest of a release as it was observed. Tests are left out, so that running them does not change it.
  ///
  /// - Parameter ociDigest: Digest of the chart in its registry, when it came from one.
  public static func of(
    _ release: Release, ociDigest: String? = nil, _ algorithm: DigestAlgorithm = .sha256
  ) -> Digest {
    var observed: JSONObject = [
      "name": .string(release.name), "version": JSONValue(release.version), "info": release.info.json,
      "chartMetadata": release.chartMetadata,
      "config": release.config.isEmpty ? .null : .object(deepSorted(release.config)),
      "manifest": .string(release.manifest),
    ]
    // A release without hooks and one whose hooks are all tests are the same.
    let hooks = release.hooks.filter { !$0.isTest }
    observed["hooks"] = hooks.isEmpty ? .null : .array(hooks.map(\.json))
    observed["namespace"] = .string(release.namespace)
    if let ociDigest, !ociDigest.isEmpty { observed["ociDigest"] = .string(ociDigest) }
    return Digest.of(RecordJSON.encode(.object(observed)) + [UInt8(ascii: "\n")], algorithm)
  }

  private static func deepSorted(_ object: JSONObject) -> JSONObject {
    JSONObject(object.sortedByKey().map { ($0.key, sorted($0.value)) })
  }

  private static func sorted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let members): .object(deepSorted(members))
    case .array(let elements): .array(elements.map(sorted))
    case .number(let number): .number(asFloat64(number))
    default: value
    }
  }

  /// Upstream has read all numbers as a float64: large ones are not what was written.
  private static func asFloat64(_ number: JSONNumber) -> JSONNumber {
    if let whole = number.int64, whole.magnitude < 1 << 53 { return JSONNumber(whole) }
    guard let value = number.double else { return number }
    let whole = Int64(exactly: value).map { JSONNumber($0) } ?? UInt64(exactly: value).map { JSONNumber($0) }
    return whole ?? JSONNumber(value) ?? number
  }
}
