/// Reads the files of the zone database (RFC 9636), which come from the system but may be anything.
enum TimeZoneFile {
  /// The largest zone has some 4 KiB.
  static let maximumBytes = 64 << 10

  /// - Returns: `nil` when the bytes are no such file.
  static func parse(_ bytes: [UInt8], name: String) -> TimeZoneTable? {
    var reader = Reader(rest: bytes[...])
    guard var header = Header(&reader) else { return nil }
    // From version 2 on, all is there once more with 64 bits.
    let isWide = header.version >= 2
    if isWide {
      guard reader.take(header.bodySize(timeSize: 4)) != nil, let second = Header(&reader) else { return nil }
      header = second
    }
    let timeSize = isWide ? 8 : 4
    guard header.kinds > 0, let times = reader.take(header.transitions * timeSize),
      let indices = reader.take(header.transitions), let kindBytes = reader.take(header.kinds * 6),
      let names = reader.take(header.characters), reader.take(header.leapSeconds * (timeSize + 4)) != nil,
      reader.take(header.standardFlags) != nil, reader.take(header.utcFlags) != nil,
      let kinds = kinds(kindBytes, names), let transitions = transitions(times, timeSize, indices, kinds)
    else { return nil }
    return TimeZoneTable(
      name: name, kinds: kinds, transitions: transitions, rule: isWide ? rule(reader.rest) : nil)
  }

  private static func kinds(_ bytes: ArraySlice<UInt8>, _ names: ArraySlice<UInt8>) -> [TimeZoneTable.Kind]? {
    var kinds: [TimeZoneTable.Kind] = []
    var rest = bytes
    while rest.count >= 6 {
      let part = Array(rest.prefix(6))
      rest = rest.dropFirst(6)
      let offset = Int32(truncatingIfNeeded: number(part[..<4]))
      guard Int(part[5]) < names.count else { return nil }
      let name = names.dropFirst(Int(part[5])).prefix { $0 != 0 }
      kinds.append(
        TimeZoneTable.Kind(
          name: String(decoding: name, as: UTF8.self), offset: Int(offset), isDaylight: part[4] != 0))
    }
    return kinds
  }

  private static func transitions(
    _ times: ArraySlice<UInt8>, _ size: Int, _ indices: ArraySlice<UInt8>, _ kinds: [TimeZoneTable.Kind]
  ) -> [TimeZoneTable.Transition]? {
    var transitions: [TimeZoneTable.Transition] = []
    var rest = times
    for index in indices {
      guard kinds.indices.contains(Int(index)) else { return nil }
      let bits = number(rest.prefix(size))
      rest = rest.dropFirst(size)
      let when = size == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
      transitions.append(TimeZoneTable.Transition(when: when, kind: kinds[Int(index)]))
    }
    // A zone that never changed has held since ever.
    if transitions.isEmpty, let kind = kinds.first {
      transitions.append(TimeZoneTable.Transition(when: .min, kind: kind))
    }
    return transitions
  }

  /// The line at the end.
  private static func rule(_ rest: ArraySlice<UInt8>) -> TimeZoneRule? {
    guard rest.count > 2, rest.first == 0x0A, rest.last == 0x0A else { return nil }
    return TimeZoneRule(Array(rest.dropFirst().dropLast()))
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

  private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
      guard count >= 0, rest.count >= count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
  }

  private struct Header {
    let version: Int
    let utcFlags, standardFlags, leapSeconds, transitions, kinds, characters: Int

    init?(_ reader: inout Reader) {
      guard let head = reader.take(20).map(Array.init), head.starts(with: "TZif".utf8) else { return nil }
      version = head[4] == 0 ? 1 : Int(head[4]) - 0x30
      guard (1...4).contains(version) else { return nil }
      var counts: [Int] = []
      for _ in 0..<6 {
        guard let bytes = reader.take(4) else { return nil }
        let count = number(bytes)
        guard count <= TimeZoneFile.maximumBytes else { return nil }
        counts.append(Int(count))
      }
      (utcFlags, standardFlags, leapSeconds) = (counts[0], counts[1], counts[2])
      (transitions, kinds, characters) = (counts[3], counts[4], counts[5])
    }

    func bodySize(timeSize: Int) -> Int {
      transitions * (timeSize + 1) + kinds * 6 + characters + leapSeconds * (timeSize + 4) + standardFlags + utcFlags
    }
  }
}
