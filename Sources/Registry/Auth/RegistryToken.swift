import JSON

/// What a token server has given.
struct RegistryToken: Hashable, Sendable {
  let value: String
  /// How long it may be used.
  let lifetime: Duration

  private static let shortest: Int64 = 60
  private static let longest: Int64 = 3600
  /// Clocks differ, and a request takes its time.
  private static let margin: Int64 = 10

  /// Reads a token server's answer; throws the problem as text.
  init(_ body: [UInt8]) throws(Problem) {
    guard let json = try? JSONValue(parsing: body), json.objectValue != nil else {
      throw Problem(text: "its answer is not JSON")
    }
    let candidates = [json["token"]?.stringValue, json["access_token"]?.stringValue]
    guard let token = candidates.compactMap({ $0 }).first(where: { !$0.isEmpty }) else {
      throw Problem(text: "its answer has no token")
    }
    guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw Problem(text: "its token has characters that no header may have")
    }
    let seconds = min(max(json["expires_in"]?.int64Value ?? 0, Self.shortest), Self.longest)
    value = token
    lifetime = .seconds(seconds - Self.margin)
  }

  struct Problem: Error {
    let text: String
  }
}
