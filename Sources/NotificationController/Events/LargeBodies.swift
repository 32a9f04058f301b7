import HTTPServer
import OperatorKit

/// Reads the bodies of requests so that all of them together stay small: up to a size each as it comes, larger ones
/// two at a time.
struct LargeBodies: Sendable {
  private static let small = 64 * 1024
  private let turns = MemoryBudget(totalBytes: 2)

  /// The whole body. Throws `ServerBodyError`, and `CancellationError` when the client goes away while waiting.
  func read(_ request: ServerRequest) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count <= LargeBodies.small {
      guard let chunk = try await request.nextBodyChunk() else { return bytes }
      bytes += chunk
    }
    let begun = bytes
    return try await turns.with(1) {
      var bytes = begun
      while let chunk = try await request.nextBodyChunk() { bytes += chunk }
      return bytes
    }
  }
}
