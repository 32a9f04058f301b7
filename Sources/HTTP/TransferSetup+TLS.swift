import CLibcurl
import Digests

/// The options of a TLS connection, which exist twice: for the server and for a proxy reached over TLS.
extension TransferSetup {
  struct TLSPeer {
    let authorityFile, authorityDirectory, certificate, key, certificateType: CURLoption
    let verifyPeer, verifyHost, version: CURLoption

    static let server = TLSPeer(
      authorityFile: CURLOPT_CAINFO, authorityDirectory: CURLOPT_CAPATH,
      certificate: CURLOPT_SSLCERT_BLOB, key: CURLOPT_SSLKEY_BLOB, certificateType: CURLOPT_SSLCERTTYPE,
      verifyPeer: CURLOPT_SSL_VERIFYPEER, verifyHost: CURLOPT_SSL_VERIFYHOST, version: CURLOPT_SSLVERSION)
    static let proxy = TLSPeer(
      authorityFile: CURLOPT_PROXY_CAINFO,
      authorityDirectory: CURLOPT_PROXY_CAPATH, certificate: CURLOPT_PROXY_SSLCERT_BLOB,
      key: CURLOPT_PROXY_SSLKEY_BLOB, certificateType: CURLOPT_PROXY_SSLCERTTYPE,
      verifyPeer: CURLOPT_PROXY_SSL_VERIFYPEER, verifyHost: CURLOPT_PROXY_SSL_VERIFYHOST,
      version: CURLOPT_PROXY_SSLVERSION)
  }

  func setTrust(_ peer: TLSPeer) throws(HTTPError) {
    let tls = options.tls
    try set(peer.version, Int(CURL_SSLVERSION_TLSv1_2))
    try set(peer.verifyPeer, tls.insecureSkipVerify ? 0 : 1)
    try set(peer.verifyHost, tls.insecureSkipVerify ? 0 : 2)
    // Both have defaults compiled into libcurl, which would cost time although they are replaced below.
    try set(peer.authorityFile, nil)
    guard let trust = TrustStore.of(tls) else {
      throw transfer.exchange.error(.tlsCredentials("there is no CA certificate in what was given"))
    }
    try set(peer.authorityDirectory, distinction(trust))
    transfer.trust = trust
    TransferCallbacks.useTrust(of: transfer)
  }

  /// libcurl compares this string when it looks for a connection to reuse, and OpenSSL passes over directories that do
  /// not exist: that is how requests of different groups, or with different authorities, get different connections.
  private func distinction(_ trust: TrustStore) -> String {
    let text = "\(options.connectionGroup.map { "group \($0)" } ?? "")\0\(trust.identity)"
    return "/dev/null/\(DigestAlgorithm.sha256.hexDigest(of: text))"
  }

  func setIdentity(_ peer: TLSPeer) throws(HTTPError) {
    switch (options.tls.clientCertificatePEM, options.tls.clientKeyPEM) {
    case (nil, nil): return
    case (let certificate?, let key?) where !certificate.isEmpty && !key.isEmpty:
      // libcurl compares the certificate blob when it looks for a connection to reuse, but not the key. The
      // key stands behind the certificate so that nobody gets a connection by knowing the certificate alone.
      try set(peer.certificate, certificate + [UInt8(ascii: "\n")] + key)
      try set(peer.certificateType, "PEM")
      try set(peer.key, key)
    default:
      throw transfer.exchange.error(.tlsCredentials("a client certificate needs its key, and a key its certificate"))
    }
  }
}
