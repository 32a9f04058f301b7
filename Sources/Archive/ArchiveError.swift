import Glibc

/// Why an archive could not be written or read. Names of entries are shortened and made printable.
public enum ArchiveError: Error, Equatable, CustomStringConvertible {
  case notGzip
  case corruptStream(String)
  case truncated(entry: String?)
  case trailingData
  case badHeader(String, offset: UInt64)
  case unsafePath(entry: String, reason: String)
  case refusedEntry(entry: String, kind: String)
  case conflict(entry: String)
  case limitExceeded(entry: String?, what: String, limit: UInt64)
  case sizeMismatch(entry: String, announced: UInt64)
  case system(operation: String, entry: String, errno: Int32)
  case outOfMemory

  public var description: String {
    switch self {
    case .notGzip: "not a gzip archive"
    case .corruptStream(let reason): "corrupt compressed data: \(reason)"
    case .truncated(nil): "archive ends too early"
    case .truncated(let entry?): "archive ends too early, inside entry \"\(entry)\""
    case .trailingData: "data after the end of the archive"
    case .badHeader(let reason, let offset): "bad archive header at byte \(offset): \(reason)"
    case .unsafePath(let entry, let reason): "unsafe path \"\(entry)\" in archive: \(reason)"
    case .refusedEntry(let entry, let kind): "archive entry \"\(entry)\" is a \(kind), which is not allowed"
    case .conflict(let entry):
      "archive entry \"\(entry)\" is a file where another entry needs a directory, or the reverse"
    case .limitExceeded(nil, let what, let limit): "archive exceeds the limit of \(limit) \(what)"
    case .limitExceeded(let entry?, let what, let limit):
      "archive entry \"\(entry)\" exceeds the limit of \(limit) \(what)"
    case .sizeMismatch(let entry, let size):
      "archive entry \"\(entry)\" was announced with \(size) bytes and given another number"
    case .system(let operation, let entry, let code): "\(operation) \"\(entry)\": \(String(cString: strerror(code)))"
    case .outOfMemory: "out of memory while compressing"
    }
  }

  /// A path from outside as it may stand in a message.
  package static func printable(_ path: some Collection<UInt8>) -> String {
    var text = ""
    for scalar in String(decoding: path.prefix(200), as: UTF8.self).unicodeScalars {
      if scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format {
        text += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return path.count > 200 ? text + "..." : text
  }
}
