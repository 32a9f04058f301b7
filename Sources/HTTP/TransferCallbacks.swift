import CLibcurl

/// The functions that libcurl calls, on the client's thread, with the transfer as their context.
enum TransferCallbacks {
  static func install(on transfer: Transfer) {
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    let easy = transfer.easy
    _ = flux_easy_set_transfer(easy, CURLOPT_WRITEFUNCTION, write)
    _ = flux_easy_set_pointer(easy, CURLOPT_WRITEDATA, context)
    _ = flux_easy_set_transfer(easy, CURLOPT_HEADERFUNCTION, header)
    _ = flux_easy_set_pointer(easy, CURLOPT_HEADERDATA, context)
    guard transfer.upload != nil else { return }
    _ = flux_easy_set_transfer(easy, CURLOPT_READFUNCTION, read)
    _ = flux_easy_set_pointer(easy, CURLOPT_READDATA, context)
    _ = flux_easy_set_seek(easy, seek)
    _ = flux_easy_set_pointer(easy, CURLOPT_SEEKDATA, context)
  }

  /// Gives the connection, should a new one be made, the authorities that are parsed already.
  static func useTrust(of transfer: Transfer) {
    _ = flux_easy_set_tls(transfer.easy, trust)
    _ = flux_easy_set_pointer(
      transfer.easy, CURLOPT_SSL_CTX_DATA, Unmanaged.passUnretained(transfer).toOpaque())
  }

  private static let trust: flux_tls_callback = { _, context, transfer in
    guard let context, let store = TransferCallbacks.transfer(transfer)?.trust else { return CURLE_SSL_CERTPROBLEM }
    flux_tls_set_trust(context, store.pointer)
    return CURLE_OK
  }

  private static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  private static let write: flux_transfer_callback = { bytes, _, count, context in
    guard let transfer = transfer(context) else { return 0 }
    switch transfer.receive(body: UnsafeRawBufferPointer(start: bytes, count: count)) {
    case .accepted: return count
    case .paused: return Int(CURL_WRITEFUNC_PAUSE)
    // Any other number than that of the bytes brought ends the transfer.
    case .refused: return count == 0 ? 1 : 0
    }
  }

  private static let header: flux_transfer_callback = { bytes, size, count, context in
    guard let transfer = transfer(context) else { return 0 }
    let length = size &* count
    return transfer.receive(header: UnsafeRawBufferPointer(start: bytes, count: length)) ? length : 0
  }

  private static let read: flux_transfer_callback = { bytes, size, count, context in
    guard let transfer = transfer(context) else { return Int(CURL_READFUNC_ABORT) }
    let room = UnsafeMutableRawBufferPointer(start: bytes, count: size &* count)
    return transfer.send(into: room) ?? Int(CURL_READFUNC_ABORT)
  }

  /// libcurl goes back to the start when it repeats a request whose reused connection turned out dead.
  private static let seek: flux_seek_callback = { context, offset, origin in
    guard let upload = transfer(context)?.upload, origin == 0 else { return CURL_SEEKFUNC_CANTSEEK }
    return upload.seek(to: Int(offset)) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_CANTSEEK
  }
}
