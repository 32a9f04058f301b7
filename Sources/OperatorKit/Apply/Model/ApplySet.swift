import JSON

/// A set of objects to apply, each kept as its bytes.
///
/// ## Expected Flow
/// Objects are added one at a time as the build makes them; ``Applier/apply(_:cache:)`` takes the whole set.
///
/// ## Guarantees
/// - Every object carries the owner's labels, is normalized, and has the common metadata, in this order (K-12-03).
/// - No object is held as a tree: an object costs its size as compact JSON and a few hundred bytes. Ten thousand
///   objects of a kilobyte take less than 20 MB.
///
/// ## Errors
/// ``ApplySetError`` for what no cluster could hold: the same object twice.
public struct ApplySet: Sendable {
  public let owner: OwnerLabels
  public let common: CommonMetadata
  private(set) var objects: [PackedObject] = []
  /// The kinds that custom resource definitions in this set define.
  private(set) var definedKinds: Set<GroupKind> = []
  /// Jobs that are deleted some time after they are done: gone, they count as ready (K-16-12).
  public private(set) var expiringJobs: [ObjectReference] = []
  private var places: [Fingerprint: Int] = [:]

  public init(owner: OwnerLabels, common: CommonMetadata = CommonMetadata()) {
    self.owner = owner
    self.common = common
  }

  public var count: Int { objects.count }
  public var isEmpty: Bool { objects.isEmpty }

  /// What the set names, in apply order. To be recorded, together with what was there before, before it is applied.
  public var inventory: Inventory { Inventory(ApplyOrder.sorted(objects.map(\.reference))) }

  /// The objects as they will be sent, in the order in which they were added. Each is read from its bytes when it is
  /// asked for.
  public var applied: some Sequence<DynamicObject> { objects.lazy.compactMap { $0.unpacked() } }

  /// Adds an object.
  ///
  /// - Parameter origin: Where it was written, for messages.
  /// - Throws: ``ApplySetError/duplicate(_:first:second:)``.
  public mutating func add(_ object: DynamicObject, origin: ObjectOrigin? = nil) throws(ApplySetError) {
    var object = object
    owner.apply(to: &object)
    Normalization.normalize(&object)
    common.apply(to: &object)
    let packed = PackedObject(object, origin: origin)
    let id = Fingerprint(packed.reference.identity)
    if let place = places[id], objects.indices.contains(place) {
      throw .duplicate(packed.reference, first: objects[place].origin, second: origin)
    }
    notice(object, packed.reference)
    places[id] = objects.count
    objects.append(packed)
  }

  /// The objects of a stage in apply order.
  func objects(in stage: ApplyStage, customKinds: Set<GroupKind>) -> [PackedObject] {
    objects
      .filter { ApplyStage(of: $0.reference.groupKind, customKinds: customKinds) == stage }
      .sorted { ApplyOrder.precedes($0.reference, $1.reference) }
  }

  private mutating func notice(_ object: DynamicObject, _ reference: ObjectReference) {
    if reference.groupKind == ResourceType.customResourceDefinition.groupKind,
      let spec = object.json["spec"], let group = spec["group"]?.stringValue,
      let kind = spec[path: "names", "kind"]?.stringValue
    {
      definedKinds.insert(GroupKind(group: group, kind: kind))
    }
    if reference.groupKind == GroupKind(group: "batch", kind: "Job"),
      object.json[path: "spec", "ttlSecondsAfterFinished"]?.int64Value != nil
    {
      expiringJobs.append(reference)
    }
  }
}

/// An object as the bytes that are sent.
struct PackedObject: Sendable {
  let reference: ObjectReference
  let origin: ObjectOrigin?
  /// JSON with sorted keys, so that equal objects have equal bytes.
  let bytes: [UInt8]

  init(_ object: DynamicObject, origin: ObjectOrigin?) {
    reference = ObjectReference(object)
    self.origin = origin
    // A copy of exactly the size: the writer's buffer has grown by doubling.
    bytes = object.json.serialized(sortedKeys: true).withUnsafeBufferPointer { Array($0) }
  }

  /// The object itself; `nil` only if the JSON writer wrote what the reader cannot read.
  func unpacked() -> DynamicObject? { (try? JSONValue(parsing: bytes)).map { DynamicObject($0) } }
}

/// Why a set of objects cannot be applied as a whole.
public enum ApplySetError: Error, Sendable, CustomStringConvertible {
  case duplicate(ObjectReference, first: ObjectOrigin?, second: ObjectOrigin?)

  public var description: String {
    switch self {
    case .duplicate(let reference, let first, let second):
      let places = [first, second].compactMap { $0?.description }
      let place = places.isEmpty ? "" : " (\(places.joined(separator: ", ")))"
      return "\(reference.subject) is defined more than once\(place): remove one of the definitions"
    }
  }
}
