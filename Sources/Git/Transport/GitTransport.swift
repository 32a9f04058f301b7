/// A way to talk to the server of one repository. HTTP is here; SSH has the same two steps.
public protocol GitTransport: Sendable {
  /// The address as it may stand in messages.
  var address: String { get }

  /// Fetches what the server says first, asking for protocol version 2.
  ///
  /// - Parameter receive: Gets the bytes piece by piece.
  func advertisement(_ receive: ([UInt8]) async throws -> Void) async throws

  /// Sends one request to `git-upload-pack` and fetches the answer.
  ///
  /// - Parameter receive: Gets the bytes piece by piece; what it takes its time for holds back the server.
  func uploadPack(
    _ request: [UInt8], version: ServerCapabilities.Version, _ receive: ([UInt8]) async throws -> Void
  ) async throws
}
