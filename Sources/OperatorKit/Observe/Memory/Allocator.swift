import Glibc
import Synchronization

/// Settings of the C allocator. glibc keeps freed memory for itself, which a memory limit counts all the same.
///
/// The functions are looked up by name: where the C library lacks them, nothing happens.
public enum Allocator {
  private typealias Mallopt = @convention(c) (Int32, Int32) -> Int32
  private typealias MallocTrim = @convention(c) (Int) -> Int32

  /// Few arenas, and big blocks mapped one by one so that they go back as soon as they are freed. Call once, first
  /// thing in `main`, before threads exist.
  public static func configure() {
    guard let symbol = dlsym(nil, "mallopt") else { return }
    let mallopt = unsafeBitCast(symbol, to: Mallopt.self)
    let (trimThreshold, topPad, mmapThreshold, arenaMax): (Int32, Int32, Int32, Int32) = (-1, -2, -3, -8)
    _ = mallopt(arenaMax, 2)
    _ = mallopt(trimThreshold, 128 * 1024)
    _ = mallopt(topPad, 64 * 1024)
    _ = mallopt(mmapThreshold, 128 * 1024)
  }

  /// Gives freed memory back to the kernel; call it after heavy work. Calls that follow each other closely are made
  /// into one, up to half a second later.
  public static func returnFreedMemory() {
    switch throttle.withLock({ $0.next(at: .now) }) {
    case .now: trim()
    case .later(let moment):
      Task {
        try? await Task.sleep(until: moment, clock: .continuous)
        throttle.withLock { $0.trimmed(at: .now) }
        trim()
      }
    case .already: break
    }
  }

  private static let throttle = Mutex(TrimThrottle())

  private static func trim() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: MallocTrim.self)(0)
  }
}

/// Decides when freed memory is given back.
struct TrimThrottle {
  enum Decision: Equatable {
    case now
    case later(ContinuousClock.Instant)
    case already
  }

  static let interval = Duration.milliseconds(500)
  private var last: ContinuousClock.Instant?
  private var isPlanned = false

  mutating func next(at now: ContinuousClock.Instant) -> Decision {
    if isPlanned { return .already }
    guard let last, now < last + TrimThrottle.interval else {
      last = now
      return .now
    }
    isPlanned = true
    return .later(last + TrimThrottle.interval)
  }

  mutating func trimmed(at now: ContinuousClock.Instant) {
    last = now
    isPlanned = false
  }
}
