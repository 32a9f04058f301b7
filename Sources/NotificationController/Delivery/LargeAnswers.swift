import HTTP
import OperatorKit

/// Reads answers so that all of them together stay small: up to a size each as it comes, larger ones two at a time.
/// What is large are lists of statuses and comments.
enum LargeAnswers {
  private static let small = 64 * 1024
  private static let limit = 2 * 1024 * 1024
  private static let turns = MemoryBudget(totalBytes: 2)

  /// The whole body. Throws `HTTPError`.
  static func read(_ body: HTTPBody) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    var iterator = body.makeAsyncIterator()
    while bytes.count <= small {
      guard let chunk = try await iterator.next() else { return bytes }
      bytes += chunk
    }
    return try await turns.with(1) {
      while let chunk = try await iterator.next() {
        guard chunk.count <= limit - bytes.count else { throw DeliveryError.badAnswer("the answer is too large") }
        bytes += chunk
      }
      return bytes
    }
  }

  /// Reads past a body that nobody needs, so that the connection can be used again; but not past a long one. How long
  /// that may take is bounded by the request's own limit.
  static func drain(_ body: HTTPBody) async {
    var count = 0
    var iterator = body.makeAsyncIterator()
    while count <= small, let chunk = try? await iterator.next() { count += chunk.count }
    body.cancel()
  }
}
