public import OperatorKit

/// The identity of an object as inventories write it: `<namespace>_<name>_<group>_<kind>`.
///
/// The namespace of cluster-scoped objects and the group of core kinds are empty: `_admin__Namespace`. Names of RBAC
/// kinds may hold colons, which are written `__`. Upstream's inventories are in the same notation, so objects change
/// hands without being pruned.
public struct InventoryID: Hashable, Sendable, CustomStringConvertible {
  public let key: ObjectKey
  public let groupKind: GroupKind

  public init(key: ObjectKey, groupKind: GroupKind) {
    self.key = key
    self.groupKind = groupKind
  }

  public init(_ object: DynamicObject) {
    self.init(key: object.key, groupKind: object.groupVersionKind.groupKind)
  }

  private static let separator: Character = "_"
  private static let rbacGroup = "rbac.authorization.k8s.io"
  private static let rbacKinds: Set<String> = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"]

  public var description: String {
    let name = InventoryID.namesHaveColons(groupKind) ? key.name.replacing(":", with: "__") : key.name
    return "\(key.namespace)_\(name)_\(groupKind.group)_\(groupKind.kind)"
  }

  /// Reads an identity; `nil` when the text has fewer than three separators.
  ///
  /// The namespace ends at the first separator, the kind begins after the last one and the group after the one
  /// before; what remains is the name.
  public init?(_ text: String) {
    guard let (beforeKind, kind) = InventoryID.splitAtLast(text[...]),
      let (beforeGroup, group) = InventoryID.splitAtLast(beforeKind),
      let end = beforeGroup.firstIndex(of: InventoryID.separator)
    else { return nil }
    let name = beforeGroup[beforeGroup.index(after: end)...]
    let groupKind = GroupKind(group: String(group), kind: String(kind))
    let decoded = InventoryID.namesHaveColons(groupKind) ? name.replacing("__", with: ":") : name
    self.init(
      key: ObjectKey(namespace: String(beforeGroup[..<end]), name: String(decoded)), groupKind: groupKind)
  }

  private static func namesHaveColons(_ type: GroupKind) -> Bool {
    type.group == rbacGroup && rbacKinds.contains(type.kind)
  }

  private static func splitAtLast(_ text: Substring) -> (Substring, Substring)? {
    guard let index = text.lastIndex(of: separator) else { return nil }
    return (text[..<index], text[text.index(after: index)...])
  }
}

extension InventoryEntry {
  public init(_ object: DynamicObject) {
    self.init(id: InventoryID(object).description, v: object.groupVersionKind.version)
  }

  /// `nil` when the entry's text is not an identity.
  public var inventoryID: InventoryID? { InventoryID(id) }

  /// The kind in the version in which the object was applied; `nil` when the text is not an identity.
  public var groupVersionKind: GroupVersionKind? {
    inventoryID.map { GroupVersionKind(group: $0.groupKind.group, version: v, kind: $0.groupKind.kind) }
  }
}

extension ResourceInventory {
  /// The entries that another inventory lacks, whatever their versions; in the order of this one.
  public func subtracting(_ other: ResourceInventory) -> [InventoryEntry] {
    let kept = Set(other.entries.map(\.id))
    return entries.filter { !kept.contains($0.id) }
  }

  /// This inventory, and behind it what only the other one has: what may exist while an apply is under way.
  public func union(_ other: ResourceInventory) -> ResourceInventory {
    ResourceInventory(entries: entries + other.subtracting(self))
  }
}
