import CLibcurl

/// Puts libcurl's codes into our words.
struct CurlFailure {
  let code: CURLcode
  /// libcurl's own text for the case; names hosts and ports, never credentials.
  let text: String
  let transfer: Transfer

  var kind: HTTPError.Kind {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .resolve(detail)
    case CURLE_COULDNT_CONNECT: .connect(detail)
    case CURLE_OPERATION_TIMEDOUT: timeout
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: .tlsVerify(detail)
    case CURLE_SSL_CONNECT_ERROR, CURLE_USE_SSL_FAILED, CURLE_SSL_CIPHER: .tlsHandshake(detail)
    case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE: .tlsCredentials(detail)
    case CURLE_PROXY: .proxy(status: proxyStatus, detail)
    case CURLE_URL_MALFORMAT: .invalidRequest(detail)
    case CURLE_PARTIAL_FILE: .truncated(detail)
    case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2_STREAM: connectionLost
    default: .protocol(detail)
    }
  }

  /// After the header something of the body is missing; before it, an answer; and before even that, a proxy
  /// may have said no.
  private var connectionLost: HTTPError.Kind {
    if transfer.hasHead { return .truncated(detail) }
    if let status = proxyStatus, status >= 300 { return .proxy(status: status, detail) }
    return transfer.isConnected ? .reset(detail) : .connect(detail)
  }

  private var timeout: HTTPError.Kind {
    let options = transfer.exchange.request.options
    let total = options.totalTimeout
    guard !transfer.isConnected, !transfer.hasHead else { return .timeout(.total, after: total) }
    guard let connect = options.connectTimeout else { return .timeout(total == nil ? .connect : .total, after: total) }
    if let total, total <= connect { return .timeout(.total, after: total) }
    return .timeout(.connect, after: connect)
  }

  private var detail: String {
    if !text.isEmpty { return text }
    return String(cString: curl_easy_strerror(code))
  }

  private var proxyStatus: Int? {
    var status = 0
    guard flux_easy_get_long(transfer.easy, CURLINFO_HTTP_CONNECTCODE, &status) == CURLE_OK, status > 0 else {
      return nil
    }
    return status
  }
}
