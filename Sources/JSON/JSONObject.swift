/// The members of a JSON object, in the order in which they were written.
///
/// Small objects, which nearly all are, are searched from the front; beyond ``indexThreshold`` members an index is
/// kept, so that an object with a hundred thousand keys does not cost its square.
public struct JSONObject: Sendable {
  public typealias Member = (key: String, value: JSONValue)

  private var members: [Member] = []
  private var index: [String: Int]?

  private static let indexThreshold = 24

  public init() {}

  public init(_ members: some Sequence<(String, JSONValue)>) {
    for (key, value) in members { self[key] = value }
  }

  public var count: Int { members.count }
  public var isEmpty: Bool { members.isEmpty }
  public var keys: [String] { members.map(\.key) }

  /// The value of a member. Setting `nil` removes it; setting a new key appends it.
  public subscript(key: String) -> JSONValue? {
    get { position(of: key).map { members[$0].value } }
    set {
      switch (position(of: key), newValue) {
      case (let position?, let value?): members[position].value = value
      case (nil, let value?): append(key, value)
      case (let position?, nil): remove(at: position)
      case (nil, nil): break
      }
    }
  }

  /// Changes a member in place, without copying what it holds.
  public mutating func modify<Result>(_ key: String, _ change: (inout JSONValue?) throws -> Result) rethrows -> Result {
    guard let position = position(of: key) else {
      var value: JSONValue?
      let result = try change(&value)
      if let value { append(key, value) }
      return result
    }
    var value: JSONValue? = members[position].value
    members[position].value = .null
    defer {
      if let value { members[position].value = value } else { remove(at: position) }
    }
    return try change(&value)
  }

  /// The same members with their keys in ascending order of their UTF-8 bytes, as Go's encoder writes maps.
  public func sortedByKey() -> JSONObject {
    var copy = JSONObject()
    copy.members = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    copy.rebuildIndex()
    return copy
  }

  public mutating func removeAll(where shouldRemove: (Member) throws -> Bool) rethrows {
    try members.removeAll(where: shouldRemove)
    rebuildIndex()
  }

  private func position(of key: String) -> Int? {
    if let index { return index[key] }
    return members.firstIndex { $0.key == key }
  }

  private mutating func append(_ key: String, _ value: JSONValue) {
    members.append((key, value))
    if index != nil {
      index?[key] = members.count - 1
    } else if members.count > JSONObject.indexThreshold {
      rebuildIndex()
    }
  }

  private mutating func remove(at position: Int) {
    members.remove(at: position)
    rebuildIndex()
  }

  private mutating func rebuildIndex() {
    guard members.count > JSONObject.indexThreshold else {
      index = nil
      return
    }
    var fresh: [String: Int] = [:]
    fresh.reserveCapacity(members.count)
    for (position, member) in members.enumerated() { fresh[member.key] = position }
    index = fresh
  }
}

extension JSONObject: Sequence {
  public func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
  public var underestimatedCount: Int { members.count }
}

extension JSONObject: Hashable {
  /// Objects are equal when they have equal members, in whatever order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
  }

  public func hash(into hasher: inout Hasher) {
    var combined = 0
    for member in members {
      var one = Hasher()
      one.combine(member.key)
      one.combine(member.value)
      combined ^= one.finalize()
    }
    hasher.combine(combined)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
