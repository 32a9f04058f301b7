import SemVer
import Testing

@Suite("Version constraints")
struct ConstraintTests {
  @Test(
    "S-GS-09 ranges accept what Masterminds/semver accepts",
    arguments: [
      ("=2.0.0", "2.0.0 v2.0.0+b", "1.2.3 2.0.1"),
      ("2", "2.0.0 2.9.9", "1.9.9 3.0.0"),
      ("2.x", "2.0.0 2.9.9", "1.9.9 3.0.0"),
      ("2.1", "2.1.0 2.1.9", "2.0.9 2.2.0"),
      ("=2.1", "2.1.5", "2.2.0"),
      ("*", "0.0.0 7.8.9", "1.0.0-beta"),
      ("x.1.2", "0.0.0 9.0.0", "1.0.0-beta"),
      ("!=1.2.3", "1.2.4 1.2.2", "1.2.3"),
      ("!=1.2", "1.3.0 2.2.0", "1.2.0 1.2.9"),
      ("!=1.x", "2.0.0 0.9.0", "1.0.0 1.5.5"),
      (">1.2.3", "1.2.4 2.0.0", "1.2.3 1.2.2"),
      (">11", "12.0.0", "11.0.0 11.1.0 10.0.0"),
      (">11.1", "11.2.0 12.0.0", "11.1.0 11.1.1 11.0.9"),
      (">=11", "11.0.0 12.0.0", "10.9.9"),
      ("=>1.2", "1.2.0", "1.1.9"),
      ("<1.2.3", "1.2.2", "1.2.3"),
      ("<2.x", "1.9.9", "2.0.0"),
      ("<=11", "11.9.9 10.0.0", "12.0.0"),
      ("<=11.1", "11.1.9 10.2.0", "11.2.0"),
      ("=<11.1.5", "11.1.5", "11.1.6"),
      ("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0 2.2.3"),
      ("~1.2", "1.2.0 1.2.9", "1.3.0"),
      ("~>1", "1.0.0 1.9.9", "0.9.9 2.0.0"),
      ("~0.0.0", "0.0.0 0.1.0 5.0.0", "1.0.0-a"),
      ("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0"),
      ("^1.2", "1.2.0 1.9.0", "1.1.9 2.0.0"),
      ("^1", "1.0.0 1.9.9", "0.9.9 2.0.0"),
      ("^0.2.3", "0.2.3 0.2.9", "0.2.2 0.3.0"),
      ("^0.2", "0.2.0 0.2.9", "0.3.0"),
      ("^0.0.3", "0.0.3", "0.0.2 0.0.4 0.1.3"),
      ("^0.0", "0.0.0 0.0.9", "0.1.0"),
      ("^0", "0.0.0 0.9.9", "1.0.0"),
      ("1.2 - 1.4.5", "1.2.0 1.4.5", "1.1.9 1.4.6"),
      ("1.2 - 2", "1.2.0 2.9.9", "3.0.0"),
      ("1 - 2, !=1.5.0", "1.4.0 2.2.2", "1.5.0 3.0.0"),
      (">=1.2.0, <2.0.0", "1.2.0 1.9.9", "2.0.0 1.1.0"),
      (">=1.2.0 <2.0.0", "1.2.0 1.9.9", "2.0.0 1.1.0"),
      (">= 1.2 , < 2 || >=4", "1.5.0 4.0.0 9.0.0", "2.0.0 3.9.9"),
      (">=1.0.0-0", "1.0.0-alpha 1.0.0 2.0.0-beta 2.0.0", "0.9.0"),
      (">=1.0.0-0 <2.0.0", "1.5.0-rc.1 2.0.0-rc.1", "2.0.0"),
      (">=1.0.0", "1.0.0", "1.0.0-alpha 2.0.0-beta"),
      ("^1.0.0-beta.2", "1.0.0-beta.2 1.0.0 1.5.0-a", "1.0.0-beta.1 2.0.0"),
      ("<2.0.0 || >=3.0.0-0", "1.0.0 3.0.0-a", "2.5.0-a 1.0.0-a"),
    ])
  func matching(constraint: String, inside: String, outside: String) throws {
    let range = try VersionConstraint(constraint)
    for version in inside.split(separator: " ") {
      #expect(try range.contains(SemanticVersion(String(version))), "\(version) lies in \(constraint)")
    }
    for version in outside.split(separator: " ") {
      #expect(try !range.contains(SemanticVersion(String(version))), "\(version) does not lie in \(constraint)")
    }
  }

  @Test(
    "What is no constraint is refused",
    arguments: [
      "", " ", "foo", ">", ">>1", "=!1", ">=1.0.0 ||", "|| 1", "1 | 2", "1.2.3.4", "1,", ",1", "1 -2", "> 1 - 2",
      "0.5 1 - 2", "1 - 2 - 3", ">=1.2>=3", "1x", "^1.2.3-01", "99999999999999999999999", "V1", "1;2", "1.2.3-",
    ])
  func refused(text: String) {
    #expect(throws: SemVerError.malformedConstraint(text)) { try VersionConstraint(text) }
  }

  @Test("The highest version of a range is found")
  func highest() throws {
    let versions = try ["v1.2.0", "1.10.0", "v2.0.0-rc.1", "0.1.0"].map { try SemanticVersion($0) }
    #expect(try VersionConstraint(">=1.0.0").highest(of: versions)?.original == "1.10.0")
    #expect(try VersionConstraint(">=1.0.0-0").highest(of: versions)?.original == "v2.0.0-rc.1")
    #expect(try VersionConstraint(">=3").highest(of: versions) == nil)
  }

  @Test("Random text never traps")
  func random() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("0123456789.xX*vV-+~^<>=!|, ab")
    for _ in 0..<20_000 {
      let text = String((0..<Int.random(in: 0...24, using: &generator)).map { _ in alphabet.randomElement() ?? "0" })
      if let version = try? SemanticVersion(text), let range = try? VersionConstraint(text) {
        _ = range.contains(version)
      }
      _ = try? VersionConstraint(text).contains(SemanticVersion("1.2.3-a"))
    }
  }
}
