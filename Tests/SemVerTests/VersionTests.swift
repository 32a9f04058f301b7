import SemVer
import Testing

@Suite("Semantic versions")
struct VersionTests {
  @Test(
    "Tolerant reading accepts a v, missing numbers and leading zeros",
    arguments: [
      ("1.2.3", "1.2.3"), ("v1.2.3", "1.2.3"), ("1", "1.0.0"), ("1.2", "1.2.0"), ("v1", "1.0.0"),
      ("01.02.03", "1.2.3"), ("1.2.3-beta.1", "1.2.3-beta.1"), ("1.2.3+build.7", "1.2.3+build.7"),
      ("1.2.3-rc.1+b", "1.2.3-rc.1+b"), ("1-beta", "1.0.0-beta"), ("1.2-5", "1.2.0-5"),
      ("1.2.3--", "1.2.3--"), ("2025.02.03-rc.1", "2025.2.3-rc.1"), ("1.2.3+01", "1.2.3+01"),
      ("18446744073709551615.0.0", "18446744073709551615.0.0"),
    ])
  func tolerant(text: String, expected: String) throws {
    let version = try SemanticVersion(text)
    #expect(version.description == expected)
    #expect(version.original == text)
  }

  @Test(
    "What is no version is refused",
    arguments: [
      "", "v", "a", "1.", "1..2", ".1", "1.2.3.4", "1.2.3-", "1.2.3+", "1.2.3-a..b", "1.2.3-01", "1.2.3 ", " 1.2.3",
      "V1.2.3", "1.2.x", "-1.2.3", "1.2.3-ä", "1.2.3-a+b+c", "18446744073709551616.0.0", "1.99999999999999999999999",
    ])
  func refused(text: String) {
    #expect(throws: SemVerError.self) { try SemanticVersion(text) }
  }

  @Test(
    "Strict reading wants three plain numbers",
    arguments: [
      ("1.2.3", true), ("1.2.3-a+b", true), ("0.0.0", true), ("v1.2.3", false), ("1.2", false), ("1", false),
      ("01.2.3", false), ("1.2.03", false), ("1.2-a.b", false),
    ])
  func strict(text: String, accepted: Bool) {
    #expect(((try? SemanticVersion(strict: text)) != nil) == accepted)
  }

  @Test(
    "S-GT-06 a tag is a version only with major, minor and patch, v or not",
    arguments: [
      ("v1.2.3", true), ("1.2.3", true), ("v1.2", false), ("1", false), ("release-1.2.3", false),
      ("v2025.02.03", true), ("v1.2.3-rc.1", true),
    ])
  func tags(text: String, accepted: Bool) {
    #expect(((try? SemanticVersion(tag: text)) != nil) == accepted)
  }

  @Test("Versions are ordered as the specification says")
  func ordering() throws {
    let ascending = [
      "0.0.1", "0.1.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
      "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1-0", "1.0.1", "1.9.0", "1.10.0", "2.0.0",
    ]
    let versions = try ascending.map { try SemanticVersion($0) }
    #expect(versions.reversed().sorted() == versions)
    for index in versions.indices.dropLast() { #expect(versions[index] < versions[index + 1]) }
  }

  @Test("Build metadata and spelling do not count")
  func metadata() throws {
    let plain = try SemanticVersion("1.2.3")
    #expect(try plain == SemanticVersion("v1.2.3+build"))
    #expect(try plain.hashValue == SemanticVersion("v1.2.3+other").hashValue)
  }

  @Test("Prerelease numbers beyond 64 bits compare as words and do not trap")
  func hugeIdentifiers() throws {
    let huge = try SemanticVersion("1.0.0-99999999999999999999999999")
    #expect(try SemanticVersion("1.0.0-5") < huge)
    #expect(try huge < SemanticVersion("1.0.0"))
  }
}
