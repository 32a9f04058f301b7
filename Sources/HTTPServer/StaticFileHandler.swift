import HTTP

/// Serves the files below one folder, read-only: GET and HEAD, ranges, conditional requests, listings of
/// folders.
///
/// # Guarantees
/// Nothing outside the folder is reachable: a path is walked name by name from the open root, and a symbolic
/// link is followed only as far as it stays inside. Names that start with a dot or end in `.tmp` do not exist
/// for clients. `index.html` is a file like others.
public struct StaticFileHandler: Sendable {
  private let root: String

  /// - Parameter root: the folder; it need not exist yet.
  public init(root: String) { self.root = root }

  /// Answers a request.
  public func handle(_ request: ServerRequest) async -> ServerResponse {
    guard request.method == .get || request.method == .head else {
      var response = ServerResponse.text("method not allowed\n", status: 405)
      response.headers["Allow"] = "GET, HEAD"
      return response
    }
    guard let path = request.path, !path.utf8.contains(0) else { return .notFound }
    let root = root
    guard let found = await BlockingWork.run({ FileTree(root: root)?.find(path) }) else { return .notFound }
    switch found {
    case .file(let file): return ServerResponse(headers: ["Content-Type": ContentType.of(path)], body: .file(file))
    case .directory(let entries):
      guard path.hasSuffix("/") else { return Self.redirect(request) }
      return Self.listing(entries)
    }
  }

  /// Links in a listing are relative to the folder, so its address must end with a slash.
  private static func redirect(_ request: ServerRequest) -> ServerResponse {
    let name = request.rawPath.lastIndex(of: "/").map { request.rawPath[request.rawPath.index(after: $0)...] } ?? ""
    return ServerResponse(status: 301, headers: ["Location": "./\(name)/"])
  }

  private static func listing(_ entries: [String]) -> ServerResponse {
    let links = entries.map { "<a href=\"./\(PercentEncoding.encode($0, keeping: .path))\">\(escape($0))</a>\n" }
    let page = "<!doctype html>\n<meta charset=\"utf-8\">\n<pre>\n\(links.joined())</pre>\n"
    return ServerResponse(headers: ["Content-Type": "text/html; charset=utf-8"], body: .bytes(Array(page.utf8)))
  }

  private static func escape(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
