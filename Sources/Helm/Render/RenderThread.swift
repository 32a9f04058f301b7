import GoTemplate

/// A thread for a rendering, with the stack that Helm's limit of a thousand nested includes takes.
public enum RenderThread {
  /// Does the work on a thread of its own, off those that other tasks wait for.
  ///
  /// - Throws: what `work` throws, or ``HelmError`` when there is no thread to be had.
  public static func run<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    do {
      return try await LargeStack.run(work)
    } catch let error as TemplateError {
      throw HelmError(.limit, error.message)
    }
  }
}
