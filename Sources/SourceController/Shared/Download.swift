package import Digests
package import HTTP
import OperatorKit

/// Fetches a file over HTTP to the disk, hashed on the way and bounded in size.
package struct Download: Sendable {
  let http: HTTPClient

  package init(_ http: HTTPClient = .shared) { self.http = http }

  /// Why there is no file.
  package enum Failure: Error, Hashable, CustomStringConvertible {
    case status(Int, url: RemoteURL)
    case tooLarge(what: String, limit: Int64)

    package var description: String {
      switch self {
      case .status(let status, let url): "failed to fetch \(url): \(status)\(Self.meaning(status))"
      case .tooLarge(let what, let limit): "\(what) exceeds the maximum size of \(limit) bytes"
      }
    }

    private static func meaning(_ status: Int) -> String {
      switch status {
      case 401: " unauthorized: check the credentials"
      case 403: " forbidden: check what the credentials allow"
      case 404: " not found"
      default: ""
      }
    }
  }

  /// Throws ``Failure``, ``StorageError``, `HTTPError` and `CancellationError`.
  package func fetch(
    _ request: HTTPRequest, to path: String, what: String, maximumBytes: Int64, algorithm: DigestAlgorithm = .sha256
  ) async throws -> StoredFile {
    let response = try await http.send(request)
    guard response.status == 200 else {
      response.body.cancel()
      throw Failure.status(response.status, url: request.url)
    }
    let sink = try await onOwnThread { try FileSink(path, algorithm) }
    var buffer = BlockBuffer()
    var received: Int64 = 0
    for try await chunk in response.body {
      received = received.addingReportingOverflow(Int64(chunk.count)).partialValue
      guard received <= maximumBytes else { throw Failure.tooLarge(what: what, limit: maximumBytes) }
      if let block = buffer.append(chunk) { try await onOwnThread { try sink.write(block) } }
    }
    if let rest = buffer.take() { try await onOwnThread { try sink.write(rest) } }
    return try await onOwnThread { try sink.finish() }
  }
}
