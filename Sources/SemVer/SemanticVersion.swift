/// A semantic version, read and ordered as Masterminds/semver v3 does, the library that Flux and Helm use.
///
/// Two versions are equal when neither is lower than the other: build metadata and the spelling of
/// the original text do not take part. Numbers that do not fit 64 bits are refused, never truncated.
public struct SemanticVersion: Sendable {
  public let major: UInt64
  public let minor: UInt64
  public let patch: UInt64
  /// The part after `-`, without it; empty for a release.
  public let prerelease: String
  /// The part after `+`, without it.
  public let metadata: String
  /// The text this version was read from, with its `v` if it had one.
  public let original: String

  /// Reads a version tolerantly: an optional `v`, missing minor and patch numbers and leading zeros
  /// in the three numbers are accepted.
  ///
  /// - Throws: ``SemVerError`` when the text is no version.
  public init(_ text: String) throws(SemVerError) {
    var scanner = Scanner(text)
    _ = scanner.skip(UInt8(ascii: "v"))
    let core = try scanner.numbers(upTo: 3, in: text)
    let pre = try scanner.suffix(after: UInt8(ascii: "-"), in: text)
    let meta = try scanner.suffix(after: UInt8(ascii: "+"), in: text)
    guard scanner.isAtEnd else { throw .malformed(text) }
    try Self.validate(prerelease: pre, in: text)
    self.init(
      major: core.first ?? 0, minor: core.count > 1 ? core[1] : 0, patch: core.count > 2 ? core[2] : 0,
      prerelease: pre, metadata: meta, original: text)
  }

  /// Reads a version by the letter of the specification: all three numbers, no `v`, no leading zeros.
  ///
  /// - Throws: ``SemVerError`` when the text departs from it.
  public init(strict text: String) throws(SemVerError) {
    let version = try Self(text)
    var scanner = Scanner(text)
    guard scanner.plainNumbers() == 3 else { throw .notStrict(text) }
    self = version
  }

  /// Reads a version as Flux reads Git and OCI tags: tolerant, but major, minor and patch must all be there.
  ///
  /// - Throws: ``SemVerError`` when the text is no such version.
  public init(tag text: String) throws(SemVerError) {
    let dots = text.utf8.reduce(into: 0) { count, byte in count += byte == UInt8(ascii: ".") ? 1 : 0 }
    guard dots >= 2 else { throw .malformed(text) }
    try self.init(text)
  }

  init(
    major: UInt64, minor: UInt64, patch: UInt64, prerelease: String, metadata: String, original: String
  ) {
    self.major = major
    self.minor = minor
    self.patch = patch
    self.prerelease = prerelease
    self.metadata = metadata
    self.original = original
  }

  /// Numeric identifiers of a prerelease have no leading zeros.
  static func validate(prerelease: String, in text: String) throws(SemVerError) {
    for part in prerelease.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      let numeric = part.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
      if numeric, part.count > 1, part.first == UInt8(ascii: "0") { throw .leadingZero(text) }
    }
  }
}

extension SemanticVersion: CustomStringConvertible {
  /// The version in full, without `v`.
  public var description: String {
    var text = "\(major).\(minor).\(patch)"
    if !prerelease.isEmpty { text += "-\(prerelease)" }
    if !metadata.isEmpty { text += "+\(metadata)" }
    return text
  }
}

/// Why a text is no version or no constraint.
public enum SemVerError: Error, Equatable, CustomStringConvertible {
  case malformed(String)
  case notStrict(String)
  case leadingZero(String)
  case numberTooLarge(String)
  case malformedConstraint(String)

  public var description: String {
    switch self {
    case .malformed(let text): "invalid semantic version \"\(text)\""
    case .notStrict(let text): "\"\(text)\" is not a strict semantic version (MAJOR.MINOR.PATCH without leading zeros)"
    case .leadingZero(let text): "prerelease identifier with a leading zero in version \"\(text)\""
    case .numberTooLarge(let text): "a number in version \"\(text)\" does not fit 64 bits"
    case .malformedConstraint(let text): "improper constraint: \"\(text)\""
    }
  }
}
