import HTTP
import JSON

extension RegistryClient {
  private static let pageSize = 1000
  /// A registry that knows no pages sends everything at once.
  private static let pageBytes = 8 << 20
  private static let maximumPages = 10_000

  /// Hands the tags of the repository to `visit`, one at a time, page by page.
  public func eachTag(_ visit: (String) throws -> Void) async throws {
    var query = "n=\(Self.pageSize)"
    for _ in 0..<Self.maximumPages {
      let response = try await send(.get, "tags/list", query: query)
      guard response.isSuccess else { throw await Self.refusal(response, "tags of '\(repository)'") }
      let body: [UInt8]
      do { body = try await response.body.collect(upTo: Self.pageBytes) } catch {
        if case .bodyTooLarge(let limit) = error.kind {
          throw RegistryError.tooLarge("a page of the tags of '\(repository)'", limit: Int64(limit))
        }
        throw try Self.failure(error)
      }
      try Self.scan(body, visit)
      guard let next = Self.nextQuery(response) else { return }
      guard next != query else {
        throw RegistryError.malformed("the list of tags", problem: "its pages lead in a circle")
      }
      query = next
    }
    throw RegistryError.malformed("the list of tags", problem: "it has more than \(Self.maximumPages) pages")
  }

  /// Reads `{"name": ..., "tags": [...]}` without building it.
  private static func scan(_ body: [UInt8], _ visit: (String) throws -> Void) throws {
    var scanner = JSONScanner(bytes: body)
    do {
      scanner.skipWhitespace()
      try scanner.expect(UInt8(ascii: "{"), "an object")
      scanner.skipWhitespace()
      if scanner.current == UInt8(ascii: "}") { return }
      while true {
        scanner.skipWhitespace()
        let name = try scanner.scanString()
        scanner.skipWhitespace()
        try scanner.expect(UInt8(ascii: ":"), "':'")
        scanner.skipWhitespace()
        if name == "tags", scanner.current == UInt8(ascii: "[") {
          try scanTags(&scanner, visit)
        } else {
          try scanner.skipValue(depth: 1, limit: 32)
        }
        scanner.skipWhitespace()
        if scanner.current == UInt8(ascii: "}") { return }
        try scanner.expect(UInt8(ascii: ","), "',' or '}'")
      }
    } catch let error as JSONError {
      throw RegistryError.malformed("the list of tags", problem: "\(error)")
    }
  }

  private static func scanTags(_ scanner: inout JSONScanner, _ visit: (String) throws -> Void) throws {
    scanner.advance()
    scanner.skipWhitespace()
    if scanner.current == UInt8(ascii: "]") { return scanner.advance() }
    while true {
      scanner.skipWhitespace()
      try visit(try scanner.scanString())
      scanner.skipWhitespace()
      if scanner.current == UInt8(ascii: "]") { return scanner.advance() }
      try scanner.expect(UInt8(ascii: ","), "',' or ']'")
    }
  }

  /// The query of `Link: <...>; rel="next"`. Only the query counts: the next page is one of this repository's.
  private static func nextQuery(_ response: HTTPResponse) -> String? {
    for link in response.headers.values("Link") where link.contains("rel=\"next\"") || link.contains("rel=next") {
      guard let open = link.firstIndex(of: "<"), let close = link[open...].firstIndex(of: ">"),
        let target = response.url.resolving(reference: String(link[link.index(after: open)..<close]))
      else { continue }
      return target.query
    }
    return nil
  }
}
