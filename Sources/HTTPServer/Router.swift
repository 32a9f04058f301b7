public import HTTP

/// Sends requests to handlers by method and exact path.
public struct Router: Sendable {
  private var routes: [String: [HTTPMethod: HTTPServer.Handler]] = [:]
  private var prefixes: [(prefix: String, handler: HTTPServer.Handler)] = []

  /// No routes: everything is 404.
  public init() {}

  /// Adds a route, or replaces it. A GET route answers HEAD too, unless there is one for HEAD.
  public mutating func on(_ method: HTTPMethod, _ path: String, _ handler: @escaping HTTPServer.Handler) {
    routes[path, default: [:]][method] = handler
  }

  /// Adds a handler for every path that starts so, of any method. Exact paths go first, then the first prefix
  /// added.
  public mutating func onPrefix(_ prefix: String, _ handler: @escaping HTTPServer.Handler) {
    prefixes.append((prefix, handler))
  }

  /// Answers with the route's handler, 404 for an unknown path, 405 for another method.
  public func handle(_ request: ServerRequest) async -> ServerResponse {
    guard let path = request.path else { return .text("the path's escapes are broken\n", status: 400) }
    if let methods = routes[path] {
      if let handler = methods[request.method] ?? (request.method == .head ? methods[.get] : nil) {
        return await handler(request)
      }
      var response = ServerResponse.text("method not allowed\n", status: 405)
      response.headers["Allow"] = methods.keys.map(\.rawValue).sorted().joined(separator: ", ")
      return response
    }
    guard let match = prefixes.first(where: { path.hasPrefix($0.prefix) }) else { return .notFound }
    return await match.handler(request)
  }
}
