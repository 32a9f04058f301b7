/// Why a release record cannot be read or written.
public enum ReleaseRecordError: Error, Hashable, CustomStringConvertible {
  case notBase64
  case malformed(String)
  case tooLarge(limit: Int)

  public var description: String {
    switch self {
    case .notBase64: "the release record is not base64"
    case .malformed(let problem): "the release record is broken: \(problem)"
    case .tooLarge(let limit): "the release record unpacks to more than \(limit >> 20) MiB"
    }
  }
}
