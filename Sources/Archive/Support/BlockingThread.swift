import Glibc
import Synchronization

/// A thread of its own for calls that block: on the disk, in zlib, in digests. The shared thread pool has
/// few threads, and one that waits for a disk serves nobody.
///
/// An actor that names it as its executor runs there:
///
/// ```swift
/// nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
/// ```
///
/// The thread ends when the last reference is gone.
public final class BlockingThread: SerialExecutor {
  private let inbox = Inbox()

  /// - Throws: ``ArchiveError`` when the system has no thread left.
  public init() throws {
    try inbox.startThread()
  }

  deinit {
    inbox.push(nil)
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    inbox.push(Inbox.Item(job: UnownedJob(job), executor: asUnownedSerialExecutor()))
  }
}

/// Runs closures one after the other on a thread that may block.
public actor BlockingWorker {
  private let thread: BlockingThread

  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  public init() throws {
    thread = try BlockingThread()
  }

  /// - Throws: What `body` throws.
  public func run<Result: Sendable, Failure: Error>(
    _ body: @Sendable () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body()
  }
}

/// The jobs that wait for the thread. It outlives the executor until the thread has ended.
///
/// Sendable although it holds a pointer: the semaphore may be used from any thread, and its memory is freed
/// only when nobody refers to it any more.
private final class Inbox: @unchecked Sendable {
  struct Item: Sendable {
    let job: UnownedJob
    let executor: UnownedSerialExecutor
  }

  /// `nil` stands for the end.
  private let items = Mutex<[Item?]>([])
  private let signal = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() {
    sem_init(signal, 0, 0)
  }

  deinit {
    sem_destroy(signal)
    signal.deallocate()
  }

  func push(_ item: Item?) {
    items.withLock { $0.append(item) }
    sem_post(signal)
  }

  func startThread() throws {
    var thread = pthread_t()
    let reference = Unmanaged.passRetained(self)
    let status = pthread_create(&thread, nil, { Inbox.main($0) }, reference.toOpaque())
    guard status == 0 else {
      reference.release()
      throw ArchiveError.system(operation: "start", entry: "thread", errno: status)
    }
    pthread_detach(thread)
  }

  private static func main(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let inbox = Unmanaged<Inbox>.fromOpaque(argument).takeRetainedValue()
    while let item = inbox.next() {
      item.job.runSynchronously(on: item.executor)
    }
    return nil
  }

  private func next() -> Item? {
    while sem_wait(signal) != 0 {}
    return items.withLock { $0.isEmpty ? nil : $0.removeFirst() }
  }
}
