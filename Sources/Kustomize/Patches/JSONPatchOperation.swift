import GoQuoting
import YAML

extension JSONPatch.Operation {
  func apply(to root: inout YAMLNode) throws {
    switch name {
    case "add": try add(value ?? .null, to: &root)
    case "remove":
      try change(&root, at: path, missing: "doc is missing path: \"\(path)\"") { container, key in
        try prefixing("error in remove for path: '\(path)'") { try container.removeValue(at: key) }
      }
    case "replace": try replace(in: &root)
    case "test": try test(root)
    case "move": try move(in: &root)
    case "copy": try copy(in: &root)
    default: throw KustomizeError("Unexpected kind: \(name)")
    }
  }

  private func add(_ value: YAMLNode, to root: inout YAMLNode) throws {
    try change(&root, at: path, missing: "doc is missing path: \"\(path)\"") { container, key in
      try prefixing("error in add for path: '\(path)'") { try container.addValue(value, at: key) }
    }
  }

  private func replace(in root: inout YAMLNode) throws {
    try change(&root, at: path, missing: "doc is missing path: \(path)") { container, key in
      do { _ = try container.value(at: key) } catch {
        throw KustomizeError("replace operation does not apply: doc is missing key: \(path): missing value")
      }
      try prefixing("error in remove for path: '\(path)'") { try container.setValue(value ?? .null, at: key) }
    }
  }

  private func test(_ root: YAMLNode) throws {
    let (container, key) = try look(in: root, at: path, missing: "is missing path: \(path)")
    let found = try prefixing("error in test for path: '\(path)'") { try container.value(at: key) }
    guard found.map({ $0 == value ?? .null }) ?? (value?.isNull ?? true) else {
      throw KustomizeError("testing value \(path) failed: test failed")
    }
  }

  private func move(in root: inout YAMLNode) throws {
    let from = from ?? ""
    var value: YAMLNode?
    try change(&root, at: from, missing: "doc is missing from path: \(from)") { container, key in
      try prefixing("error in move for path: '\(key)'") {
        value = try container.value(at: key)
        try container.removeValue(at: key)
      }
    }
    try change(&root, at: path, missing: "doc is missing destination path: \(path)") { container, key in
      try prefixing("error in move for path: '\(path)'") { try container.addValue(value ?? .null, at: key) }
    }
  }

  private func copy(in root: inout YAMLNode) throws {
    let from = from ?? ""
    let (container, key) = try look(in: root, at: from, missing: "doc is missing from path: \(from)")
    let value = try prefixing("error in copy for from: '\(from)'") { try container.value(at: key) }
    try change(&root, at: path, missing: "doc is missing destination path: \(path)") { container, key in
      try prefixing("error in copy for path: '\(path)'") { try container.addValue(value ?? .null, at: key) }
    }
  }
}

// MARK: Paths

extension JSONPatch.Operation {
  /// The names on a path without what stands before its first slash; empty for a path that leads nowhere.
  private static func names(_ path: String) -> [String] {
    path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
      $0.split(separator: "~1", omittingEmptySubsequences: false).map {
        $0.split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
      }.joined(separator: "/")
    }
  }

  private func missing(_ problem: String) -> KustomizeError {
    KustomizeError("\(name) operation does not apply: \(problem): missing value")
  }

  /// The collection that holds the end of a path, and the last name.
  private func look(in root: YAMLNode, at path: String, missing problem: String) throws -> (YAMLNode, String) {
    let names = Self.names(path)
    guard let last = names.last else { throw missing(problem) }
    var node = root
    for name in names.dropLast() {
      guard let next = try? node.value(at: name), !next.isScalar else { throw missing(problem) }
      node = next
    }
    return (node, last)
  }

  /// Changes the collection that holds the end of a path.
  private func change(
    _ root: inout YAMLNode, at path: String, missing problem: String, _ body: (inout YAMLNode, String) throws -> Void
  ) throws {
    let names = Self.names(path)
    guard let last = names.last, try descend(&root, names.dropLast()[...], { try body(&$0, last) }) else {
      throw missing(problem)
    }
  }

  /// Whether the path exists; changes what is at its end.
  private func descend(
    _ node: inout YAMLNode, _ names: ArraySlice<String>, _ body: (inout YAMLNode) throws -> Void
  ) throws -> Bool {
    guard let name = names.first else {
      guard !node.isScalar else { return false }
      try body(&node)
      return true
    }
    if node.isMapping { return try node.mutate(name) { try descend(&$0, names.dropFirst(), body) } ?? false }
    guard let index = Int(name), let place = try? Self.place(index, among: node.items.count) else { return false }
    return try node.mutateItems { try descend(&$0[place], names.dropFirst(), body) } ?? false
  }

  /// An index from the front, from one that may count from the end.
  ///
  /// - Throws: when there is no such item.
  fileprivate static func place(_ index: Int, among count: Int) throws -> Int {
    let place = index < 0 ? index &+ count : index
    guard (0..<count).contains(place) else {
      throw KustomizeError("Unable to access invalid index: \(index): invalid index referenced")
    }
    return place
  }
}

// MARK: Collections

extension YAMLNode {
  private static func index(_ key: String) throws -> Int {
    guard let index = Int(key) else {
      throw KustomizeError("strconv.Atoi: parsing \(GoQuote.double(key)): invalid syntax")
    }
    return index
  }

  /// What a key or index leads to; `nil` for a key that is not there, as that is no error to the library.
  fileprivate func value(at key: String) throws -> YAMLNode? {
    guard isSequence else { return self[key] }
    return items[try JSONPatch.Operation.place(try Self.index(key), among: items.count)]
  }

  fileprivate mutating func addValue(_ value: YAMLNode, at key: String) throws {
    guard isSequence else { return set(key, value) }
    if key == "-" {
      _ = mutateItems { $0.append(value) }
      return
    }
    guard let index = Int(key) else {
      throw KustomizeError(
        "value was not a proper array index: '\(key)': strconv.Atoi: parsing \(GoQuote.double(key)): invalid syntax")
    }
    let place = try JSONPatch.Operation.place(index, among: items.count + 1)
    _ = mutateItems { $0.insert(value, at: place) }
  }

  fileprivate mutating func setValue(_ value: YAMLNode, at key: String) throws {
    guard isSequence else { return set(key, value) }
    let place = try JSONPatch.Operation.place(try Self.index(key), among: items.count)
    _ = mutateItems { $0[place] = value }
  }

  fileprivate mutating func removeValue(at key: String) throws {
    guard isSequence else {
      guard remove(key) != nil else { throw KustomizeError("Unable to remove nonexistent key: \(key): missing value") }
      return
    }
    let place = try JSONPatch.Operation.place(try Self.index(key), among: items.count)
    _ = mutateItems { $0.remove(at: place) }
  }
}
