import HTTP
import Testing

/// Waits until the condition holds; fails the test when it does not within ten seconds.
func eventually(
  _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool
) async throws {
  for _ in 0..<1000 {
    if try condition() { return }
    try await Task.sleep(for: .milliseconds(10))
  }
  Issue.record(what, sourceLocation: sourceLocation)
}

func address(_ text: String) throws -> RemoteURL { try #require(RemoteURL(text)) }

extension HTTPRequest {
  /// A request that trusts only one authority.
  static func get(_ text: String, _ change: (inout HTTPRequest) -> Void = { _ in }) throws -> HTTPRequest {
    var request = HTTPRequest(url: try address(text))
    request.options.proxy = .none
    change(&request)
    return request
  }
}

extension HTTPClient {
  /// The body's text of a request.
  func text(_ request: HTTPRequest) async throws -> String {
    String(decoding: try await send(request).body.collect(upTo: 1 << 20), as: UTF8.self)
  }

  /// The error that a request brings, reading its body too.
  func failure(_ request: HTTPRequest) async throws -> HTTPError {
    do throws(HTTPError) {
      let response = try await send(request)
      var chunks = response.body.makeAsyncIterator()
      while try await chunks.next() != nil {}
    } catch {
      return error
    }
    throw FixtureError("no error for \(request.url)")
  }
}

extension HTTPError {
  var isTruncated: Bool { if case .truncated = kind { true } else { false } }
  var isReset: Bool { if case .reset = kind { true } else { false } }
  var isConnect: Bool { if case .connect = kind { true } else { false } }
  var isResolve: Bool { if case .resolve = kind { true } else { false } }
  var isProtocol: Bool { if case .protocol = kind { true } else { false } }
  var isVerify: Bool { if case .tlsVerify = kind { true } else { false } }
  var isTLSCredentials: Bool { if case .tlsCredentials = kind { true } else { false } }
  var isRedirectRefused: Bool { if case .redirectRefused = kind { true } else { false } }
  var isInvalidRequest: Bool { if case .invalidRequest = kind { true } else { false } }
  var deadline: Deadline? { if case .timeout(let deadline, _) = kind { deadline } else { nil } }
}
