import Glibc

/// A Go map with string keys.
///
/// A reference, as in Go: `set`, `unset` and `merge` change the map that everybody else holds. It is confined to the
/// thread of the run that made it. Members are kept in the order of their keys' bytes, which is the order in which Go
/// ranges over and prints maps; lookup is a binary search without hashing.
public final class TemplateMap {
  public typealias Member = (key: String, value: TemplateValue)

  private var stored: [Member] = []
  /// What the map maps to.
  public let elementType: TemplateElementType
  /// The Go type with this map under it; `nil` for a plain map.
  let type: TemplateMapType?
  /// The map whose members a map with a type of its own shows and changes.
  private let underlying: TemplateMap?
  /// A nil map: empty, and cannot be written to.
  public let isNil: Bool

  public init(of elementType: TemplateElementType = .any) {
    self.elementType = elementType
    type = nil
    underlying = nil
    isNil = false
  }

  /// The same map as another type: a change of one is a change of both, as after a conversion in Go.
  public init(_ map: TemplateMap, as type: TemplateMapType) {
    elementType = map.elementType
    self.type = type
    underlying = map.plain
    isNil = map.isNil
  }

  /// Go's nil map of type `map[string]interface {}`.
  public static func nilMap(of elementType: TemplateElementType = .any) -> TemplateMap {
    TemplateMap(isNil: true, of: elementType)
  }

  private init(isNil: Bool, of elementType: TemplateElementType) {
    self.elementType = elementType
    type = nil
    underlying = nil
    self.isNil = isNil
  }

  /// A map of these members; the last of equal keys wins.
  public convenience init(
    _ members: some Sequence<(String, TemplateValue)>, of elementType: TemplateElementType = .any
  ) {
    self.init(of: elementType)
    var sorted = members.map { (key: $0.0, value: $0.1) }
    // Documents are often written in order already; sorting is stable, so the last of equals stays last.
    let isSorted = zip(sorted, sorted.dropFirst()).allSatisfy { byteOrder($0.key, $1.key) < 0 }
    if !isSorted {
      sorted.sort { byteOrder($0.key, $1.key) < 0 }
      var unique: [Member] = []
      unique.reserveCapacity(sorted.count)
      for member in sorted {
        if let last = unique.last, byteOrder(last.key, member.key) == 0 { unique.removeLast() }
        unique.append(member)
      }
      sorted = unique
    }
    stored = sorted
  }

  public var members: [Member] { underlying?.stored ?? stored }
  /// The map without a type of its own, which is what functions get that want a `map[string]interface {}`.
  public var plain: TemplateMap { underlying ?? self }

  public var count: Int { members.count }
  public var isEmpty: Bool { members.isEmpty }
  public var keys: [String] { members.map(\.key) }

  /// The value of a member. Setting `nil` removes it. A nil map cannot be written to: check ``isNil`` first.
  public subscript(key: String) -> TemplateValue? {
    get {
      let (position, found) = search(key)
      return found ? members[position].value : nil
    }
    set {
      guard !isNil else { return }
      if let underlying {
        underlying[key] = newValue
        return
      }
      let (position, found) = search(key)
      switch (found, newValue) {
      case (true, let value?): stored[position].value = value
      case (false, let value?): stored.insert((key, value), at: position)
      case (true, nil): stored.remove(at: position)
      case (false, nil): break
      }
    }
  }

  /// A new map of the same type with the same members.
  public func copy() -> TemplateMap {
    let copy = TemplateMap(of: elementType)
    copy.stored = members
    return type.map { TemplateMap(copy, as: $0) } ?? copy
  }

  /// Where a key is or would be.
  private func search(_ key: String) -> (position: Int, found: Bool) {
    let members = members
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      let order = byteOrder(members[middle].key, key)
      if order == 0 { return (middle, true) }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return (low, false)
  }
}

/// Below, at or above zero as `left` is before, equal to or after `right`, byte by byte: Go's order of strings.
/// Swift's own compares by Unicode equivalence.
func byteOrder(_ left: String, _ right: String) -> Int {
  var left = left
  var right = right
  return left.withUTF8 { a in
    right.withUTF8 { b in
      let common = min(a.count, b.count)
      if common > 0, let start = a.baseAddress, let other = b.baseAddress {
        let order = memcmp(start, other, common)
        if order != 0 { return Int(order) }
      }
      return a.count - b.count
    }
  }
}

/// Whether two strings have the same bytes.
func sameBytes(_ left: String, _ right: String) -> Bool {
  left.utf8.count == right.utf8.count && byteOrder(left, right) == 0
}
