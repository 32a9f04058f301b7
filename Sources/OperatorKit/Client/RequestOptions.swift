public import JSON

/// What of an object the server is asked for.
public enum Representation: Sendable {
  /// The whole object.
  case object
  /// Its `metadata` alone (`PartialObjectMetadata`).
  case metadata
}

public struct ListOptions: Sendable {
  public var labelSelector: LabelSelector
  /// For example `metadata.name=web`.
  public var fieldSelector: String?
  /// Objects a page. The pages are read one after the other, so this bounds memory on both sides.
  public var pageSize: Int
  /// `"0"` accepts what the server has in its cache; `nil` wants the newest.
  public var resourceVersion: String?

  public init(
    labelSelector: LabelSelector = .everything, fieldSelector: String? = nil, pageSize: Int = 250,
    resourceVersion: String? = nil
  ) {
    self.labelSelector = labelSelector
    self.fieldSelector = fieldSelector
    self.pageSize = pageSize
    self.resourceVersion = resourceVersion
  }
}

/// What a list says about itself.
public struct ListMetadata: Sendable {
  /// Where a watch that follows the list begins.
  public let resourceVersion: String
  public let count: Int
}

public struct WatchOptions: Sendable {
  /// The watch begins after this version.
  public var resourceVersion: String
  public var labelSelector: LabelSelector
  public var fieldSelector: String?
  public var allowBookmarks: Bool
  /// When the server shall end the watch; it is begun anew then.
  public var timeout: Duration
  /// After this long without an event or a bookmark the connection counts as dead; by default half a minute after the
  /// server should have ended the watch.
  public var idleTimeout: Duration

  public init(
    resourceVersion: String, labelSelector: LabelSelector = .everything, fieldSelector: String? = nil,
    allowBookmarks: Bool = true, timeout: Duration = .seconds(300), idleTimeout: Duration? = nil
  ) {
    self.resourceVersion = resourceVersion
    self.labelSelector = labelSelector
    self.fieldSelector = fieldSelector
    self.allowBookmarks = allowBookmarks
    self.timeout = timeout
    self.idleTimeout = idleTimeout ?? timeout + .seconds(30)
  }
}

public struct WriteOptions: Sendable {
  /// Who is noted as the owner of the written fields.
  public var fieldManager: String?
  /// Everything but the last step: admission and validation answer, nothing is stored.
  public var dryRun: Bool
  /// Whether fields that the kind does not have are refused instead of dropped. Servers before 1.25 drop them.
  public var refusesUnknownFields: Bool

  public init(fieldManager: String? = nil, dryRun: Bool = false, refusesUnknownFields: Bool = false) {
    self.fieldManager = fieldManager
    self.dryRun = dryRun
    self.refusesUnknownFields = refusesUnknownFields
  }
}

public struct DeleteOptions: Sendable {
  public enum Propagation: String, Sendable {
    case background = "Background"
    case foreground = "Foreground"
    case orphan = "Orphan"
  }

  public var propagation: Propagation?
  /// Delete only the object with this UID, not one that has taken its name since.
  public var uid: String?
  public var resourceVersion: String?
  public var gracePeriodSeconds: Int?
  public var dryRun: Bool

  public init(
    propagation: Propagation? = nil, uid: String? = nil, resourceVersion: String? = nil,
    gracePeriodSeconds: Int? = nil, dryRun: Bool = false
  ) {
    self.propagation = propagation
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.gracePeriodSeconds = gracePeriodSeconds
    self.dryRun = dryRun
  }

  var body: JSONValue {
    var json: JSONValue = ["kind": "DeleteOptions", "apiVersion": "v1"]
    if let propagation { json["propagationPolicy"] = .string(propagation.rawValue) }
    if let gracePeriodSeconds { json["gracePeriodSeconds"] = JSONValue(gracePeriodSeconds) }
    if let uid { json[path: "preconditions", "uid"] = .string(uid) }
    if let resourceVersion { json[path: "preconditions", "resourceVersion"] = .string(resourceVersion) }
    if dryRun { json["dryRun"] = ["All"] }
    return json
  }
}

/// A change to an object, in one of the notations that API servers take.
public enum Patch: Sendable {
  /// RFC 6902.
  case json([JSONValue])
  /// RFC 7386.
  case merge(JSONValue)
  /// Like a merge patch, but lists whose elements have keys are merged by them. Only for kinds of Kubernetes itself.
  case strategicMerge(JSONValue)
  /// Server-side apply: the fields that we want to own, and whether to take them from others.
  case apply(JSONValue, force: Bool)

  var contentType: String {
    switch self {
    case .json: "application/json-patch+json"
    case .merge: "application/merge-patch+json"
    case .strategicMerge: "application/strategic-merge-patch+json"
    case .apply: "application/apply-patch+yaml"
    }
  }

  var body: JSONValue {
    switch self {
    case .json(let operations): .array(operations)
    case .merge(let value), .strategicMerge(let value), .apply(let value, _): value
    }
  }
}
