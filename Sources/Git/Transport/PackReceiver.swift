import Archive

/// Takes the answer to a fetch on a thread of its own, where waiting for the disk does no harm.
actor PackReceiver {
  private let thread: BlockingThread
  private var answer: FetchAnswer
  private let indexer: PackIndexer

  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  init(_ capabilities: ServerCapabilities, into directory: String, limits: PackLimits) throws {
    thread = try BlockingThread()
    answer = FetchAnswer(capabilities.version)
    indexer = try PackIndexer(capabilities.objectFormat ?? .sha1, into: directory, limits: limits)
  }

  func receive(_ chunk: [UInt8]) throws {
    try Task.checkCancellation()
    try chunk.withUnsafeBytes { bytes in
      try answer.feed(bytes) { try indexer.feed($0) }
    }
  }

  func finish() throws -> FetchedPack {
    try answer.finish()
    return try indexer.finish(isCancelled: { Task.isCancelled })
  }
}
