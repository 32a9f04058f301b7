import Glibc

/// A Go map with string keys.
///
/// A reference, as in Go: `set`, `unset` and `merge` change the map that everybody else holds. It is confined to the
/// thread of the run that made it. Members are kept in the order of their keys' bytes, which is the order in which Go
/// ranges over and prints maps; lookup is a binary search without hashing.
public final class TemplateMap {
  public typealias Member = (key: String, value: TemplateValue)

  public private(set) var members: [Member] = []
  /// What the map maps to.
  public let elementType: TemplateElementType
  /// The name of a Go type with this map under it, such as `common.Values`; `nil` for a plain map.
  public let namedType: String?
  /// A nil map: empty, and cannot be written to.
  public let isNil: Bool
  /// The methods of the named type; they come before members of the same name.
  public var methods: [String: TemplateFunction] = [:]

  public init(of elementType: TemplateElementType = .any, namedType: String? = nil) {
    self.elementType = elementType
    self.namedType = namedType
    isNil = false
  }

  /// Go's nil map of type `map[string]interface {}`.
  public static func nilMap(of elementType: TemplateElementType = .any) -> TemplateMap {
    TemplateMap(isNil: true, of: elementType)
  }

  private init(isNil: Bool, of elementType: TemplateElementType) {
    self.elementType = elementType
    namedType = nil
    self.isNil = isNil
  }

  /// A map of these members; the last of equal keys wins.
  public convenience init(
    _ members: some Sequence<(String, TemplateValue)>, of elementType: TemplateElementType = .any,
    namedType: String? = nil
  ) {
    self.init(of: elementType, namedType: namedType)
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
    self.members = sorted
  }

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
      let (position, found) = search(key)
      switch (found, newValue) {
      case (true, let value?): members[position].value = value
      case (false, let value?): members.insert((key, value), at: position)
      case (true, nil): members.remove(at: position)
      case (false, nil): break
      }
    }
  }

  /// A new map with the same members.
  public func copy() -> TemplateMap {
    let copy = TemplateMap(of: elementType, namedType: namedType)
    copy.members = members
    return copy
  }

  /// Where a key is or would be.
  private func search(_ key: String) -> (position: Int, found: Bool) {
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
