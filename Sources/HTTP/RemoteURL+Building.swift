extension RemoteURL {
  /// The URL with a path put behind its own, joined by exactly one slash.
  ///
  /// - Parameter path: plain text; what may not stand in a path is percent-encoded, slashes are kept. The
  ///   query of the receiver is kept too.
  public func appending(path: String) -> RemoteURL {
    var url = self
    let addition = PercentEncoding.encode(path, keeping: .path)
    let base = url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path
    url.path = addition.hasPrefix("/") ? base + addition : "\(base)/\(addition)"
    return url
  }

  /// The URL with another path, given as plain text. It is made to start with a slash.
  public func replacing(path: String) -> RemoteURL {
    var url = self
    url.path = ""
    return url.appending(path: path)
  }

  /// The URL with parameters put behind those of its query, in this order. Names and values are plain text.
  public func appending(query parameters: [(name: String, value: String)]) -> RemoteURL {
    guard !parameters.isEmpty else { return self }
    var url = self
    let added = parameters.map { parameter in
      let name = PercentEncoding.encode(parameter.name, keeping: .unreserved)
      return "\(name)=\(PercentEncoding.encode(parameter.value, keeping: .unreserved))"
    }
    let present = query.map { $0.isEmpty ? [] : [$0] } ?? []
    url.query = (present + added).joined(separator: "&")
    return url
  }

  /// The URL without its query.
  public var withoutQuery: RemoteURL {
    var url = self
    url.query = nil
    return url
  }

  /// What a reference (the value of a `Location` header) means seen from this URL: RFC 3986, section 5.2.
  /// `nil` when the reference cannot be read. User and password of the base are not taken over.
  public func resolving(reference: String) -> RemoteURL? {
    if let absolute = RemoteURL(reference) { return absolute }
    if reference.hasPrefix("//") { return RemoteURL("\(scheme):\(reference)") }
    let bytes = Array(reference.utf8)
    guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }), !Self.namesScheme(bytes),
      let parts = RemoteURLParser.PathAndQuery(bytes[...])
    else { return nil }
    var url = withoutCredentials
    url.query = parts.path.isEmpty && parts.query == nil ? query : parts.query
    if parts.path.hasPrefix("/") {
      url.path = Self.removingDotSegments(parts.path)
    } else if !parts.path.isEmpty {
      let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "/"
      url.path = Self.removingDotSegments(directory + parts.path)
    }
    return url
  }

  /// Whether the reference starts with `scheme:`; such a one is absolute and was already refused.
  private static func namesScheme(_ bytes: [UInt8]) -> Bool {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
    return RemoteURLParser.scheme(bytes[..<colon]) != nil
  }

  private static func removingDotSegments(_ path: String) -> String {
    var kept: [Substring] = []
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    for (offset, segment) in segments.enumerated() {
      let isLast = offset == segments.count - 1
      switch segment {
      case ".", "..":
        if segment == "..", !kept.isEmpty { kept.removeLast() }
        if isLast { kept.append("") }
      default: kept.append(segment)
      }
    }
    return "/" + kept.joined(separator: "/")
  }
}

extension RemoteURL {
  /// Puts another host in place, for the name asked for in TLS.
  mutating func replaceHost(_ name: String) { host = name.lowercased() }
}
