import HTTPServer
import OperatorKit

/// Lets calls in so that all of them together stay small: a few at a time, those with large bodies one by one.
///
/// Only who knows a path comes this far, so a crowd of strangers takes no turns.
struct CallTurns: Sendable {
  private static let small = 64 * 1024
  private static let calls = 32
  private let all = MemoryBudget(totalBytes: CallTurns.calls)
  private let large = MemoryBudget(totalBytes: 1)

  /// Reads the body and does the work with it. Throws `ServerBodyError`, and `CancellationError` when the client goes
  /// away while it waits.
  func run<Result>(_ request: ServerRequest, _ work: ([UInt8]) async -> Result) async throws -> Result {
    try await all.with(1) {
      var bytes: [UInt8] = []
      while bytes.count <= CallTurns.small {
        guard let chunk = try await request.nextBodyChunk() else { return await work(bytes) }
        bytes += chunk
      }
      return try await finish(request, bytes, work)
    }
  }

  private func finish<Result>(
    _ request: ServerRequest, _ begun: [UInt8], _ work: ([UInt8]) async -> Result
  ) async throws -> Result {
    try await large.with(1) {
      var bytes = begun
      while let chunk = try await request.nextBodyChunk() { bytes += chunk }
      return await work(bytes)
    }
  }
}
