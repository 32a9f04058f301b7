import CLibcurl

/// Turns a request into libcurl's options.
struct TransferSetup {
  let transfer: Transfer
  private let configuration: HTTPClientConfiguration
  private var request: HTTPRequest { transfer.exchange.request }
  var options: HTTPOptions { request.options }

  init(_ transfer: Transfer, configuration: HTTPClientConfiguration) {
    self.transfer = transfer
    self.configuration = configuration
  }

  func apply() throws(HTTPError) {
    try setAddress()
    try setBody()
    try setHeaders()
    try setConnection()
    try setTimeouts()
    try setProxy()
    try setTrust(.server)
    try setIdentity(.server)
    TransferCallbacks.install(on: transfer)
  }

  private func setAddress() throws(HTTPError) {
    guard request.url.scheme == "https" || request.url.scheme == "http" else {
      throw transfer.exchange.error(.invalidRequest("the scheme \(request.url.scheme) is neither https nor http"))
    }
    var url = request.url.withoutCredentials
    if let name = options.tls.serverName, url.scheme == "https" {
      // libcurl asks for and verifies the name in the URL; the connection goes to the real host.
      try setList(CURLOPT_CONNECT_TO, ["::\(connectTarget)"])
      url.replaceHost(name)
    }
    try set(CURLOPT_URL, url.string(includingCredentials: false))
    // What is sent is what was written: no dot segments are folded.
    try set(CURLOPT_PATH_AS_IS, 1)
    try set(CURLOPT_PROTOCOLS_STR, "http,https")
    try set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
    try set(CURLOPT_FOLLOWLOCATION, 0)
  }

  /// `host:port` in the notation of CURLOPT_CONNECT_TO.
  private var connectTarget: String {
    var url = request.url
    url.port = url.effectivePort
    return url.authority
  }

  private func setBody() throws(HTTPError) {
    do throws(UploadSource.Failure) {
      transfer.upload =
        switch request.body {
        case .bytes(let bytes): UploadSource(bytes: bytes)
        case .file(let path): try UploadSource(path: path)
        // These say that nothing follows with a length of zero.
        case .none: [.post, .put, .patch].contains(request.method) ? UploadSource(bytes: []) : nil
        }
    } catch {
      throw transfer.exchange.error(.invalidRequest(error.description))
    }
    if request.method == .head { try set(CURLOPT_NOBODY, 1) }
    if let upload = transfer.upload {
      try set(CURLOPT_UPLOAD, 1)
      try check(flux_easy_set_offset(transfer.easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(upload.count)))
      try set(CURLOPT_UPLOAD_BUFFERSIZE, 16 * 1024)
    }
    guard Self.isToken(request.method.rawValue) else {
      throw transfer.exchange.error(.invalidRequest("the method is not a word"))
    }
    if request.method != .head { try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
  }

  private func setHeaders() throws(HTTPError) {
    var headers = request.headers
    if headers["Authorization"] == nil, request.url.hasCredentials {
      headers.setBasicAuthorization(user: request.url.user ?? "", password: request.url.password ?? "")
    }
    if options.tls.serverName != nil, headers["Host"] == nil { headers["Host"] = request.url.authority }
    // An upload would otherwise wait for "100 Continue", which many servers never send.
    if headers["Expect"] == nil, transfer.upload != nil { headers["Expect"] = "" }
    var lines: [String] = []
    for field in headers {
      guard Self.isToken(field.name), Self.isFieldValue(field.value) else {
        throw transfer.exchange.error(
          .invalidRequest("the header \(field.name.debugDescription) has characters that no header may have"))
      }
      // For libcurl "Name:" means to leave the header out, and "Name;" one without a value.
      let isOmitted = HTTPHeaders.isSame(field.name, "Expect") && field.value.isEmpty
      lines.append(
        field.value.isEmpty ? (isOmitted ? "\(field.name):" : "\(field.name);") : "\(field.name): \(field.value)")
    }
    try setList(CURLOPT_HTTPHEADER, lines)
    try set(CURLOPT_USERAGENT, configuration.userAgent)
    if options.decompress { try set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate") }
  }

  private func setConnection() throws(HTTPError) {
    try set(CURLOPT_NOSIGNAL, 1)
    // Do not wait for a resolver thread that hangs: this thread serves everybody.
    try set(CURLOPT_QUICK_EXIT, 1)
    try set(CURLOPT_BUFFERSIZE, 16 * 1024)
    try set(CURLOPT_TCP_KEEPALIVE, 1)
    try set(CURLOPT_TCP_KEEPIDLE, 30)
    try set(CURLOPT_TCP_KEEPINTVL, 15)
    try set(CURLOPT_MAXAGE_CONN, max(1, configuration.idleConnectionAge.milliseconds / 1000))
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    guard request.mayMultiplex else {
      return try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    }
    try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    // Rather wait for the connection being set up and share it than open another.
    try set(CURLOPT_PIPEWAIT, 1)
  }

  private func setTimeouts() throws(HTTPError) {
    if let timeout = options.connectTimeout {
      try set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(timeout))
    }
    if let timeout = options.totalTimeout { try set(CURLOPT_TIMEOUT_MS, Self.milliseconds(timeout)) }
  }

  /// At least one, because zero means no limit to libcurl.
  private static func milliseconds(_ duration: Duration) -> Int {
    min(max(1, duration.milliseconds), Int(Int32.max))
  }
}

// Setting single options.
extension TransferSetup {
  func set(_ option: CURLoption, _ value: Int) throws(HTTPError) {
    try check(flux_easy_set_long(transfer.easy, option, value))
  }

  func set(_ option: CURLoption, _ value: String?) throws(HTTPError) {
    try check(flux_easy_set_string(transfer.easy, option, value))
  }

  func set(_ option: CURLoption, _ bytes: [UInt8]) throws(HTTPError) {
    try check(bytes.withUnsafeBytes { flux_easy_set_blob(transfer.easy, option, $0.baseAddress, $0.count) })
  }

  func setList(_ option: CURLoption, _ lines: [String]) throws(HTTPError) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        throw transfer.exchange.error(.clientClosed)
      }
      list = longer
    }
    guard let list else { return }
    transfer.lists.append(list)
    try check(flux_easy_set_pointer(transfer.easy, option, list))
  }

  private func check(_ code: CURLcode) throws(HTTPError) {
    guard code != CURLE_OK else { return }
    throw transfer.exchange.error(.invalidRequest(String(cString: curl_easy_strerror(code))))
  }

  static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0) }
  }

  static func isFieldValue(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
  }
}
