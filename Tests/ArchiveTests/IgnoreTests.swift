import Archive
import Testing

@Suite("Ignore rules")
struct IgnoreTests {
  private func path(_ text: String) -> [[UInt8]] { text.split(separator: "/").map { Array($0.utf8) } }

  private func excludes(_ rules: IgnoreRules, _ text: String) -> Bool {
    rules.excludes(path(text), isDirectory: text.hasSuffix("/"))
  }

  @Test(
    "S-IG-06 gitignore syntax",
    arguments: [
      ("*.md", "README.md docs/a.md docs.md/x", "README.mdx md"),
      ("/a", "a a/b", "b/a"),
      ("a/b", "a/b a/b/c", "x/a/b"),
      ("docs/", "docs/ docs/x x/docs/ x/docs/y", "docs x/docs"),
      ("**/foo", "foo a/foo a/b/foo foo/x", "foot"),
      ("a/**/b", "a/b a/x/b a/x/y/b a/x/b/c", "b x/a/b"),
      ("a/**", "a/x a/b/c", "b/a"),
      ("/**/x", "x a/x", "y"),
      ("a/*/c", "a/b/c", "a/c a/b/x/c"),
      ("?x", "ax éx", "x abx"),
      ("[a-c]x", "ax bx", "dx"),
      ("[!a-c]x", "dx", "ax"),
      ("[^a]x", "bx", "ax"),
      ("[]a]x", "]x ax", "bx"),
      ("a\\*b", "a*b", "axb"),
      ("\\#x", "#x", "x"),
      ("\\!x", "!x", "x"),
      ("x ", "x", "y"),
      ("x\\ ", "x\u{20}", "x"),
      ("# comment\n\n  \nfoo", "foo", "comment"),
      ("foo\r\nbar\r\n", "foo bar", "baz"),
      ("*\n!keep", "a b/c", "keep keep/x a/keep"),
      ("/*\n!/deploy\n/deploy/**/*.md", "x x/y deploy/a/b.md deploy/c.md", "deploy/ deploy/x deploy/a/b.yaml"),
      ("!a\na", "a", "b"),
      ("a\n!a", "", "a"),
      ("a*b*c", "abc aXbYc aabbcc", "ab acb"),
      ("[a", "", "a [a"),
      ("*", "a a/b .x", ""),
      ("**", "a a/b", ""),
      ("/", "", "a"),
    ])
  func syntax(patterns: String, excluded: String, included: String) {
    let rules = IgnoreRules(specIgnore: IgnorePatterns(patterns), foundIgnoreFiles: true)
    let separator: Character = patterns.hasSuffix("\\ ") ? "\n" : " "
    for name in excluded.split(separator: separator) {
      #expect(excludes(rules, String(name)), "\(patterns) excludes \(name)")
    }
    for name in included.split(separator: separator) {
      #expect(!excludes(rules, String(name)), "\(patterns) does not exclude \(name)")
    }
  }

  @Test("S-IG-01 files of version control are always ignored")
  func versionControl() {
    for rules in [
      IgnoreRules(specIgnore: nil, foundIgnoreFiles: false),
      IgnoreRules(specIgnore: IgnorePatterns("foo"), foundIgnoreFiles: true),
    ] {
      for name in [".git/", ".git/config", ".gitignore", "a/.gitmodules", "a/b/.gitattributes"] {
        #expect(excludes(rules, name))
      }
    }
  }

  @Test("S-IG-02 pictures and archives are ignored by default")
  func extensions() {
    let rules = IgnoreRules(specIgnore: nil, foundIgnoreFiles: false)
    for name in ["a.jpg", "b.jpeg", "c.gif", "d/e.png", "f.wmv", "g.flv", "h.tar.gz", "i.zip"] {
      #expect(excludes(rules, name))
    }
    #expect(!excludes(rules, "a.yaml"))
    #expect(!excludes(rules, "a.tar"))
  }

  @Test("S-IG-03 configuration of build services is ignored by default")
  func buildServices() {
    let rules = IgnoreRules(specIgnore: nil, foundIgnoreFiles: false)
    let names = [
      ".github/", ".github/workflows/x.yaml", ".circleci/", ".travis.yml", ".gitlab-ci.yml", "appveyor.yml",
      ".drone.yml",
      "cloudbuild.yaml", "codeship-services.yml", "codeship-steps.yml",
    ]
    for name in names { #expect(excludes(rules, name)) }
  }

  @Test("S-IG-04 other tools' files are ignored by default at any depth")
  func extra() {
    let rules = IgnoreRules(specIgnore: nil, foundIgnoreFiles: false)
    for name in [".goreleaser.yml", "a/.sops.yaml", "a/b/.flux.yaml"] { #expect(excludes(rules, name)) }
  }

  @Test("S-IG-05 a single pattern switches the default sets off, except those of version control")
  func defaultsDropped() {
    for rules in [
      IgnoreRules(specIgnore: IgnorePatterns("foo"), foundIgnoreFiles: false),
      IgnoreRules(specIgnore: nil, foundIgnoreFiles: true),
    ] {
      for name in ["a.jpg", ".github/", ".sops.yaml"] { #expect(!excludes(rules, name)) }
      #expect(excludes(rules, ".gitignore"))
    }
    let comment = IgnoreRules(specIgnore: IgnorePatterns("# nothing\n\n"), foundIgnoreFiles: false)
    #expect(excludes(comment, "a.jpg"))
  }

  @Test("S-IG-07 an ignore file holds for its own directory only")
  func scopes() {
    var rules = IgnoreRules(specIgnore: nil, foundIgnoreFiles: true)
    rules.enter(depth: 0, IgnorePatterns("*.txt"))
    rules.enter(depth: 1, IgnorePatterns("!keep.txt\n/top"))
    #expect(!excludes(rules, "sub/keep.txt"))
    #expect(excludes(rules, "sub/other.txt"))
    #expect(excludes(rules, "sub/top"))
    #expect(!excludes(rules, "sub/deeper/top"))
    rules.leave(depth: 1)
    #expect(excludes(rules, "sub/keep.txt"))
    #expect(!excludes(rules, "sub/top"))
  }

  @Test("S-IG-08 spec.ignore has the last word")
  func specWins() {
    var rules = IgnoreRules(specIgnore: IgnorePatterns("!a.txt\nb.txt"), foundIgnoreFiles: true)
    rules.enter(depth: 0, IgnorePatterns("a.txt\n!b.txt"))
    #expect(!excludes(rules, "a.txt"))
    #expect(excludes(rules, "b.txt"))
    let everything = IgnoreRules(specIgnore: IgnorePatterns("!.gitignore"), foundIgnoreFiles: false)
    #expect(!excludes(everything, ".gitignore"))
  }

  @Test("Patterns made to be slow are not")
  func hostile() {
    let stars = String(repeating: "a*", count: 200) + "b"
    let directories = String(repeating: "**/a/", count: 200) + "b"
    let rules = IgnoreRules(specIgnore: IgnorePatterns(stars + "\n" + directories), foundIgnoreFiles: false)
    let deep = String(repeating: "a/", count: 1000) + "c"
    #expect(!excludes(rules, deep))
    #expect(!excludes(rules, String(repeating: "a", count: 4000)))
  }

  @Test("Random patterns never trap")
  func random() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("ab*?[]!\\/-^ #.é\u{0}")
    for _ in 0..<20_000 {
      func text() -> String {
        String(
          (0..<Int.random(in: 0...16, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
      }
      let rules = IgnoreRules(specIgnore: IgnorePatterns(text()), foundIgnoreFiles: false)
      _ = excludes(rules, text())
    }
  }
}
