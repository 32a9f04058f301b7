extension RemoteURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The URL fit for logs, conditions and events: `***` stands for user and password, for the values of
  /// query parameters that carry secrets, and for the path where ``pathIsSecret`` says so.
  public var redacted: String {
    let credentials = hasCredentials ? "***@" : ""
    guard !pathIsSecret else { return "\(scheme)://\(credentials)\(authority)/***" }
    let parameters = query.map { "?\(Self.redact(query: $0))" } ?? ""
    return "\(scheme)://\(credentials)\(authority)\(path)\(parameters)"
  }

  /// The same as ``redacted``.
  public var description: String { redacted }

  /// The same as ``redacted``.
  public var debugDescription: String { redacted }

  /// Shows ``redacted`` only, so that `dump` and reflection tell no more than `print`.
  public var customMirror: Mirror { Mirror(self, children: ["redacted": redacted]) }

  private static func redact(query: String) -> String {
    query.split(separator: "&", omittingEmptySubsequences: false).map { parameter in
      guard let equals = parameter.firstIndex(of: "="), parameter.index(after: equals) < parameter.endIndex
      else { return String(parameter) }
      let name = String(parameter[..<equals])
      return isSecret(parameter: name) ? "\(name)=***" : String(parameter)
    }.joined(separator: "&")
  }

  /// Whether values of this query parameter are masked. Rather one too many than one too few.
  static func isSecret(parameter: String) -> Bool {
    let name = (PercentEncoding.decode(Array(parameter.utf8)[...]) ?? parameter).lowercased()
    return secretNames.contains(name)
      || secretPrefixes.contains { name.hasPrefix($0) }
      || secretParts.contains { name.contains($0) }
  }

  private static let secretNames: Set<String> = ["auth", "code", "jwt", "key", "pass", "pwd", "sas", "sig", "state"]
  private static let secretPrefixes = ["x-amz-", "x-goog-", "x-ms-"]
  private static let secretParts = [
    "token", "secret", "password", "passwd", "passphrase", "credential", "signature", "apikey", "api_key",
    "api-key", "accesskey", "access_key", "access-key", "authorization",
  ]
}
