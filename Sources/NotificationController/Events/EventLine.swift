import GitOpsAPI
import OperatorKit
import Synchronization

/// The events that are taken in and not yet matched to Alerts, bounded in bytes.
///
/// When it is full those who post wait for a moment, and are told to come back when that is not enough: a burst costs
/// its senders time, and this process no memory.
final class EventLine: Sendable {
  struct Entry: Sendable {
    var event: ControllerEvent
    /// Equal events that were dropped since the last one that passed.
    var repetitions: Int
  }

  private struct State {
    var entries: [Entry] = []
    var head = 0
    var bytes = 0
    var closed = false
    var reader: CheckedContinuation<Void, Never>?
    var writers: [Int: CheckedContinuation<Void, Never>] = [:]
    var nextWriter = 0
  }

  private let capacity: Int
  private let patience: Duration
  private let state = Mutex(State())

  /// - Parameter patience: how long somebody who posts waits for room.
  init(capacity: Int = 2 * 1024 * 1024, patience: Duration = .seconds(2)) {
    self.capacity = capacity
    self.patience = patience
  }

  /// Puts an event in line; `false` when there was no room in time.
  func offer(_ entry: Entry) async -> Bool {
    let deadline = ContinuousClock.now + patience
    while !put(entry) {
      guard ContinuousClock.now < deadline, !Task.isCancelled, !state.withLock(\.closed) else { return false }
      await waitForRoom(until: deadline)
    }
    return true
  }

  /// The next event; `nil` when the line is closed and empty, or the task is cancelled.
  func next() async -> Entry? {
    while true {
      let (entry, writers, ended) = take()
      for writer in writers { writer.resume() }
      if let entry { return entry }
      if ended || Task.isCancelled { return nil }
      await withTaskCancellationHandler {
        await withCheckedContinuation { reader in
          let wakes = state.withLock { state in
            if state.head < state.entries.count || state.closed || state.reader != nil { return true }
            state.reader = reader
            return false
          }
          if wakes || Task.isCancelled { wake(reader, stored: !wakes) }
        }
      } onCancel: {
        wakeReader()
      }
    }
  }

  func close() {
    let waiting = state.withLock { state in
      state.closed = true
      defer { state.writers = [:] }
      return Array(state.writers.values)
    }
    for writer in waiting { writer.resume() }
    wakeReader()
  }

  /// A single event may be larger than the line: it then goes through an empty one.
  private func put(_ entry: Entry) -> Bool {
    let reader: CheckedContinuation<Void, Never>?? = state.withLock { state in
      guard !state.closed, state.bytes == 0 || state.bytes + entry.event.weight <= capacity else { return nil }
      state.entries.append(entry)
      state.bytes += entry.event.weight
      defer { state.reader = nil }
      return .some(state.reader)
    }
    guard let reader else { return false }
    reader?.resume()
    return true
  }

  private func take() -> (Entry?, [CheckedContinuation<Void, Never>], Bool) {
    state.withLock { state in
      guard state.entries.indices.contains(state.head) else { return (nil, [], state.closed) }
      let entry = state.entries[state.head]
      state.head += 1
      if state.head > 256 || state.head == state.entries.count {
        state.entries.removeFirst(state.head)
        state.head = 0
      }
      state.bytes -= entry.event.weight
      defer { state.writers = [:] }
      return (entry, Array(state.writers.values), false)
    }
  }

  private func waitForRoom(until deadline: ContinuousClock.Instant) async {
    let number = state.withLock { state in
      state.nextWriter &+= 1
      return state.nextWriter
    }
    let timer = Task {
      try? await AlarmClock.shared.sleep(until: deadline)
      state.withLock { $0.writers.removeValue(forKey: number) }?.resume()
    }
    await withCheckedContinuation { writer in
      let full = state.withLock { state in
        guard !state.closed, state.bytes > 0, ContinuousClock.now < deadline else { return false }
        state.writers[number] = writer
        return true
      }
      if !full { writer.resume() }
    }
    timer.cancel()
  }

  private func wakeReader() {
    let reader = state.withLock { state in
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume()
  }

  private func wake(_ reader: CheckedContinuation<Void, Never>, stored: Bool) {
    if stored { wakeReader() } else { reader.resume() }
  }
}
