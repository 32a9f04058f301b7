import Glibc

/// What is known about the objects of a pack, in the order in which they stand in it.
///
/// Columns instead of rows, so that an object takes 37 bytes (SHA-1) and nothing is padded.
struct PackTable {
  let format: ObjectFormat
  private(set) var offsets: [UInt64] = []
  private(set) var checksums: [UInt32] = []
  /// An ``ObjectKind`` once known; before that one of the two delta types.
  private(set) var types: [UInt8] = []
  /// The row of an offset delta's base, or one of the two marks below.
  private(set) var bases: [UInt32] = []
  private var names: [UInt8] = []
  /// Deltas whose base is given by name.
  private(set) var namedBases: [(row: UInt32, base: ObjectID)] = []

  static let offsetDelta: UInt8 = 6
  static let namedDelta: UInt8 = 7
  /// Marks an object that is stored whole.
  static let noBase = UInt32.max
  /// Marks a delta whose base is given by name.
  static let namedBase = UInt32.max - 1

  init(_ format: ObjectFormat) { self.format = format }

  var count: Int { offsets.count }

  mutating func append(_ entry: PackEntry, checksum: UInt32, name: ObjectID?) {
    let row = UInt32(truncatingIfNeeded: count)
    offsets.append(entry.offset)
    checksums.append(checksum)
    types.append(entry.type)
    names += name?.bytes ?? [UInt8](repeating: 0, count: format.byteCount)
    switch entry.base {
    case .row(let base): bases.append(base)
    case .name(let base):
      bases.append(Self.namedBase)
      namedBases.append((row, base))
    case nil: bases.append(Self.noBase)
    }
  }

  mutating func resolve(_ row: Int, _ kind: ObjectKind, _ name: ObjectID) {
    types[row] = kind.rawValue
    names.replaceSubrange(row * format.byteCount..<(row + 1) * format.byteCount, with: name.bytes)
  }

  mutating func sortNamedBases() {
    namedBases.sort { $0.base < $1.base }
  }

  /// `nil` for a delta that is not resolved yet.
  func kind(_ row: Int) -> ObjectKind? { ObjectKind(rawValue: types[row]) }

  func name(_ row: Int) -> ArraySlice<UInt8> { names[row * format.byteCount..<(row + 1) * format.byteCount] }

  /// The row of the object that starts at this offset.
  func row(at offset: UInt64) -> UInt32? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if offsets[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return low < count && offsets[low] == offset ? UInt32(truncatingIfNeeded: low) : nil
  }

  /// All rows in the order of their names.
  func rowsByName() -> [UInt32] {
    let length = format.byteCount
    return names.withUnsafeBytes { names in
      (0..<UInt32(truncatingIfNeeded: count)).sorted { left, right in
        guard let start = names.baseAddress else { return false }
        let order = memcmp(start + Int(left) * length, start + Int(right) * length, length)
        return order == 0 ? left < right : order < 0
      }
    }
  }
}

/// The head of an object in a pack.
struct PackEntry {
  enum Base {
    case row(UInt32)
    case name(ObjectID)
  }

  var offset: UInt64
  var type: UInt8
  /// Of the object, or of the delta's instructions.
  var size: UInt64
  var base: Base?
}
