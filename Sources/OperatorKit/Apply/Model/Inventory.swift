/// The objects that an owner has put on a cluster, in apply order.
///
/// ## Expected Flow
/// 1. Before anything is applied, record ``union(_:)`` of the old inventory and the set to apply.
/// 2. Apply.
/// 3. Prune ``subtracting(_:)``: what the old inventory has and the new one has not.
/// 4. Record the new inventory together with what survived the prune.
///
/// ## Guarantees
/// - A crash between any two of these steps leaves every object that exists in the recorded inventory.
/// - Entries compare by ``ObjectReference/identity``: a changed API version is not a stale object.
public struct Inventory: Hashable, Sendable {
  public private(set) var entries: [ObjectReference]

  /// Keeps the first of entries that name the same object.
  public init(_ entries: some Sequence<ObjectReference> = []) {
    var seen: Set<ObjectReference.Identity> = []
    self.entries = entries.filter { seen.insert($0.identity).inserted }
  }

  public var isEmpty: Bool { entries.isEmpty }
  public var count: Int { entries.count }

  public func contains(_ reference: ObjectReference) -> Bool {
    entries.contains { $0.identity == reference.identity }
  }

  /// The newer entries in their order, then those of this inventory that the newer ones do not name.
  public func union(_ newer: Inventory) -> Inventory {
    Inventory(newer.entries + entries)
  }

  /// The entries of this inventory that the newer one does not name, whatever their versions.
  public func subtracting(_ newer: Inventory) -> [ObjectReference] {
    let kept = Set(newer.entries.map(\.identity))
    return entries.filter { !kept.contains($0.identity) }
  }
}
