/// A set of code points.
struct CharacterClass: Sendable {
  private var ranges: [ClosedRange<UInt32>] = []
  private var categories: [(members: Set<Unicode.GeneralCategory>, isNegated: Bool)] = []
  private(set) var isNegated = false
  var ignoresCase = false
  /// Which of the first 128 code points belong to it; nearly all text is of these.
  private var ascii: (low: UInt64, high: UInt64) = (0, 0)

  static let any = CharacterClass.of([0...0x10FFFF])
  static let anyButNewline = CharacterClass.of([0...9, 11...0x10FFFF])

  static func of(_ ranges: [ClosedRange<UInt32>], ignoresCase: Bool = false) -> CharacterClass {
    var result = CharacterClass()
    result.ignoresCase = ignoresCase
    result.ranges = ranges
    return result.finished(isNegated: false)
  }

  mutating func add(_ range: ClosedRange<UInt32>) { ranges.append(range) }
  mutating func add(_ more: [ClosedRange<UInt32>]) { ranges += more }

  mutating func add(_ members: Set<Unicode.GeneralCategory>, isNegated: Bool) {
    categories.append((members, isNegated))
  }

  /// The class once all is added: sorted, and ready for search.
  func finished(isNegated: Bool) -> CharacterClass {
    var result = self
    result.isNegated = isNegated
    var merged: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    result.ranges = merged
    for value in UInt32(0)..<128 where result.slowlyContains(value) {
      if value < 64 { result.ascii.low |= 1 << value } else { result.ascii.high |= 1 << (value - 64) }
    }
    return result
  }

  func contains(_ value: UInt32) -> Bool {
    if value < 64 { return ascii.low >> value & 1 == 1 }
    if value < 128 { return ascii.high >> (value - 64) & 1 == 1 }
    return slowlyContains(value)
  }

  private func slowlyContains(_ value: UInt32) -> Bool {
    var isMember = hasItem(value)
    if !isMember, ignoresCase { isMember = CaseFolding.variants(of: value).contains(where: hasItem) }
    return isMember != isNegated
  }

  private func hasItem(_ value: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if value < ranges[middle].lowerBound {
        high = middle
      } else if value > ranges[middle].upperBound {
        low = middle + 1
      } else {
        return true
      }
    }
    guard !categories.isEmpty, let scalar = Unicode.Scalar(value) else { return false }
    let category = scalar.properties.generalCategory
    return categories.contains { $0.members.contains(category) != $0.isNegated }
  }

  /// What `ranges`, sorted and apart from each other, leave out.
  static func complement(of ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
      next = range.upperBound + 1
    }
    if next <= 0x10FFFF { result.append(next...0x10FFFF) }
    return result
  }
}

/// Letters that differ in case only; simple mappings, as RE2 has them.
enum CaseFolding {
  static func variants(of value: UInt32) -> [UInt32] {
    switch value {
    // The Kelvin sign and the long s fold to ASCII letters.
    case 0x4B, 0x6B: return [0x4B, 0x6B, 0x212A]
    case 0x53, 0x73: return [0x53, 0x73, 0x17F]
    case 0x212A: return [0x4B, 0x6B]
    case 0x17F: return [0x53, 0x73]
    case 0x41...0x5A, 0x61...0x7A: return [value ^ 0x20]
    case 0..<0x80: return []
    default: break
    }
    guard let scalar = Unicode.Scalar(value) else { return [] }
    let mapped = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
    return mapped.compactMap { $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first?.value : nil }
  }
}
