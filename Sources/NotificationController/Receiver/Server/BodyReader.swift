import HTTPServer
import OperatorKit

/// Reads the body of one call, when its caller has shown all that a header can show.
///
/// The path of some Receivers can be guessed. Who only guesses is turned away by the token before a byte of the body is
/// waited for, and so takes no turn.
actor BodyReader {
  private let request: ServerRequest
  private let turns: BodyTurns
  private var bytes: [UInt8]?
  /// Held for as long as the call is in hand.
  private var held: [MemoryReservation] = []

  private static let small = 64 * 1024

  init(_ request: ServerRequest, _ turns: BodyTurns) {
    self.request = request
    self.turns = turns
  }

  /// The whole body. Throws `ServerBodyError`, and `CancellationError` when the client goes away while it waits.
  func read() async throws -> [UInt8] {
    if let bytes { return bytes }
    held.append(try await turns.all.acquire(1))
    var collected: [UInt8] = []
    while let chunk = try await request.nextBodyChunk() {
      collected += chunk
      if collected.count > BodyReader.small, held.count == 1 { held.append(try await turns.large.acquire(1)) }
    }
    bytes = collected
    return collected
  }
}

/// Lets bodies in so that all of them together stay small: a few at a time, large ones one by one.
struct BodyTurns: Sendable {
  fileprivate let all = MemoryBudget(totalBytes: 32)
  fileprivate let large = MemoryBudget(totalBytes: 1)
}
