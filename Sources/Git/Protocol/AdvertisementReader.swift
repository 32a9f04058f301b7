/// Reads what a server says first: the capabilities of version 2, or the references of the older versions.
///
/// Formats: Git's gitprotocol-http "Smart Server Response", gitprotocol-v2 "Capability Advertisement",
/// gitprotocol-pack "Reference Discovery".
package struct AdvertisementReader {
  private enum State { case start, serviceFlush, first, capabilities, references, done }

  private var state = State.start
  private var parser = PktLineParser()
  private var capabilities = ServerCapabilities(.v0)
  private var references = ReferenceCollector()
  private let prefixes: [String]

  /// - Parameter prefixes: References that start with none of these are dropped; none means all are kept.
  package init(prefixes: [String]) {
    self.prefixes = prefixes
  }

  package mutating func feed(_ bytes: UnsafeRawBufferPointer) throws {
    var parser = parser
    defer { self.parser = parser }
    try parser.feed(bytes) { try read($0) }
  }

  /// - Throws: ``GitError``.
  package func finish() throws -> ReferenceListing {
    try parser.finish()
    guard state == .done else { throw GitError.protocolViolation("the answer ends early") }
    guard capabilities.objectFormat != nil else { throw GitError.unsupported("uses an unknown object format") }
    let found = references.finish(symbolic: capabilities.symbolicReferences)
    return ReferenceListing(references: found, capabilities: capabilities)
  }

  private mutating func read(_ packet: Packet) throws {
    switch packet {
    case .data(let line):
      if line.hasPrefix("ERR ") { throw GitError.remote(sanitising: String(line.lineText.dropFirst(4))) }
      try read(line)
    case .flush:
      switch state {
      case .serviceFlush: state = .first
      case .first, .capabilities, .references: state = .done
      case .start, .done: throw GitError.protocolViolation("an unexpected flush packet")
      }
    case .delimiter, .responseEnd: throw GitError.protocolViolation("an unexpected special packet")
    }
  }

  private mutating func read(_ line: UnsafeRawBufferPointer) throws {
    switch state {
    case .start where line.hasPrefix("# service="):
      guard line.lineText == "# service=git-upload-pack" else {
        throw GitError.protocolViolation("another service answered")
      }
      state = .serviceFlush
    case .start, .first:
      try readFirst(line)
    case .capabilities:
      capabilities.add(Substring(line.lineText))
    case .references:
      try references.add(line.lineText, prefixes)
    case .serviceFlush, .done:
      throw GitError.protocolViolation("an unexpected line")
    }
  }

  private mutating func readFirst(_ line: UnsafeRawBufferPointer) throws {
    let text = line.lineText
    if text == "version 2" {
      capabilities = ServerCapabilities(.v2)
      state = .capabilities
      return
    }
    state = .first
    if text == "version 1" { return }
    let end = line.firstIndex(of: 0) ?? line.count
    let list = end < line.count ? UnsafeRawBufferPointer(rebasing: line[(end + 1)...]).lineText : ""
    for capability in list.split(separator: " ") { capabilities.add(capability) }
    state = .references
    try references.add(UnsafeRawBufferPointer(rebasing: line[0..<end]).lineText, prefixes)
  }
}

/// Gathers the references of the older protocol, where the target of a tag follows as `name^{}`.
struct ReferenceCollector {
  /// More references than this are not read; repositories with more need a server with protocol version 2.
  static let maxReferences = 200_000

  private var references: [Reference] = []

  mutating func add(_ line: String, _ prefixes: [String]) throws {
    let parts = line.split(separator: " ", maxSplits: 1)
    guard parts.count == 2 else { throw GitError.protocolViolation("a reference without a name") }
    if parts[0] == "shallow" { return }
    guard let id = ObjectID(hex: parts[0]) else { throw GitError.protocolViolation("a reference without an object") }
    var name = String(parts[1])
    // An empty repository has no reference to hang its capabilities on.
    if name == "capabilities^{}" { return }
    let isPeeled = name.hasSuffix("^{}")
    if isPeeled { name = String(name.dropLast(3)) }
    guard prefixes.isEmpty || prefixes.contains(where: { name.hasPrefix($0) }) else { return }
    if isPeeled {
      if references.last?.name == name { references[references.count - 1].peeled = id }
      return
    }
    guard Reference.isWellFormed(name) else { return }
    guard references.count < Self.maxReferences else {
      throw GitError.unsupported("lists more than \(Self.maxReferences) references")
    }
    references.append(Reference(name: name, id: id))
  }

  func finish(symbolic: [String: String]) -> [Reference] {
    references.map { reference in
      var reference = reference
      reference.symbolicTarget = symbolic[reference.name]
      return reference
    }
  }
}
