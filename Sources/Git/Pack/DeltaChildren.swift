/// Which deltas of a pack rest on which object.
struct DeltaChildren {
  /// Rows of offset deltas, ordered by base and then by row.
  private let byOffset: [UInt32]
  private let bases: [UInt32]
  private let namedBases: [(row: UInt32, base: ObjectID)]

  /// - Parameter table: With its deltas by name sorted.
  init(_ table: PackTable) {
    bases = table.bases
    namedBases = table.namedBases
    var rows = (0..<UInt32(truncatingIfNeeded: table.count)).filter { table.bases[Int($0)] < PackTable.namedBase }
    rows.sort { left, right in
      let a = table.bases[Int(left)]
      let b = table.bases[Int(right)]
      return a == b ? left < right : a < b
    }
    byOffset = rows
  }

  /// How many deltas there are.
  var count: Int { byOffset.count + namedBases.count }

  /// Hands out the deltas on one object, one after the other.
  struct Cursor {
    fileprivate var offsets: Range<Int>
    fileprivate var names: Range<Int>
    var isEmpty: Bool { offsets.isEmpty && names.isEmpty }
  }

  func cursor(row: Int, name: ObjectID) -> Cursor {
    let offsets = Self.range(byOffset.count) {
      bases[Int(byOffset[$0])] < row
    } isEqual: {
      Int(bases[Int(byOffset[$0])]) == row
    }
    let names = Self.range(namedBases.count) {
      namedBases[$0].base < name
    } isEqual: {
      namedBases[$0].base == name
    }
    return Cursor(offsets: offsets, names: names)
  }

  func next(_ cursor: inout Cursor) -> Int? {
    if let index = cursor.offsets.popFirst() { return Int(byOffset[index]) }
    if let index = cursor.names.popFirst() { return Int(namedBases[index].row) }
    return nil
  }

  private static func range(_ count: Int, isBelow: (Int) -> Bool, isEqual: (Int) -> Bool) -> Range<Int> {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBelow(middle) { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < count, isEqual(end) { end += 1 }
    return low..<end
  }
}
