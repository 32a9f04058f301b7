/// Runs an operation for each element, a few at a time, and gives the results in the order of the elements.
///
/// The first error cancels the others and is thrown once they have ended.
func mapConcurrently<Element: Sendable, Result: Sendable>(
  _ elements: [Element], limit: Int, _ operation: @escaping @Sendable (Element) async throws -> Result
) async throws -> [Result] {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var results: [Result?] = Array(repeating: nil, count: elements.count)
    var next = 0
    func start() {
      guard next < elements.count else { return }
      let (index, element) = (next, elements[next])
      group.addTask { (index, try await operation(element)) }
      next += 1
    }
    for _ in 0..<max(limit, 1) { start() }
    while let (index, result) = try await group.next() {
      results[index] = result
      start()
    }
    return results.compactMap(\.self)
  }
}

/// Ever longer pauses between two looks at the same thing.
struct PollDelay: Sendable {
  private var next: Duration = .milliseconds(100)
  private let longest: Duration = .seconds(2)

  /// Sleeps, twice as long each time. Throws `CancellationError`.
  mutating func sleep() async throws {
    try await Task.sleep(for: next)
    next = min(next * 2, longest)
  }
}
