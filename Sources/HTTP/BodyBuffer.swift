/// What waits between the thread that receives a body and the task that reads it: a state machine without
/// locks or callbacks. ``Exchange`` guards it.
package struct BodyBuffer {
  /// What becomes of a chunk that arrives.
  package enum Offer: Equatable {
    /// It was kept.
    case accepted
    /// It was not kept; the transfer is to pause and to offer it again after ``Taken/resume``.
    case paused
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
  private var chunks: [[UInt8]] = []
  private var first = 0
  private var paused = false

  /// Bytes that wait.
  package private(set) var count = 0

  /// - Parameter limit: bytes above which the transfer is paused. A single chunk may be longer.
  package init(limit: Int) { self.limit = limit }

  /// Keeps the chunk, or asks for a pause when there is no room.
  package mutating func offer(_ bytes: UnsafeRawBufferPointer) -> Offer {
    guard !bytes.isEmpty else { return .accepted }
    guard count == 0 || bytes.count <= limit - count else {
      paused = true
      return .paused
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
