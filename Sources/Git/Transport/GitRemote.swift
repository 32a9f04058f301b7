/// A repository on a server.
public struct GitRemote: Sendable {
  public let transport: any GitTransport
  /// What the server could do the last time. With it, a listing takes one request instead of two.
  public let knownCapabilities: ServerCapabilities?

  public init(_ transport: any GitTransport, knownCapabilities: ServerCapabilities? = nil) {
    self.transport = transport
    self.knownCapabilities = knownCapabilities
  }

  /// The references that start with one of the prefixes.
  ///
  /// - Throws: ``GitError``, `CancellationError`.
  public func references(prefixes: [String]) async throws -> ReferenceListing {
    if let known = knownCapabilities, known.version == .v2 {
      do { return try await list(prefixes, known) } catch let error as GitError {
        // The server may have changed. Only what a new discovery could mend leads to one.
        switch error {
        case .remote, .protocolViolation, .notGit, .dumbServer, .repositoryNotFound, .status: break
        default: throw error
        }
      }
    }
    let advertisement = try await discover(prefixes)
    guard advertisement.capabilities.version == .v2 else { return advertisement }
    return try await list(prefixes, advertisement.capabilities)
  }

  /// Fetches objects and everything they need into a pack with an index.
  ///
  /// - Parameters:
  ///   - depth: How many commits of history, `nil` for all. A server that cannot cut history sends all of it.
  ///   - directory: An existing directory of the caller's, which gets the files.
  /// - Throws: ``GitError``, ``PackError``, `CancellationError`.
  public func fetch(
    _ wants: [ObjectID], depth: Int?, _ capabilities: ServerCapabilities, into directory: String,
    limits: PackLimits = PackLimits()
  ) async throws -> FetchedPack {
    let request = try FetchCommand.request(wants: wants, depth: depth, capabilities)
    let receiver = try PackReceiver(capabilities, into: directory, limits: limits)
    try await transport.uploadPack(request, version: capabilities.version) { try await receiver.receive($0) }
    return try await receiver.finish()
  }

  private func discover(_ prefixes: [String]) async throws -> ReferenceListing {
    var reader = AdvertisementReader(prefixes: prefixes)
    try await transport.advertisement { chunk in try chunk.withUnsafeBytes { try reader.feed($0) } }
    return try reader.finish()
  }

  private func list(_ prefixes: [String], _ capabilities: ServerCapabilities) async throws -> ReferenceListing {
    var command = ListCommand()
    let request = ListCommand.request(prefixes: prefixes, capabilities)
    try await transport.uploadPack(request, version: .v2) { chunk in try chunk.withUnsafeBytes { try command.feed($0) }
    }
    let references = try command.finish()
    // Servers may send more than was asked for.
    let wanted = references.filter { reference in prefixes.isEmpty || prefixes.contains { reference.name.hasPrefix($0) }
    }
    return ReferenceListing(references: wanted, capabilities: capabilities)
  }
}
