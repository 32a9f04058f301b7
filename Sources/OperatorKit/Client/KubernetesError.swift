import JSON

/// What an API server answered instead of success, or why it could not be asked.
public struct KubernetesError: Error, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    case notFound
    case alreadyExists
    case conflict
    case invalid
    case forbidden
    case unauthorized
    /// The resource version asked for is too old (410); list again.
    case gone
    case tooManyRequests
    case timeout
    /// The server failed (5xx).
    case server
    /// The server could not be reached, or its answer did not arrive whole.
    case transport
    /// The answer is not what the API promises.
    case malformed
    case other
  }

  /// A field that the server refused.
  public struct Cause: Hashable, Sendable {
    public let field: String
    public let message: String
  }

  public let kind: Kind
  /// The HTTP status; 0 when there was no answer.
  public let code: Int
  /// The machine-readable reason of the server's `Status`, for example `Invalid`; may be empty.
  public let reason: String
  public let message: String
  public let causes: [Cause]
  /// How long the server asks to wait before the next try.
  public let retryAfter: Duration?

  public init(
    kind: Kind, code: Int = 0, reason: String = "", message: String, causes: [Cause] = [],
    retryAfter: Duration? = nil
  ) {
    self.kind = kind
    self.code = code
    self.reason = reason
    self.message = message
    self.causes = causes
    self.retryAfter = retryAfter
  }

  public var description: String { message }

  /// Whether the same request may succeed later.
  public var isRetryable: Bool {
    switch kind {
    case .tooManyRequests, .timeout, .server, .transport: true
    default: false
    }
  }
}

extension KubernetesError {
  /// From the body of an answer, which is a `Status` object unless something in between answered.
  init(code: Int, body: [UInt8], retryAfter: Duration?) {
    let status = try? JSONValue(parsing: body)
    let reason = status?["reason"]?.stringValue ?? ""
    let text = status?["message"]?.stringValue ?? KubernetesError.firstLine(of: body)
    let causes = (status?[path: "details", "causes"]?.arrayValue ?? []).map { cause in
      Cause(field: cause["field"]?.stringValue ?? "", message: cause["message"]?.stringValue ?? "")
    }
    let seconds = status?[path: "details", "retryAfterSeconds"]?.intValue
    self.init(
      kind: KubernetesError.kind(code: code, reason: reason), code: code, reason: reason,
      message: text.isEmpty ? "the API server answered with status \(code)" : text, causes: causes,
      retryAfter: retryAfter ?? seconds.map { .seconds($0) })
  }

  /// From the `Status` object that ends a watch.
  init(status: JSONValue) {
    self.init(code: status["code"]?.intValue ?? 0, body: status.serialized(), retryAfter: nil)
  }

  private static func kind(code: Int, reason: String) -> Kind {
    switch (code, reason) {
    case (_, "AlreadyExists"): .alreadyExists
    case (404, _): .notFound
    case (409, _): .conflict
    case (410, _), (_, "Expired"): .gone
    case (422, _), (400, _): .invalid
    case (403, _): .forbidden
    case (401, _): .unauthorized
    case (429, _): .tooManyRequests
    case (408, _), (504, _): .timeout
    case (500..., _): .server
    default: .other
    }
  }

  /// Proxies answer with pages; one line of it is enough to recognise them.
  private static func firstLine(of body: [UInt8]) -> String {
    let line = body.prefix(while: { $0 != UInt8(ascii: "\n") })
    return String(decoding: line, as: UTF8.self).prefix(200).description.trimmingSpaces
  }
}
