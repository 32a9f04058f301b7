/// Brings the objects into the order that `sortOptions` asks for.
struct SortTransformer: Transformer {
  private let order: KindOrder?

  init(_ options: SortOptions?) throws {
    let options = options ?? SortOptions(order: "fifo")
    guard options.order == "fifo" || options.order == "legacy" else {
      throw KustomizeError("the field 'sortOptions.order' must be one of [fifo, legacy]")
    }
    if options.order == "fifo" {
      guard !options.hasLegacyOptions else {
        throw KustomizeError(
          "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'")
      }
      order = nil
    } else if options.hasLegacyOptions {
      order = KindOrder(first: options.first ?? [], last: options.last ?? [])
    } else {
      order = .standard
    }
  }

  /// The order of the command line where a kustomization says nothing.
  static let legacy = SortTransformer(order: .standard)

  private init(order: KindOrder?) { self.order = order }

  func transform(_ set: inout ResourceSet) throws {
    guard let order else { return }
    let keys = set.resources.map { Key($0, order) }
    let sorted = keys.indices.sorted { keys[$0].precedes(keys[$1]) }
    let resources = sorted.map { set[$0] }
    set.replaceAll(with: resources)
    try set.checkUniqueIDs()
  }

  /// What decides about the place of an object.
  private struct Key {
    let gvk: GVK
    let rank: Int
    let kindText: String
    let idText: String

    init(_ resource: Resource, _ order: KindOrder) {
      let id = resource.id
      gvk = id.gvk
      rank = order.rank(gvk.kind)
      kindText = gvk.sortText
      idText = "\(gvk)|\(id.namespace.isEmpty ? "~X" : id.namespace)|\(id.name.isEmpty ? "~N" : id.name)"
    }

    func precedes(_ other: Key) -> Bool {
      if gvk == other.gvk { return Self.less(idText, other.idText) }
      if rank != other.rank { return rank < other.rank }
      if gvk.kind == "Namespace" && other.gvk.kind == "Namespace" && (gvk.group.isEmpty || other.gvk.group.isEmpty) {
        return Self.less(other.kindText, kindText)
      }
      return Self.less(kindText, other.kindText)
    }

    private static func less(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
  }
}
