import HTTP
import JSON

/// The `Status` objects with which an API server refuses.
enum StatusObject {
  static let headers: HTTPHeaders = ["Content-Type": "application/json"]

  static func json(_ code: Int) -> JSONValue {
    [
      "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
      "message": .string(message(code)), "reason": .string(reason(code)), "code": .number(JSONNumber(code)),
    ]
  }

  static func bytes(_ code: Int) -> [UInt8] { json(code).serialized() }

  /// The last event of a watch that starts too far in the past.
  static var expiredEvent: [UInt8] {
    let event: JSONValue = ["type": "ERROR", "object": json(410)]
    return event.serialized() + [UInt8(ascii: "\n")]
  }

  private static func reason(_ code: Int) -> String {
    switch code {
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "NotFound"
    case 409: "Conflict"
    case 410: "Expired"
    case 422: "Invalid"
    case 429: "TooManyRequests"
    case 503: "ServiceUnavailable"
    case 504: "Timeout"
    default: "InternalError"
    }
  }

  private static func message(_ code: Int) -> String {
    code == 410 ? "too old resource version: 1 (2)" : "injected fault: status \(code)"
  }
}
