import HTTP
import JSON

/// What a watch tells.
public enum WatchEvent: Sendable {
  case added(DynamicObject)
  case modified(DynamicObject)
  case deleted(DynamicObject)
  /// Nothing changed up to this resource version.
  case bookmark(resourceVersion: String)
  /// The server ends the watch, for example because the version is too old.
  case failed(KubernetesError)
  /// A line that cannot be read; the others go on.
  case unreadable(String)
}

/// The events of one watch, in order. Ends when the server ends the watch; throws when the connection breaks.
public struct WatchStream: AsyncSequence, Sendable {
  let body: HTTPBody

  public struct AsyncIterator: AsyncIteratorProtocol {
    var chunks: HTTPBody.AsyncIterator
    var lines = LineSplitter(limit: KubernetesClient.maximumObjectBytes)
    var pending: [[UInt8]] = []
    var position = 0

    public mutating func next() async throws -> WatchEvent? {
      while true {
        if position < pending.count {
          defer { position += 1 }
          return WatchStream.event(pending[position])
        }
        let chunk: [UInt8]?
        do {
          chunk = try await chunks.next()
        } catch {
          throw KubernetesClient.translated(error)
        }
        guard let chunk else { return nil }
        position = 0
        pending = lines.feed(chunk)
        if lines.overflowed {
          throw KubernetesError(kind: .malformed, message: "a watch event is larger than any object can be")
        }
      }
    }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(chunks: body.makeAsyncIterator()) }

  /// Reads one line of a watch.
  static func event(_ line: [UInt8]) -> WatchEvent {
    guard let json = try? JSONValue(parsing: line), let object = json["object"] else {
      return .unreadable("a watch event is not the JSON that it should be")
    }
    switch json["type"]?.stringValue {
    case "ADDED": return .added(DynamicObject(object))
    case "MODIFIED": return .modified(DynamicObject(object))
    case "DELETED": return .deleted(DynamicObject(object))
    case "BOOKMARK":
      return .bookmark(resourceVersion: object[path: "metadata", "resourceVersion"]?.stringValue ?? "")
    case "ERROR": return .failed(KubernetesError(status: object))
    case let type: return .unreadable("a watch event has the unknown type '\(type ?? "")'")
    }
  }
}

extension KubernetesClient {
  /// Watches the objects of a kind from a resource version on.
  public func watch(
    _ type: ResourceType, namespace: String? = nil, options: WatchOptions, as representation: Representation = .object
  ) async throws -> WatchStream {
    let seconds = max(1, options.timeout.components.seconds)
    var query: [(name: String, value: String)] = [
      ("watch", "true"), ("resourceVersion", options.resourceVersion), ("timeoutSeconds", String(seconds)),
    ]
    if options.allowBookmarks { query.append(("allowWatchBookmarks", "true")) }
    if !options.labelSelector.isEmpty { query.append(("labelSelector", options.labelSelector.description)) }
    if let selector = options.fieldSelector { query.append(("fieldSelector", selector)) }
    // Servers send the head of the answer at once, whatever there is to tell.
    let response = try await withDeadline(configuration.requestTimeout) { [query] in
      try await send(
        .get, type.collectionPath(namespace: namespace), query: query, accept: representation.accept(list: false),
        idleTimeout: options.idleTimeout, transfer: .watch)
    }
    return WatchStream(body: response.body)
  }
}
