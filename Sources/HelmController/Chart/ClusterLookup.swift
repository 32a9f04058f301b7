import Dispatch
import Glibc
import Helm
import JSON
import OperatorKit
import Synchronization

/// Answers the template function `lookup` from the cluster, as the identity that the release is made with (H-28-05).
struct ClusterLookup: Sendable {
  let client: KubernetesClient

  /// Runs on the thread of the rendering, which may wait.
  var function: RenderOptions.Lookup {
    { apiVersion, kind, namespace, name in
      try ClusterLookup.waiting { try await find(apiVersion, kind, ObjectKey(namespace: namespace, name: name)) }
    }
  }

  /// An empty object when there is none.
  private func find(_ apiVersion: String, _ kind: String, _ key: ObjectKey) async throws -> JSONValue {
    let type: ResourceType
    do {
      type = try await client.resourceType(for: GroupVersionKind(apiVersion: apiVersion, kind: kind))
    } catch let error as KubernetesError where error.kind == .notFound {
      return [:]
    }
    if !key.name.isEmpty {
      let found = try await client.find(type, type.isNamespaced ? key : ObjectKey(namespace: "", name: key.name))
      return found?.json ?? [:]
    }
    var items: [JSONValue] = []
    try await client.list(type, namespace: key.namespace.isEmpty ? nil : key.namespace) { items.append($0.json) }
    return ["apiVersion": .string(apiVersion), "kind": .string("\(kind)List"), "items": .array(items)]
  }

  private static func waiting(_ work: @escaping @Sendable () async throws -> JSONValue) throws -> JSONValue {
    let done = DispatchSemaphore(value: 0)
    let result = Answer()
    Task {
      do { result.set(.success(try await work())) } catch { result.set(.failure(error)) }
      done.signal()
    }
    done.wait()
    return try result.get()
  }

  private final class Answer: Sendable {
    private let value = Mutex<Result<JSONValue, any Error>>(.success([:]))
    func set(_ result: Result<JSONValue, any Error>) { value.withLock { $0 = result } }
    func get() throws -> JSONValue { try value.withLock { $0 }.get() }
  }
}

/// Answers the template function `getHostByName` (gate `AllowDNSLookups`).
enum HostLookup {
  /// An address of a host; empty when it has none.
  static func address(of host: String) -> String {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &found) == 0, let first = found else { return "" }
    defer { freeaddrinfo(found) }
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let length = socklen_t(text.count)
    let address = first.pointee
    guard getnameinfo(address.ai_addr, address.ai_addrlen, &text, length, nil, 0, NI_NUMERICHOST) == 0 else {
      return ""
    }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
