import Glibc
import HTTP
import NIOCore
import NIOHTTP1

/// One client's connection to the proxy, as the code that answers sees it.
struct ProxyConnection: Sendable {
  typealias Channel = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

  let channel: any NIOCore.Channel
  let writer: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
  /// Whether the client asked for the connection to be closed; it may use it again unless told so.
  var isLastAnswer = false

  func begin(_ status: Int, _ headers: HTTP.HTTPHeaders) async throws {
    var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status))
    for field in headers { head.headers.add(name: field.name, value: field.value) }
    if isLastAnswer { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    try await writer.write(.head(head))
  }

  func write(_ bytes: [UInt8]) async throws {
    try await writer.write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
  }

  func end() async throws { try await writer.write(.end(nil)) }

  /// A whole answer.
  func send(_ status: Int, _ headers: HTTP.HTTPHeaders, _ body: [UInt8]) async throws {
    var headers = headers
    headers["Content-Length"] = "\(body.count)"
    try await begin(status, headers)
    if !body.isEmpty { try await write(body) }
    try await end()
  }

  /// Closes the connection in an orderly way, whatever was announced before.
  func close() async { try? await channel.close() }

  /// Closes the connection with a reset: the peer loses what it has not read yet.
  func reset() async {
    let options = channel as? any SocketOptionProvider
    try? await options?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    try? await channel.close()
  }
}
