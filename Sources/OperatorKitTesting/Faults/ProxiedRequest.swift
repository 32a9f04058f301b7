/// A request that reached a ``FaultProxy``, read as the Kubernetes API reads it.
public struct ProxiedRequest: Sendable, Hashable, CustomStringConvertible {
  /// Its place among all requests since the proxy was started or its log was cleared, from 1.
  public internal(set) var number = 0
  /// Such as `GET`.
  public let method: String
  /// The path without its query.
  public let path: String
  /// The query, not decoded; empty if there is none.
  public let query: String
  /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete` or `deletecollection`; for paths that are no
  /// resources the method in lower case.
  public let verb: String
  /// The API group; empty for the core group and for paths that are no resources.
  public let group: String
  /// The plural, such as `deployments`; empty for paths that are no resources.
  public let resource: String
  /// Such as `status`; empty for the object itself.
  public let subresource: String
  /// Empty for objects of the cluster and lists over all namespaces.
  public let namespace: String
  /// Empty for lists and creations.
  public let name: String
  /// The whole `User-Agent`.
  public let userAgent: String

  /// A stream of events.
  public var isWatch: Bool { verb == "watch" }
  /// Nothing is persisted, everything else happens.
  public var isDryRun: Bool { query.split(separator: "&").contains("dryRun=All") }
  /// It changes what the API server stores, unless refused: no dry run, no question such as a token review.
  public var isWrite: Bool {
    ["create", "update", "patch", "delete", "deletecollection"].contains(verb) && !isDryRun
      && !resource.hasSuffix("reviews")
  }
  /// Such as `deployments.apps/status`.
  public var fullResource: String {
    resource + (group.isEmpty ? "" : ".\(group)") + (subresource.isEmpty ? "" : "/\(subresource)")
  }

  public var description: String {
    let object = [namespace, name].filter { !$0.isEmpty }.joined(separator: "/")
    let words = [verb, resource.isEmpty ? path : fullResource, object, isDryRun ? "(dry run)" : ""]
    return words.filter { !$0.isEmpty }.joined(separator: " ")
  }

  init(method: String, target: String, userAgent: String) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(parts[0])
    query = parts.count > 1 ? String(parts[1]) : ""
    self.method = method
    self.userAgent = userAgent
    let place = ResourcePath(path)
    (group, resource, subresource) = (place?.group ?? "", place?.resource ?? "", place?.subresource ?? "")
    (namespace, name) = (place?.namespace ?? "", place?.name ?? "")
    verb = Self.verb(method, isResource: place != nil, isNamed: place?.name.isEmpty == false, query: query)
  }

  private static func verb(_ method: String, isResource: Bool, isNamed: Bool, query: String) -> String {
    guard isResource else { return method.lowercased() }
    switch method {
    case "GET", "HEAD":
      if query.split(separator: "&").contains(where: { $0 == "watch=true" || $0 == "watch=1" || $0 == "watch" }) {
        return "watch"
      }
      return isNamed ? "get" : "list"
    case "POST": return "create"
    case "PUT": return "update"
    case "PATCH": return "patch"
    case "DELETE": return isNamed ? "delete" : "deletecollection"
    default: return method.lowercased()
    }
  }
}

/// The parts of `/api/v1/namespaces/NS/RESOURCE/NAME/SUBRESOURCE` and its relatives.
private struct ResourcePath {
  var group = ""
  var namespace = ""
  var resource = ""
  var name = ""
  var subresource = ""

  init?(_ path: String) {
    var parts = path.split(separator: "/").map(String.init)[...]
    switch parts.popFirst() {
    case "api": break
    case "apis": group = parts.popFirst() ?? ""
    default: return nil
    }
    guard parts.popFirst() != nil, let first = parts.popFirst() else { return nil }
    resource = first
    name = parts.popFirst() ?? ""
    subresource = parts.popFirst() ?? ""
    // A namespace is an object too; `status` and `finalize` are its subresources, all else lies in it.
    guard resource == "namespaces", !["", "status", "finalize"].contains(subresource) else { return }
    namespace = name
    resource = subresource
    name = parts.popFirst() ?? ""
    subresource = parts.popFirst() ?? ""
  }
}
