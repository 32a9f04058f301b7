import JSON

/// How an operator applies its objects.
public struct ApplyOptions: Sendable {
  /// Who owns the applied fields (K-12-01).
  public var fieldManager: String
  public var markers: ControlMarkers
  /// Recreates objects whose immutable fields change. Definitions and namespaces are recreated only by their own
  /// marker, because everything in them goes with them.
  public var force = false
  /// Paths left to others.
  public var ignoreRules: [IgnoreRule] = []
  /// Whose fields are taken over (K-12-22); every name is a prefix.
  public var takesOverFrom: [ManagedFields.Manager] = []
  /// Managers whose fields are never taken over, by exact name (K-12-23).
  public var exemptManagers: Set<String> = []
  /// Annotations and labels that other tools left and that are removed from live objects (K-12-21).
  public var removedAnnotations: [String] = []
  public var removedLabels: [String] = []
  /// Kinds that are applied between classes and everything else (K-12-10).
  public var customStageKinds: Set<GroupKind> = []
  /// How many objects of a stage are read and tried at once (K-12-12).
  public var concurrency = 4
  /// Rewrites the API version of all managed fields before the dry run (K-12-24).
  public var migratesAPIVersion = false
  /// How long definitions, namespaces, cluster roles and classes may take to become ready (K-12-08), and a deleted
  /// object to disappear before it is recreated.
  public var readyTimeout: Duration = .seconds(60)
  /// How many differences of an object are told.
  public var reportedDifferences = DriftReport.defaultLimit
  /// What is not deleted for being recreated.
  public var guarded: DeletionGuard = .none

  public init(fieldManager: String, markers: ControlMarkers) {
    self.fieldManager = fieldManager
    self.markers = markers
  }

  /// What else than the object decides what an apply does, as text: part of what a cache remembers.
  var context: String {
    var parts = [fieldManager, markers.prefix, "\(migratesAPIVersion)"]
    parts += takesOverFrom.map { "\($0.operation.rawValue) \($0.prefix)" }
    parts += exemptManagers.sorted() + removedAnnotations + removedLabels
    parts += ignoreRules.map { "\($0.name) \($0.paths.map(\.description).joined(separator: " "))" }
    return parts.joined(separator: "\n")
  }
}

/// Says which objects are never deleted: an operator's own namespace, its workloads, the owner itself.
public struct DeletionGuard: Sendable {
  private let isGuarded: @Sendable (ObjectReference) -> Bool

  public static let none = DeletionGuard { _ in false }

  public init(_ isGuarded: @escaping @Sendable (ObjectReference) -> Bool) { self.isGuarded = isGuarded }

  public func protects(_ reference: ObjectReference) -> Bool { isGuarded(reference) }
}
