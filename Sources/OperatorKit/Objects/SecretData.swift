import Digests
import JSON

extension DynamicObject {
  /// A value of a Secret, decoded; `nil` when the key is missing or is not base64.
  public func secretValue(_ name: String) -> [UInt8]? {
    json[path: "data", name]?.stringValue.flatMap { Base64.decode($0) }
  }
}
