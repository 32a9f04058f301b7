/// A node of a YAML document: a scalar, a sequence or a mapping.
///
/// A value type, so that a copied tree shares storage until one of the copies changes. Anchors, aliases and merge
/// keys are already resolved. Comments are not kept: nothing that kustomize or Helm prints has them.
public struct YAMLNode: Sendable {
  public enum Content: Sendable {
    case scalar(String)
    case sequence([YAMLNode])
    case mapping([Entry])
  }

  /// A member of a mapping, in the order of the source.
  public struct Entry: Sendable {
    public var key: String
    public var value: YAMLNode
    /// ``YAMLTag/string`` for nearly all keys; others cannot be expressed in JSON.
    public var keyTag: YAMLTag

    public init(_ key: String, _ value: YAMLNode, keyTag: YAMLTag = .string) {
      self.key = key
      self.value = value
      self.keyTag = keyTag
    }

    /// A member whose key is written without quotes, and so may be something else than a string.
    package init(plainKey key: String, _ value: YAMLNode) {
      self.init(key, value, keyTag: ScalarResolver.resolve(key))
    }
  }

  public var content: Content
  public var tag: YAMLTag
  public var style: YAMLStyle
  private var storedLine: UInt32
  private var storedColumn: UInt16

  public init(_ content: Content, tag: YAMLTag, style: YAMLStyle = .plain, line: Int = 0, column: Int = 0) {
    self.content = content
    self.tag = tag
    self.style = style
    storedLine = UInt32(clamping: line)
    storedColumn = UInt16(clamping: column)
  }

  /// The line in the source, from 1; 0 for nodes that were not read from text.
  public var line: Int { Int(storedLine) }

  /// The column in the source, from 1; 0 for nodes that were not read from text.
  public var column: Int { storedLine == 0 ? 0 : Int(storedColumn) }

  /// A mark by which nodes that were not read from text are found again, in the room that a column would take; 0 for
  /// none. A node that gets one forgets its line.
  package var mark: UInt16 {
    get { storedLine == 0 ? storedColumn : 0 }
    set {
      storedLine = 0
      storedColumn = newValue
    }
  }
}

// MARK: Making nodes

extension YAMLNode {
  public static let null = YAMLNode(.scalar("null"), tag: .null)

  public static func string(_ value: String) -> YAMLNode { YAMLNode(.scalar(value), tag: .string) }

  /// A plain scalar whose type follows from its text: `5` is an integer, `five` a string.
  public static func plain(_ text: String) -> YAMLNode { YAMLNode(.scalar(text), tag: .implicit) }

  public static func int(_ value: Int) -> YAMLNode { YAMLNode(.scalar(String(value)), tag: .int) }

  public static func bool(_ value: Bool) -> YAMLNode { YAMLNode(.scalar(value ? "true" : "false"), tag: .bool) }

  public static func sequence(_ items: [YAMLNode] = []) -> YAMLNode { YAMLNode(.sequence(items), tag: .sequence) }

  public static func mapping(_ entries: [Entry] = []) -> YAMLNode { YAMLNode(.mapping(entries), tag: .mapping) }
}

// MARK: Looking at nodes

extension YAMLNode {
  public var isMapping: Bool { if case .mapping = content { true } else { false } }
  public var isSequence: Bool { if case .sequence = content { true } else { false } }
  public var isScalar: Bool { if case .scalar = content { true } else { false } }

  /// Whether this is a null, written or left out.
  public var isNull: Bool {
    guard case .scalar(let text) = content else { return false }
    return tag == .null || (tag == .implicit && !style.isQuoted && ScalarResolver.resolve(text) == .null)
  }

  /// The text of a scalar as written, whatever its type.
  public var text: String? { if case .scalar(let text) = content { text } else { nil } }

  /// The items of a sequence; empty for other nodes.
  public var items: [YAMLNode] {
    get { if case .sequence(let items) = content { items } else { [] } }
    set { content = .sequence(newValue) }
  }

  /// The members of a mapping; empty for other nodes.
  public var entries: [Entry] {
    get { if case .mapping(let entries) = content { entries } else { [] } }
    set { content = .mapping(newValue) }
  }

  /// The value of a key of a mapping.
  public subscript(key: String) -> YAMLNode? {
    guard case .mapping(let entries) = content else { return nil }
    for entry in entries where entry.key == key { return entry.value }
    return nil
  }

  /// The value at the end of a path of keys.
  public subscript(path path: String...) -> YAMLNode? {
    var node = self
    for key in path {
      guard let next = node[key] else { return nil }
      node = next
    }
    return node
  }

  /// How many nodes the tree has, itself included; keys are not counted.
  public var nodeCount: Int {
    switch content {
    case .scalar: 1
    case .sequence(let items): items.reduce(1) { $0 &+ $1.nodeCount }
    case .mapping(let entries): entries.reduce(1) { $0 &+ $1.value.nodeCount }
    }
  }
}

// MARK: Changing nodes

extension YAMLNode {
  /// Changes the items of a sequence in place; does nothing to other nodes.
  public mutating func mutateItems<Result>(_ change: (inout [YAMLNode]) throws -> Result) rethrows -> Result? {
    guard case .sequence(var items) = content else { return nil }
    content = .sequence([])  // one owner while it changes, so the items are not copied
    defer { content = .sequence(items) }
    return try change(&items)
  }

  /// Changes the members of a mapping in place; does nothing to other nodes.
  public mutating func mutateEntries<Result>(_ change: (inout [Entry]) throws -> Result) rethrows -> Result? {
    guard case .mapping(var entries) = content else { return nil }
    content = .mapping([])
    defer { content = .mapping(entries) }
    return try change(&entries)
  }

  /// Changes the value of a key in place. `nil` when the node is not a mapping or lacks the key.
  public mutating func mutate<Result>(_ key: String, _ change: (inout YAMLNode) throws -> Result) rethrows -> Result? {
    let result: Result?? = try mutateEntries { entries in
      guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
      return try change(&entries[index].value)
    }
    return result ?? nil
  }

  /// Sets a key of a mapping, at its place if it is there and at the end otherwise.
  public mutating func set(_ key: String, _ value: YAMLNode) {
    _ = mutateEntries { entries in
      if let index = entries.firstIndex(where: { $0.key == key }) {
        entries[index].value = value
      } else {
        entries.append(Entry(key, value))
      }
    }
  }

  /// Removes a key of a mapping and gives its value.
  @discardableResult
  public mutating func remove(_ key: String) -> YAMLNode? {
    let removed: YAMLNode?? = mutateEntries { entries in
      entries.firstIndex { $0.key == key }.map { entries.remove(at: $0).value }
    }
    return removed ?? nil
  }
}

extension YAMLNode: Equatable {
  /// Two nodes are equal when they hold the same value; where and in which style they were written does not count,
  /// nor does the order of keys.
  public static func == (left: YAMLNode, right: YAMLNode) -> Bool {
    switch (left.content, right.content) {
    case (.scalar, .scalar): return left.scalarValue == right.scalarValue
    case (.sequence(let a), .sequence(let b)): return a == b
    case (.mapping(let a), .mapping(let b)):
      return a.count == b.count && a.allSatisfy { entry in right[entry.key].map { $0 == entry.value } ?? false }
    default: return false
    }
  }
}
