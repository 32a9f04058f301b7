extension SemanticVersion: Comparable {
  public static func == (left: Self, right: Self) -> Bool { left.compare(to: right) == 0 }
  public static func < (left: Self, right: Self) -> Bool { left.compare(to: right) < 0 }

  /// -1, 0 or 1; metadata is left out, and a prerelease comes before its release.
  func compare(to other: Self) -> Int {
    if major != other.major { return major < other.major ? -1 : 1 }
    if minor != other.minor { return minor < other.minor ? -1 : 1 }
    if patch != other.patch { return patch < other.patch ? -1 : 1 }
    return Self.comparePrereleases(prerelease, other.prerelease)
  }

  static func comparePrereleases(_ left: String, _ right: String) -> Int {
    if left == right { return 0 }
    if left.isEmpty { return 1 }
    if right.isEmpty { return -1 }
    let dot = UInt8(ascii: ".")
    let lefts = left.utf8.split(separator: dot, omittingEmptySubsequences: false)
    let rights = right.utf8.split(separator: dot, omittingEmptySubsequences: false)
    for index in 0..<min(lefts.count, rights.count) {
      let order = compareIdentifiers(lefts[index], rights[index])
      if order != 0 { return order }
    }
    return lefts.count == rights.count ? 0 : lefts.count < rights.count ? -1 : 1
  }

  /// Numbers come before words; a number beyond 64 bits counts as a word, as it does in Go.
  private static func compareIdentifiers(_ left: Substring.UTF8View, _ right: Substring.UTF8View) -> Int {
    switch (Scanner.number(left), Scanner.number(right)) {
    case (let left?, let right?): left == right ? 0 : left < right ? -1 : 1
    case (_?, nil): -1
    case (nil, _?): 1
    case (nil, nil): left.elementsEqual(right) ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
    }
  }
}

extension SemanticVersion: Hashable {
  public func hash(into hasher: inout Hasher) {
    hasher.combine(major)
    hasher.combine(minor)
    hasher.combine(patch)
    hasher.combine(prerelease)
  }
}
