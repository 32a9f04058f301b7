/// What is left of the ``CELLimits`` during one evaluation.
struct Budget {
  private var steps: Int
  private var producedBytes: Int

  init(_ limits: CELLimits) {
    steps = limits.steps
    producedBytes = limits.producedBytes
  }

  mutating func spend(steps count: Int = 1) throws(CELEvaluationError.Reason) {
    guard count <= steps else {
      steps = 0
      throw .limitExceeded("too many steps")
    }
    steps -= count
  }

  /// Work that counts its steps itself and throws when there are not enough of them.
  mutating func spend<Result, Failure: Error>(
    _ work: (_ stepsLeft: inout Int) throws(Failure) -> Result
  ) throws(CELEvaluationError.Reason) -> Result {
    do {
      return try work(&steps)
    } catch {
      steps = 0
      throw .limitExceeded("too many steps")
    }
  }

  /// Reading `bytes` of text or bytes.
  mutating func spend(reading bytes: Int) throws(CELEvaluationError.Reason) {
    try spend(steps: bytes / 16 + 1)
  }

  /// Making a value of `bytes`; call it before the memory is taken.
  mutating func produce(bytes: Int) throws(CELEvaluationError.Reason) {
    try spend(reading: bytes)
    guard bytes <= producedBytes else {
      producedBytes = 0
      throw .limitExceeded("too much memory")
    }
    producedBytes -= bytes
  }

  mutating func produce(elements: Int) throws(CELEvaluationError.Reason) {
    guard elements <= producedBytes / Budget.bytesPerElement else {
      producedBytes = 0
      throw .limitExceeded("too much memory")
    }
    try produce(bytes: elements * Budget.bytesPerElement)
  }

  private static let bytesPerElement = 32
}
