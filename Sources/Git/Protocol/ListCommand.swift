/// The command of protocol version 2 that lists references, and its answer.
///
/// Format: Git's gitprotocol-v2, "ls-refs".
package struct ListCommand {
  private var parser = PktLineParser()
  private var references: [Reference] = []
  private var isComplete = false

  package init() {}

  package static func request(prefixes: [String], _ capabilities: ServerCapabilities) -> [UInt8] {
    var request = PktLine.line("command=ls-refs") + Request.common(capabilities)
    request += PktLine.delimiter + PktLine.line("peel") + PktLine.line("symrefs")
    if capabilities.listsUnborn { request += PktLine.line("unborn") }
    for prefix in prefixes { request += PktLine.line("ref-prefix \(prefix)") }
    return request + PktLine.flush
  }

  package mutating func feed(_ bytes: UnsafeRawBufferPointer) throws {
    var parser = parser
    defer { self.parser = parser }
    try parser.feed(bytes) { packet in
      switch packet {
      case .data(let line): try read(line.lineText)
      case .flush: isComplete = true
      case .delimiter: throw GitError.protocolViolation("an unexpected special packet")
      case .responseEnd: break
      }
    }
  }

  /// - Throws: ``GitError``.
  package func finish() throws -> [Reference] {
    try parser.finish()
    guard isComplete else { throw GitError.protocolViolation("the list of references ends early") }
    return references
  }

  private mutating func read(_ line: String) throws {
    if line.hasPrefix("ERR ") { throw GitError.remote(sanitising: String(line.dropFirst(4))) }
    let parts = line.split(separator: " ")
    guard parts.count >= 2, !isComplete else { throw GitError.protocolViolation("a reference without a name") }
    // The branch that HEAD names does not exist yet.
    if parts[0] == "unborn" { return }
    guard let id = ObjectID(hex: parts[0]) else { throw GitError.protocolViolation("a reference without an object") }
    var reference = Reference(name: String(parts[1]), id: id)
    for attribute in parts.dropFirst(2) {
      if attribute.hasPrefix("peeled:") { reference.peeled = ObjectID(hex: attribute.dropFirst(7)) }
      if attribute.hasPrefix("symref-target:") { reference.symbolicTarget = String(attribute.dropFirst(14)) }
    }
    guard Reference.isWellFormed(reference.name) else { return }
    guard references.count < ReferenceCollector.maxReferences else {
      throw GitError.unsupported("lists more than \(ReferenceCollector.maxReferences) references")
    }
    references.append(reference)
  }
}

/// What every request of ours says.
enum Request {
  static let agent = "agent=git/flux-swift"

  /// The capabilities that go between a command and its arguments.
  static func common(_ capabilities: ServerCapabilities) -> [UInt8] {
    var lines = PktLine.line(agent)
    if capabilities.contains("object-format") {
      lines += PktLine.line("object-format=\((capabilities.objectFormat ?? .sha1).rawValue)")
    }
    return lines
  }
}
