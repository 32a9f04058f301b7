/// What waits between the thread that receives a body and the task that reads it: a state machine without
/// locks or callbacks. ``Exchange`` guards it.
package struct BodyBuffer {
  /// What becomes of a chunk that arrives.
  package enum Offer: Equatable {
    /// It was kept.
    case accepted
    /// It was not kept; the transfer is to pause and to offer it again after ``Taken/resume``.
    case paused
    /// It was not kept; the transfer is to fail.
    case refused
  }

  /// What a reader gets.
  package struct Taken: Equatable {
    /// The next chunk, if there is one.
    package var chunk: [UInt8]?
    /// Whether the paused transfer is to go on.
    package var resume: Bool

    package init(chunk: [UInt8]?, resume: Bool) {
      self.chunk = chunk
      self.resume = resume
    }
  }

  private let limit: Int
  private let pauses: Bool
  private var chunks: [[UInt8]] = []
  private var first = 0
  private var paused = false

  /// Bytes that wait.
  package private(set) var count = 0

  /// - Parameters:
  ///   - limit: bytes that may wait. A single chunk may be longer.
  ///   - pauses: whether the transfer is paused at the limit, or fails.
  package init(limit: Int, pauses: Bool = true) {
    self.limit = limit
    self.pauses = pauses
  }

  /// Keeps the chunk, or does not when there is no room.
  package mutating func offer(_ bytes: UnsafeRawBufferPointer) -> Offer {
    guard !bytes.isEmpty else { return .accepted }
    guard count == 0 || bytes.count <= limit - count else {
      paused = pauses
      return pauses ? .paused : .refused
    }
    chunks.append([UInt8](bytes))
    count += bytes.count
    return .accepted
  }

  /// Takes the oldest chunk. A paused transfer is resumed once half of the room is free, so that it is not
  /// woken for every chunk.
  package mutating func take() -> Taken {
    guard first < chunks.count else { return Taken(chunk: nil, resume: unpause()) }
    let chunk = chunks[first]
    chunks[first] = []
    first += 1
    count -= chunk.count
    if first == chunks.count {
      chunks.removeAll(keepingCapacity: true)
      first = 0
    }
    return Taken(chunk: chunk, resume: count <= limit / 2 && unpause())
  }

  /// Forgets everything.
  package mutating func clear() {
    chunks = []
    first = 0
    count = 0
  }

  private mutating func unpause() -> Bool {
    defer { paused = false }
    return paused
  }
}
