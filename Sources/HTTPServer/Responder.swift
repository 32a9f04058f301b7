import HTTP
import NIOCore
import NIOHTTP1

/// Writes one answer to a connection, from the handler's task.
struct Responder: Sendable {
  /// A streamed answer was not as long as announced.
  struct WrongLength: Error {}

  let channel: any Channel
  let version: HTTPVersion
  let keepAlive: Bool
  let idleTimeout: Duration

  private static let blockSize = 64 * 1024

  /// Sends the answer. When that fails half-way there is nothing to tell the client any more: the connection
  /// is closed, which the client sees as a truncated answer.
  func send(_ response: ServerResponse, to request: ServerRequest) async {
    do {
      let isHead = request.method == .head
      switch response.body {
      case .bytes(let bytes):
        try await sendHead(response, length: bytes.count)
        if !isHead, !bytes.isEmpty, Self.mayHaveBody(response.status) {
          try await write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
        }
      case .stream(let length, let produce):
        try await sendHead(response, length: length)
        if !isHead { try await stream(length, produce) }
      case .file(let file): try await send(file, response, request)
      }
      try await write(.end(nil))
      if !staysOpen(response) { try await channel.close() }
    } catch {
      channel.close(promise: nil)
    }
  }

  private func stream(_ length: Int?, _ produce: @Sendable (ResponseWriter) async throws -> Void) async throws {
    let meter = ByteMeter(limit: length)
    let writer = ResponseWriter { bytes in
      guard meter.add(bytes.count) else { throw WrongLength() }
      try await write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
    }
    try await produce(writer)
    guard meter.isComplete else { throw WrongLength() }
  }

  private func send(_ file: ServedFile, _ response: ServerResponse, _ request: ServerRequest) async throws {
    var response = response
    response.headers["ETag"] = file.entityTag
    response.headers["Last-Modified"] = HTTPDate.format(file.modified)
    response.headers["Accept-Ranges"] = "bytes"
    let plan = FilePlan(headers: request.headers, size: file.size, entityTag: file.entityTag, modified: file.modified)
    var (start, count) = (0, file.size)
    switch plan.outcome {
    case .whole: break
    case .part(let first, let length):
      (start, count) = (first, length)
      response.status = 206
      response.headers["Content-Range"] = "bytes \(first)-\(first + length - 1)/\(file.size)"
    case .notModified, .preconditionFailed, .notSatisfiable:
      count = 0
      response.headers["Content-Type"] = nil
      response.status = plan.outcome == .notModified ? 304 : plan.outcome == .notSatisfiable ? 416 : 412
      if response.status == 416 { response.headers["Content-Range"] = "bytes */\(file.size)" }
    }
    try await sendHead(response, length: count)
    guard request.method != .head else { return }
    try await copy(file, from: start, count: count)
  }

  private func copy(_ file: ServedFile, from start: Int, count: Int) async throws {
    var (offset, left) = (start, count)
    while left > 0 {
      let (at, wanted) = (offset, min(left, Self.blockSize))
      guard let block = await BlockingWork.run({ file.read(at: at, count: wanted) }) else { throw WrongLength() }
      try await write(.body(.byteBuffer(ByteBuffer(bytes: block))))
      offset += block.count
      left -= block.count
    }
  }

  private func sendHead(_ response: ServerResponse, length: Int?) async throws {
    var headers = NIOHTTP1.HTTPHeaders()
    for field in response.headers where Self.isSendable(field) { headers.add(name: field.name, value: field.value) }
    if Self.mayHaveBody(response.status) {
      if let length {
        headers.replaceOrAdd(name: "Content-Length", value: "\(length)")
      } else if version == .http1_1 {
        headers.replaceOrAdd(name: "Transfer-Encoding", value: "chunked")
      }
    }
    if !headers.contains(name: "Date") { headers.add(name: "Date", value: HTTPDate.format(Self.now)) }
    let staysOpen = staysOpen(response)
    if !staysOpen { headers.replaceOrAdd(name: "Connection", value: "close") }
    if staysOpen, version.minor == 0 { headers.replaceOrAdd(name: "Connection", value: "keep-alive") }
    let status = HTTPResponseStatus(statusCode: response.status)
    try await write(.head(HTTPResponseHead(version: version, status: status, headers: headers)), flush: false)
  }

  /// Without a length, HTTP/1.0 marks the end of a body by closing.
  private func staysOpen(_ response: ServerResponse) -> Bool {
    guard keepAlive, response.headers["Connection"]?.lowercased() != "close" else { return false }
    if case .stream(length: nil, _) = response.body, version.minor == 0 { return false }
    return true
  }

  /// Lines that frame the body are ours, and none may smuggle in others.
  private static func isSendable(_ field: HTTP.HTTPHeaders.Field) -> Bool {
    let name = field.name.lowercased()
    return name != "content-length" && name != "transfer-encoding" && !name.isEmpty
      && !field.value.utf8.contains { $0 == 10 || $0 == 13 || $0 == 0 }
      && !field.name.utf8.contains { $0 <= 32 || $0 == UInt8(ascii: ":") }
  }

  private static func mayHaveBody(_ status: Int) -> Bool { status >= 200 && status != 204 && status != 304 }
}
