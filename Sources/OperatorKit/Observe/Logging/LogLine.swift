import JSON
import Logging

/// A value in a log line, already free of secrets.
struct LogValue {
  let json: JSONValue

  /// Metadata nests as deep as its makers like; beyond this depth it is written as text.
  private static let maximumDepth = 8

  init(_ value: Logger.Metadata.Value, _ redactor: Redactor) { json = LogValue.json(value, redactor, depth: 0) }

  private static func json(_ value: Logger.Metadata.Value, _ redactor: Redactor, depth: Int) -> JSONValue {
    switch value {
    case .string(let text): .string(redactor.redact(text))
    case .stringConvertible(let value): convertible(value, redactor)
    case .array(let values) where depth < maximumDepth:
      .array(values.map { json($0, redactor, depth: depth + 1) })
    case .dictionary(let values) where depth < maximumDepth:
      .object(JSONObject(values.map { ($0.key, json($0.value, redactor, depth: depth + 1)) }).sortedByKey())
    case .array, .dictionary: .string("...")
    }
  }

  private static func convertible(_ value: any CustomStringConvertible & Sendable, _ redactor: Redactor) -> JSONValue {
    switch value {
    case let number as Int: JSONValue(number)
    case let number as Double: JSONNumber(number).map(JSONValue.number) ?? .string("\(number)")
    case let flag as Bool: .bool(flag)
    default: .string(redactor.redact(value.description))
    }
  }
}

/// One line of the log.
struct LogLine {
  let level: LogOptions.Level
  let time: Timestamp
  let logger: String
  let message: String
  let fields: [(String, LogValue)]

  /// A message beyond this many bytes is cut: container runtimes split lines at 16 KiB, and a tenant may not fill
  /// the node's disk with one error.
  static let maximumMessageBytes = 12 * 1024

  func json() -> [UInt8] {
    var object: JSONObject = ["level": .string(level.rawValue), "ts": .string(time.milliTime)]
    if !logger.isEmpty { object["logger"] = .string(logger) }
    object["msg"] = .string(bounded(message))
    for (key, value) in fields where object[key] == nil { object[key] = bounded(value.json) }
    return JSONValue.object(object).serialized() + [UInt8(ascii: "\n")]
  }

  func console() -> [UInt8] {
    var text = "\(time.milliTime)\t\(level.rawValue.uppercased())\t"
    if !logger.isEmpty { text += logger + "\t" }
    // A line break in a message must not look like a line of its own.
    text += bounded(message).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
    if !fields.isEmpty {
      let object = JSONObject(fields.map { ($0.0, bounded($0.1.json)) })
      text += "\t" + JSONValue.object(object).serializedString()
    }
    return Array(text.utf8) + [UInt8(ascii: "\n")]
  }

  private func bounded(_ value: JSONValue) -> JSONValue {
    guard case .string(let text) = value else { return value }
    return .string(bounded(text))
  }

  private func bounded(_ text: String) -> String { text.truncated(toBytes: LogLine.maximumMessageBytes) }
}
