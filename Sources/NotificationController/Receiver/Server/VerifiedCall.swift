import HTTP
import JSON
import OperatorKit

/// A call that has shown who it is from.
struct VerifiedCall: Sendable {
  let headers: HTTPHeaders
  /// What filters may look at.
  var body: [UInt8]
  /// Of the caller's token, if it brought one.
  var claims: JSONObject = [:]

  /// Reads the body. Throws `ServerBodyError`, `CancellationError`.
  init(_ call: ReceivedCall) async throws {
    headers = call.headers
    body = try await call.body()
  }

  /// The body as filters see it: nothing at all unless it is said to be JSON. Throws ``CallBodyError``.
  func request() throws -> JSONObject {
    guard MediaType.listed(in: headers).contains("application/json") else { return [:] }
    guard let object = try CallBody.parse(body).objectValue else { throw CallBodyError.notAnObject }
    return object
  }
}

/// A call whose caller is not known yet.
struct ReceivedCall: Sendable {
  let headers: HTTPHeaders
  /// The whole body; it is read when it is first asked for. Throws `ServerBodyError`, `CancellationError`.
  let body: @Sendable () async throws -> [UInt8]

  /// The token of `Authorization: Bearer`. Throws ``CallRefusal``.
  func bearerToken() throws -> String {
    let scheme = "Bearer "
    guard let header = headers["Authorization"], header.hasPrefix(scheme) else {
      throw CallRefusal("the Authorization header is missing or malformed")
    }
    let token = String(header.dropFirst(scheme.count)).trimmingSpaces
    guard !token.isEmpty else { throw CallRefusal("the Authorization header is missing a bearer token") }
    return token
  }
}

/// Why a call is not let in, for the log: never with a token or a signature.
struct CallRefusal: Error, Hashable, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Media types as requests announce them.
enum MediaType {
  /// Those of `Content-Type`, lower-case and without parameters.
  static func listed(in headers: HTTPHeaders) -> [String] {
    (headers["Content-Type"] ?? "").split(separator: ",").map { entry in
      let type = entry.split(separator: ";", omittingEmptySubsequences: false).first ?? ""
      return type.lowercased().filter { $0 != " " && $0 != "\t" }
    }
  }
}
