import Glibc

/// Why a pack is refused.
public enum PackError: Error, Equatable, CustomStringConvertible {
  case notAPack
  case unsupportedVersion(UInt32)
  case truncated(received: UInt64)
  case checksumMismatch
  case trailingData
  case badObject(offset: UInt64, reason: String)
  case badDelta(offset: UInt64, reason: String)
  case unresolvedDeltas(count: Int)
  case limitExceeded(what: String, limit: UInt64)
  case system(operation: String, path: String, errno: Int32)

  public var description: String {
    switch self {
    case .notAPack: "the server did not send a pack"
    case .unsupportedVersion(let version): "pack version \(version) is not supported"
    case .truncated(let received): "the pack ended early, after \(received) bytes"
    case .checksumMismatch: "the pack's checksum is wrong, it was damaged on its way"
    case .trailingData: "the pack is followed by data that does not belong to it"
    case .badObject(let offset, let reason): "the object at byte \(offset) of the pack is damaged: \(reason)"
    case .badDelta(let offset, let reason): "the delta at byte \(offset) of the pack is damaged: \(reason)"
    case .unresolvedDeltas(let count):
      "\(count) objects of the pack are deltas against objects that it does not contain"
    case .limitExceeded(let what, let limit): "the pack exceeds the limit of \(limit) \(what)"
    case .system(let operation, let path, let code): "\(operation) \(path): \(String(cString: strerror(code)))"
    }
  }
}
