/// The objects that were applied, so that they can be pruned when they are no longer wanted.
public struct ResourceInventory: Codable, Hashable, Sendable {
  /// In the order in which they were applied.
  public var entries: [InventoryEntry]

  public init(entries: [InventoryEntry] = []) { self.entries = entries }

  package static let schema = Schema.object("The objects that were applied.") {
    Field("entries", required: .list(InventoryEntry.schema), "In the order in which they were applied.")
  }
}

/// One applied object: see ``InventoryID`` for the text of `id`.
public struct InventoryEntry: Codable, Hashable, Sendable {
  public var id: String
  /// API version without its group.
  public var v: String

  public init(id: String, v: String) {
    self.id = id
    self.v = v
  }

  package static let schema = Schema.object("An applied object.") {
    Field("id", required: .string, "<namespace>_<name>_<group>_<kind>.")
    Field("v", required: .string, "API version without its group.")
  }
}
