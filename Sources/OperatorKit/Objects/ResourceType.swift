/// An API group and version, for example `apps/v1`, or `v1` for the core group.
public struct GroupVersion: Hashable, Sendable, CustomStringConvertible {
  /// Empty for the core group.
  public let group: String
  public let version: String

  public init(group: String, version: String) {
    self.group = group
    self.version = version
  }

  /// Reads the text of an `apiVersion` field.
  public init(apiVersion: String) {
    guard let slash = apiVersion.firstIndex(of: "/") else {
      self.init(group: "", version: apiVersion)
      return
    }
    self.init(group: String(apiVersion[..<slash]), version: String(apiVersion[apiVersion.index(after: slash)...]))
  }

  /// The text of an `apiVersion` field.
  public var description: String { group.isEmpty ? version : "\(group)/\(version)" }
}

/// A kind without its version; identity of objects across API versions.
public struct GroupKind: Hashable, Sendable, CustomStringConvertible {
  public let group: String
  public let kind: String

  public init(group: String, kind: String) {
    self.group = group
    self.kind = kind
  }

  /// `Deployment.apps`, or `Secret` for the core group, as the API machinery writes it.
  public var description: String { group.isEmpty ? kind : "\(kind).\(group)" }
}

/// A kind in one version, as written in an object's `apiVersion` and `kind`.
public struct GroupVersionKind: Hashable, Sendable, CustomStringConvertible {
  public let group: String
  public let version: String
  public let kind: String

  public init(group: String, version: String, kind: String) {
    self.group = group
    self.version = version
    self.kind = kind
  }

  public init(apiVersion: String, kind: String) {
    let groupVersion = GroupVersion(apiVersion: apiVersion)
    self.init(group: groupVersion.group, version: groupVersion.version, kind: kind)
  }

  public var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }
  public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
  public var apiVersion: String { groupVersion.description }

  /// `apps/v1/Deployment`.
  public var description: String { "\(apiVersion)/\(kind)" }
}

/// Everything that is needed to address objects of a kind on an API server.
public struct ResourceType: Hashable, Sendable {
  public let group: String
  public let version: String
  public let kind: String
  /// The lower-case plural that stands in URLs.
  public let plural: String
  public let isNamespaced: Bool

  public init(group: String, version: String, kind: String, plural: String, isNamespaced: Bool = true) {
    self.group = group
    self.version = version
    self.kind = kind
    self.plural = plural
    self.isNamespaced = isNamespaced
  }

  public var groupVersionKind: GroupVersionKind { GroupVersionKind(group: group, version: version, kind: kind) }
  public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
  public var apiVersion: String { groupVersionKind.apiVersion }

  /// The URL path of the collection, in one namespace or in all.
  func collectionPath(namespace: String?) -> String {
    var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
    if isNamespaced, let namespace, !namespace.isEmpty { path += "/namespaces/\(namespace.percentEncodedSegment)" }
    return path + "/" + plural
  }

  /// The URL path of one object, or of one of its subresources.
  func objectPath(_ key: ObjectKey, subresource: String? = nil) -> String {
    var path = collectionPath(namespace: key.namespace) + "/" + key.name.percentEncodedSegment
    if let subresource { path += "/" + subresource }
    return path
  }
}

extension ResourceType {
  public static let namespace = ResourceType(
    group: "", version: "v1", kind: "Namespace", plural: "namespaces", isNamespaced: false)
  public static let secret = ResourceType(group: "", version: "v1", kind: "Secret", plural: "secrets")
  public static let configMap = ResourceType(group: "", version: "v1", kind: "ConfigMap", plural: "configmaps")
  public static let serviceAccount = ResourceType(
    group: "", version: "v1", kind: "ServiceAccount", plural: "serviceaccounts")
  public static let pod = ResourceType(group: "", version: "v1", kind: "Pod", plural: "pods")
  public static let event = ResourceType(group: "", version: "v1", kind: "Event", plural: "events")
  public static let lease = ResourceType(
    group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases")
  public static let customResourceDefinition = ResourceType(
    group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition",
    plural: "customresourcedefinitions", isNamespaced: false)
}

extension String {
  /// The text with everything but unreserved characters percent-encoded, so that a hostile name stays one segment.
  package var percentEncodedSegment: String {
    let hex = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    result.reserveCapacity(utf8.count)
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.append(byte)
      case UInt8(ascii: ".") where self != "." && self != "..":
        result.append(byte)
      default:
        result.append(UInt8(ascii: "%"))
        result.append(hex[Int(byte >> 4)])
        result.append(hex[Int(byte & 15)])
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
