import HTTP
import NIOCore
import NIOHTTP1

/// One connection: turns what the decoder finds into requests for the handler. Lives on the event loop.
final class ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let limits: ServerLimits
  private let gate: ConnectionGate
  private let handler: HTTPServer.Handler
  private var body: IncomingBody?
  private var received = 0
  private var task: Task<Void, Never>?
  private var answering = false
  private var closesAfterAnswer = false

  init(limits: ServerLimits, gate: ConnectionGate, handler: @escaping HTTPServer.Handler) {
    self.limits = limits
    self.gate = gate
    self.handler = handler
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !gate.isRefusing else { return }
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(let buffer): receive(buffer)
    case .end: endBody()
    }
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let announced = head.headers.first(name: "content-length").map { Int($0) ?? .max } ?? 0
    guard announced <= limits.bodyBytes else { return gate.refuse(.payloadTooLarge) }
    if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
      context.writeAndFlush(
        wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .continue))), promise: nil)
    }
    gate.expect(.body)
    received = 0
    answering = true
    let channel = context.channel
    let body = IncomingBody { channel.read() }
    self.body = body
    var headers = HTTP.HTTPHeaders()
    for (name, value) in head.headers { headers.add(name, value) }
    let request = ServerRequest(
      method: HTTP.HTTPMethod(rawValue: head.method.rawValue), target: head.uri, headers: headers,
      remoteAddress: context.remoteAddress?.ipAddress ?? "", body: body)
    let responder = Responder(
      channel: channel, version: head.version, keepAlive: head.isKeepAlive, idleTimeout: limits.idleTimeout)
    task = Task { [handler] in
      let response = await handler(request)
      await responder.send(response, to: request)
    }
  }

  private func receive(_ buffer: ByteBuffer) {
    received += buffer.readableBytes
    guard received <= limits.bodyBytes else {
      body?.finish(.failure(.tooLarge))
      return fail(.payloadTooLarge)
    }
    body?.append(Array(buffer.readableBytesView))
  }

  private func endBody() {
    body?.finish(.success(()))
    body = nil
    gate.expect(answering ? .answer : .nextRequest)
  }

  /// Holds back the client while the handler has not read what is there.
  func read(context: ChannelHandlerContext) {
    if let body, !body.mayRead() { return }
    context.read()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    var part = unwrapOutboundIn(data)
    if case .head(var head) = part, head.status.code >= 200 {
      gate.answerBegan()
      // An answer before the end of the request: what is left of that will not be read.
      closesAfterAnswer = body != nil
      if closesAfterAnswer { head.headers.replaceOrAdd(name: "Connection", value: "close") }
      part = .head(head)
    }
    context.write(wrapOutboundOut(part), promise: promise)
    guard case .end = part else { return }
    answering = false
    task = nil
    if closesAfterAnswer || body != nil {
      body?.finish(.failure(.disconnected))
      context.flush()
      gate.closeAfterWrites()
    } else {
      gate.expect(.nextRequest)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is ConnectionGate.BodyDeadlinePassed else { return context.fireUserInboundEventTriggered(event) }
    body?.finish(.failure(.tooSlow))
    fail(.requestTimeout)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case HTTPParserError.headerOverflow: gate.refuse(.requestHeaderFieldsTooLarge)
    case is HTTPParserError: gate.refuse(.badRequest)
    default: context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    body?.finish(.failure(.disconnected))
    task?.cancel()
    task = nil
    context.fireChannelInactive()
  }

  private func fail(_ status: HTTPResponseStatus) {
    gate.refuse(status)
    task?.cancel()
  }
}
