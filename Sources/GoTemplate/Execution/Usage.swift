import GoQuoting

extension TemplateRun {
  /// What a run has taken so far.
  struct Usage {
    var steps = 0
    var written = 0
    var produced = 0
  }

  /// Counts one step; looks at the clock now and then.
  func step() throws(TemplateError) {
    usage.steps += 1
    if usage.steps & 1023 == 0 { try checkTime() }
  }

  /// Counts the steps of a function that works longer than its arguments tell.
  ///
  /// - Throws: ``TemplateError`` when the run has used up its steps.
  public func spend(_ steps: Int) throws(TemplateError) {
    let before = usage.steps
    usage.steps += steps
    if before >> 10 != usage.steps >> 10 { try checkTime() }
  }

  private func checkTime() throws(TemplateError) {
    if usage.steps > limits.steps { throw limit("more than \(limits.steps) steps") }
    if isCancelled() { throw fail("the rendering was called off", .cancelled) }
    if let deadline = limits.deadline, ContinuousClock.now >= deadline {
      throw limit("the time for rendering is over")
    }
  }

  /// Counts bytes of output.
  func wrote(_ count: Int) throws(TemplateError) {
    usage.written += count
    if output.count > limits.textBytes { throw limit("more than \(limits.textBytes) bytes of output") }
    if usage.written > limits.outputBytes { throw limit("more than \(limits.outputBytes) bytes of output") }
  }

  /// Counts what a function produced.
  func produced(_ value: TemplateValue) throws(TemplateError) {
    let weight = value.weight
    guard weight > 64 else { return }
    usage.produced += weight
    if weight > limits.valueBytes { throw limit("a value of more than \(limits.valueBytes) bytes") }
    if usage.produced > limits.producedBytes { throw limit("more than \(limits.producedBytes) bytes of values") }
  }

  /// For functions that know before they start how much they will make.
  ///
  /// - Throws: ``TemplateError`` when `bytes` is more than a single value may have.
  public func reserve(_ bytes: Int) throws(TemplateError) {
    if bytes > limits.valueBytes {
      throw TemplateError(.limit, "limit exceeded: a value of more than \(limits.valueBytes) bytes")
    }
  }

  private func limit(_ what: String) -> TemplateError { fail("limit exceeded: \(what)", .limit) }

  /// An error at the node under way.
  func fail(_ message: String, _ kind: TemplateError.Kind = .execution) -> TemplateError {
    guard mark.id != 0 else { return TemplateError(kind, "template: \(tree.name): \(message)") }
    let location = tree.location(of: Int(mark.position))
    let context = tree.text(ofNode: mark.id)
    return TemplateError(
      kind, "template: \(location): executing \(GoQuote.double(tree.name)) at <\(context)>: \(message)")
  }
}
