import Git
import Testing

@Suite("References and revisions")
struct ReferenceTests {
  @Test("S-GS-07 without a reference the branch is master")
  func defaultBranch() {
    #expect(ReferenceSpec() == .branch("master"))
    #expect(ReferenceSpec(branch: "") == .branch("master"))
  }

  @Test("S-GS-08 S-GS-12 commit, name, tag, semver and branch, in this order")
  func precedence() {
    #expect(ReferenceSpec(branch: "b", tag: "t", semver: "s", name: "n", commit: "c") == .commit("c", branch: "b"))
    #expect(ReferenceSpec(branch: "b", tag: "t", semver: "s", name: "n") == .name("n"))
    #expect(ReferenceSpec(branch: "b", tag: "t", semver: "s") == .tag("t"))
    #expect(ReferenceSpec(branch: "b", semver: "s") == .semver("s"))
    #expect(ReferenceSpec(branch: "b") == .branch("b"))
  }

  @Test("S-GT-02 S-GT-03 revisions are written and read")
  func revisions() throws {
    let hex = String(repeating: "0123456789", count: 4)
    for text in [
      "main@sha1:\(hex)", "sha1:\(hex)", "refs/heads/a@b@sha1:\(hex)",
      "v1@sha256:" + String(repeating: "ab", count: 32),
    ] {
      #expect(Revision(text)?.description == text)
    }
    for text in [
      "", "main", "main@", "main@sha1:", "main@sha256:\(hex)", "main@md5:\(hex)", "sha1:\(hex)0",
      "sha1:\(hex.dropLast())g",
    ] {
      #expect(Revision(text) == nil)
    }
  }

  @Test("S-GT-04 the older form of a revision is understood")
  func legacy() throws {
    let hex = String(repeating: "0123456789", count: 4)
    #expect(Revision("feature/x/\(hex)") == Revision("feature/x@sha1:\(hex)"))
  }

  @Test("Object names are read, written and ordered")
  func objectIDs() throws {
    for length in [40, 64] {
      let text = String(String(repeating: "0123456789abcdef", count: 4).prefix(length))
      let id = try #require(ObjectID(hex: text))
      #expect(id.description == text)
      #expect(ObjectID(id.format, bytes: id.bytes) == id)
      #expect(ObjectID(hex: text.uppercased()) == id)
    }
    #expect(ObjectID(hex: "abc") == nil)
    #expect(ObjectID(hex: String(repeating: "g", count: 40)) == nil)
    let low = try #require(ObjectID(hex: String(repeating: "0", count: 39) + "1"))
    let high = try #require(ObjectID(hex: "1" + String(repeating: "0", count: 39)))
    #expect(low < high && !low.isZero)
  }
}
