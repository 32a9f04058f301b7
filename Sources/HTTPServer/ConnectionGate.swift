import NIOCore
import NIOHTTP1

/// Stands between the socket and the decoder: keeps the deadlines of a connection, and answers for the server
/// when a client is turned away. Lives on the event loop.
final class ConnectionGate: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// What the connection waits for.
  enum Phase {
    /// The rest of a header.
    case head
    /// The rest of a body.
    case body
    /// The handler; there is no deadline.
    case answer
    /// The first byte of the next request.
    case nextRequest
  }

  /// Sent up the pipeline when a body took too long.
  struct BodyDeadlinePassed: Sendable {}

  private let limits: ServerLimits
  private var context: ChannelHandlerContext?
  private var phase = Phase.head
  private var deadline: Scheduled<Void>?
  private var headBytes = 0
  private var hasBegunAnswer = false
  private(set) var isRefusing = false

  private let isFull: Bool
  private let connections: ConnectionTable

  /// - Parameter isFull: whether the server has connections enough and only tells this one so.
  init(limits: ServerLimits, isFull: Bool, connections: ConnectionTable) {
    self.limits = limits
    self.isFull = isFull
    self.connections = connections
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    expect(.head)
  }

  func channelActive(context: ChannelHandlerContext) {
    if isFull { refuse(.serviceUnavailable) }
    context.fireChannelActive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    deadline?.cancel()
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isRefusing else { return }
    if phase == .nextRequest { expect(.head) }
    if phase == .head { headBytes += unwrapInboundIn(data).readableBytes }
    context.fireChannelRead(data)
    if phase == .head, headBytes > limits.headerBytes { refuse(.requestHeaderFieldsTooLarge) }
  }

  /// Sets what the connection waits for, and how long.
  func expect(_ phase: Phase) {
    guard !isRefusing else { return }
    self.phase = phase
    deadline?.cancel()
    deadline = nil
    headBytes = 0
    switch phase {
    case .head: schedule(limits.headerDeadline)
    case .body:
      note(isIdle: false)
      schedule(limits.bodyDeadline)
    case .nextRequest:
      hasBegunAnswer = false
      note(isIdle: true)
      schedule(limits.idleTimeout)
    case .answer: break
    }
  }

  private func note(isIdle: Bool) {
    if let context { connections.note(context.channel, isIdle: isIdle) }
  }

  /// From now on a refusal can only close.
  func answerBegan() { hasBegunAnswer = true }

  /// Answers with a status of the server's own and closes, giving the client a moment to read the answer:
  /// closing while its bytes still arrive would reset the connection and lose it.
  func refuse(_ status: HTTPResponseStatus) {
    guard !isRefusing, let context else { return }
    isRefusing = true
    deadline?.cancel()
    guard !hasBegunAnswer else { return context.close(promise: nil) }
    var buffer = context.channel.allocator.buffer(capacity: 128)
    buffer.writeString(
      "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    linger(context)
  }

  /// Closes once everything written is out.
  func closeAfterWrites() {
    guard !isRefusing, let context else { return }
    isRefusing = true
    deadline?.cancel()
    linger(context)
  }

  private func linger(_ context: ChannelHandlerContext) {
    context.close(mode: .output, promise: nil)
    // The handlers that would hold back reading are passed over, so that the client's bytes are drained.
    context.read()
    let channel = context.channel
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.fireChannelReadComplete()
    if isRefusing { context.read() }
  }

  private func schedule(_ duration: Duration) {
    guard let context else { return }
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(duration)) { [weak self] in
      self?.deadlinePassed()
    }
  }

  private func deadlinePassed() {
    guard !isRefusing, let context else { return }
    switch phase {
    case .nextRequest: context.close(promise: nil)
    case .head where headBytes == 0: context.close(promise: nil)
    case .head: refuse(.requestTimeout)
    case .body: context.fireUserInboundEventTriggered(BodyDeadlinePassed())
    case .answer: break
    }
  }
}
