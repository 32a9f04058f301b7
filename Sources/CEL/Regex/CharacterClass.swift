/// A set of code points.
struct CharacterClass: Sendable {
  enum Item: Sendable {
    case range(ClosedRange<UInt32>)
    case category(Set<Unicode.GeneralCategory>, isNegated: Bool)
  }

  var items: [Item] = []
  var isNegated = false
  var ignoresCase = false

  static let any = CharacterClass(items: [.range(0...0x10FFFF)])
  static let anyButNewline = CharacterClass(items: [.range(0...9), .range(11...0x10FFFF)])

  static func single(_ scalar: Unicode.Scalar, ignoresCase: Bool) -> CharacterClass {
    CharacterClass(items: [.range(scalar.value...scalar.value)], ignoresCase: ignoresCase)
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let isMember =
      hasItem(for: scalar) || (ignoresCase && scalar.caseVariants.contains(where: hasItem))
    return isMember != isNegated
  }

  private func hasItem(for scalar: Unicode.Scalar) -> Bool {
    items.contains { item in
      switch item {
      case .range(let range): range.contains(scalar.value)
      case .category(let categories, let isNegated):
        categories.contains(scalar.properties.generalCategory) != isNegated
      }
    }
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

extension Unicode.Scalar {
  /// The other case of a letter; simple mappings only.
  fileprivate var caseVariants: [Unicode.Scalar] {
    if isASCII {
      let folded = value | 0x20
      guard folded >= 0x61, folded <= 0x7A, let other = Unicode.Scalar(value ^ 0x20) else { return [] }
      return [other]
    }
    let mapped = [properties.lowercaseMapping, properties.uppercaseMapping]
    return mapped.compactMap { $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first : nil }
  }

  /// `\w`, which is ASCII in RE2.
  var isWord: Bool {
    switch value {
    case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
    default: false
    }
  }
}
