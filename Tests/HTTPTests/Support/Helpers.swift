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
