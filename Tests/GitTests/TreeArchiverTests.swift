import Archive
import Git
import Glibc
import TestSupport
import Testing

@Suite("Archiving the files of a commit")
struct TreeArchiverTests {
  private func archive(
    _ scratch: Scratch, _ pack: FetchedPack, _ tree: ObjectID, ignore: String? = nil, sparse: [String] = [],
    limits: TreeLimits = TreeLimits()
  ) throws -> TreeArchiver.Summary {
    let store = try ObjectStore(pack, spillingInto: scratch.path)
    let file = open("\(scratch.path)/out.tar.gz", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { close(file) }
    var archiver = TreeArchiver()
    archiver.specIgnore = ignore
    archiver.sparse = sparse
    archiver.limits = limits
    let writer = try ArtifactWriter(fileDescriptor: file, level: 1)
    let summary = try archiver.write(tree, of: store, to: writer)
    _ = try writer.finish()
    return summary
  }

  private func packRepository(_ scratch: Scratch, _ format: ObjectFormat = .sha1) throws -> (FetchedPack, ObjectID) {
    try scratch.shell(
      "cd repo && git rev-list --objects --all --no-object-names | git pack-objects -q --delta-base-offset --stdout > ../in.pack"
    )
    let pack = try index(scratch.read("in.pack"), format, into: scratch.directory("pack"))
    return (pack, try #require(ObjectID(hex: scratch.line("cd repo && git rev-parse HEAD^{tree}"))))
  }

  private func names(_ scratch: Scratch) throws -> [String] {
    try scratch.shell("tar --quoting-style=literal -tzf out.tar.gz").split(separator: "\n").map(String.init)
  }

  /// Fills a directory with files at random: names long, short and odd, some executable, some linked.
  private func fill(_ scratch: Scratch, seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    let pieces = [
      "a", "b-c", "d.e", "ünï", "with space", "\u{1F680}", String(repeating: "n", count: 120), "q'uote", "tab\tx", "Z",
      "_", "foo", "foo.txt", "foo-bar",
    ]
    var commands = "mkdir -p repo/base\n"
    for number in 0..<60 {
      let depth = Int.random(in: 0...4, using: &generator)
      let directory = (0..<depth).map { _ in pieces.randomElement(using: &generator) ?? "x" }.joined(separator: "/d/")
      let name = (pieces.randomElement(using: &generator) ?? "x") + "\(number)"
      let path = "repo/base/" + (directory.isEmpty ? "" : directory + "/d/") + name
      let quoted = "'" + path.replacing("'", with: "'\\''") + "'"
      commands += "mkdir -p \"$(dirname \(quoted))\"\n"
      switch Int.random(in: 0...9, using: &generator) {
      case 0: commands += "ln -s nowhere \(quoted)\n"
      case 1: commands += "printf '#!/bin/sh\\n' > \(quoted) && chmod +x \(quoted)\n"
      case 2: commands += ": > \(quoted)\n"
      default: commands += "head -c \(Int.random(in: 1...5000, using: &generator)) /dev/urandom > \(quoted)\n"
      }
    }
    try scratch.shell(commands)
  }

  @Test("The content is that of git archive", arguments: [1, 2, 3, 4] as [UInt64], ObjectFormat.allCases)
  func oracle(seed: UInt64, format: ObjectFormat) throws {
    let scratch = try Scratch.forGit()
    try fill(scratch, seed: seed)
    try scratch.shell(
      """
      cd repo && git init -q --object-format=\(format.rawValue) . && git add . && git commit -qm x
      mkdir ../expected ../actual && git archive HEAD | tar -x -C ../expected && find ../expected -type l -delete
      """)
    let (pack, tree) = try packRepository(scratch, format)
    let summary = try archive(scratch, pack, tree)
    try scratch.shell(
      """
      tar -xzf out.tar.gz -C actual && diff -r expected actual
      for d in expected actual; do (cd $d && find . -type f -printf '%P %m\\n' | sed -E 's/ (7|6).*/ \\1/' | sort) > $d.list; done
      diff expected.list actual.list
      """)
    let links = try scratch.line("find repo -path repo/.git -prune -o -type l -print | wc -l")
    #expect(String(summary.skippedLinks) == links.split(separator: " ").first.map(String.init))
  }

  @Test("S-ST-15 entries are in lexical order, the root first, without links")
  func order() throws {
    let scratch = try Scratch.forGit()
    try scratch.shell(
      """
      git init -q repo && cd repo && mkdir foo z && touch foo/x foo.txt foo-bar z/y && ln -s foo link && chmod +x foo-bar
      git add . && git commit -qm x
      """)
    let (pack, tree) = try packRepository(scratch)
    let summary = try archive(scratch, pack, tree)
    #expect(try names(scratch) == [".", "foo", "foo/x", "foo-bar", "foo.txt", "z", "z/y"])
    #expect(summary.skippedLinks == 1)
    #expect(
      try scratch.shell("tar -tvzf out.tar.gz").split(separator: "\n").map { String($0.prefix(10)) }
        == ["drwxr-x---", "drwxr-x---", "-rw-------", "-rwx------", "-rw-------", "drwxr-x---", "-rw-------"])
  }

  @Test("A submodule is an empty directory")
  func submodule() throws {
    let scratch = try Scratch.forGit()
    try scratch.shell(
      """
      git init -q repo && cd repo && echo x > f && git add f && git commit -qm x
      git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),vendor/lib && git commit -qm y
      """)
    let (pack, tree) = try packRepository(scratch)
    _ = try archive(scratch, pack, tree)
    #expect(try names(scratch) == [".", "f", "vendor", "vendor/lib"])
  }

  @Test("S-IG-09 the default sets apply when there are no rules")
  func defaults() throws {
    let scratch = try Scratch.forGit()
    try scratch.shell(
      """
      git init -q repo && cd repo && mkdir -p .github/workflows a && touch .gitignore .github/workflows/ci.yaml a/x.png a/x.yaml .sops.yaml
      git add . && git commit -qm x
      """)
    let (pack, tree) = try packRepository(scratch)
    _ = try archive(scratch, pack, tree)
    #expect(try names(scratch) == [".", "a", "a/x.yaml"])
    _ = try archive(scratch, pack, tree, ignore: "nothing-like-this")
    #expect(
      try names(scratch) == [
        ".", ".github", ".github/workflows", ".github/workflows/ci.yaml", ".sops.yaml", "a", "a/x.png", "a/x.yaml",
      ])
  }

  @Test("S-IG-07 every .sourceignore holds for its own directory, S-IG-08 spec.ignore wins")
  func ignoreFiles() throws {
    let scratch = try Scratch.forGit()
    try scratch.shell(
      """
      git init -q repo && cd repo && mkdir -p a/b c && touch a/x.txt a/b/x.txt a/b/keep.txt c/x.txt c/y.md top.png
      echo '*.txt' > a/.sourceignore; echo '!keep.txt' > a/b/.sourceignore; git add . && git commit -qm x
      """)
    let (pack, tree) = try packRepository(scratch)
    _ = try archive(scratch, pack, tree)
    #expect(
      try names(scratch)
        == [
          ".", "a", "a/.sourceignore", "a/b", "a/b/.sourceignore", "a/b/keep.txt", "c", "c/x.txt", "c/y.md", "top.png",
        ])
    _ = try archive(scratch, pack, tree, ignore: "keep.txt\n.sourceignore\n!/a/x.txt\n*.md")
    #expect(try names(scratch) == [".", "a", "a/b", "a/x.txt", "c", "c/x.txt", "top.png"])
  }

  @Test("A file can be brought back from an excluded directory")
  func reinclusion() throws {
    let scratch = try Scratch.forGit()
    try scratch.shell(
      "git init -q repo && cd repo && mkdir -p deploy/prod deploy/dev other && touch deploy/prod/a deploy/dev/a other/a && git add . && git commit -qm x"
    )
    let (pack, tree) = try packRepository(scratch)
    _ = try archive(scratch, pack, tree, ignore: "/*\n!/deploy/prod")
    #expect(try names(scratch) == [".", "deploy/prod", "deploy/prod/a"])
  }

  @Test("Sparse directories restrict the archive; S-GT-11 missing ones are an error")
  func sparse() throws {
    let scratch = try Scratch.forGit()
    try scratch.shell(
      "git init -q repo && cd repo && mkdir -p a/b a/c d && touch a/b/1 a/c/2 a/3 d/4 5 && git add . && git commit -qm x"
    )
    let (pack, tree) = try packRepository(scratch)
    _ = try archive(scratch, pack, tree, sparse: ["./a/b", "d/"])
    #expect(try names(scratch) == [".", "a", "a/b", "a/b/1", "d", "d/4"])
    #expect(throws: TreeError.sparseDirectoriesMissing(["a/x", "5"])) {
      try archive(scratch, pack, tree, sparse: ["a/b", "a/x", "5"])
    }
  }

  @Test(
    "Names that no honest tree contains are refused",
    arguments: [
      ".git", ".GIT", ".Git", "git~1", "GIT~1", ".g\u{200C}it", ".gi\u{FEFF}t", ".git\u{200F}", ".git.", ".git ",
      ".git. .", ".git::$INDEX_ALLOCATION",
      "..", ".", "", "a/b", "../x", "/etc", String(repeating: "n", count: 256),
    ])
  func hostileNames(name: String) throws {
    let scratch = try Scratch.forGit()
    for inner in [false, true] {
      var pack = RawPack()
      let blob = try pack.object(.blob, [1])
      var root = try pack.object(.tree, tree([("100644", Array(name.utf8), blob)]))
      if inner { root = try pack.object(.tree, tree([("40000", Array("dir".utf8), root)])) }
      let fetched = try index(pack.bytes(), into: scratch.directory("pack"))
      let error = #expect(throws: TreeError.self) { try archive(scratch, fetched, root) }
      if case .hostileName = error {} else { Issue.record("\(String(describing: error))") }
    }
  }

  @Test(
    "Names that only look suspicious pass",
    arguments: [".gitx", "git", ".gi", "git~2", "x.git", ".git-blame", "\u{200C}x", "a\\b", "é"])
  func harmlessNames(name: String) throws {
    let scratch = try Scratch.forGit()
    var pack = RawPack()
    let blob = try pack.object(.blob, [1])
    let root = try pack.object(.tree, tree([("100644", Array(name.utf8), blob)]))
    #expect(try archive(scratch, index(pack.bytes(), into: scratch.directory("pack")), root).files == 1)
  }

  @Test("Duplicate names are refused, a link and a directory of one name too")
  func duplicates() throws {
    let scratch = try Scratch.forGit()
    var pack = RawPack()
    let blob = try pack.object(.blob, [1])
    let empty = try pack.object(.tree, [])
    let name = Array("x".utf8)
    let files = try pack.object(.tree, tree([("100644", name, blob), ("100644", name, blob)]))
    let mixed = try pack.object(.tree, tree([("120000", name, blob), ("40000", name, empty)]))
    let fetched = try index(pack.bytes(), into: scratch.directory("pack"))
    for root in [files, mixed] {
      #expect(throws: TreeError.duplicateName(path: "x")) { try archive(scratch, fetched, root) }
    }
  }

  @Test("Trees without end are stopped")
  func bombs() throws {
    let scratch = try Scratch.forGit()
    var pack = RawPack()
    let blob = try pack.object(.blob, [1])
    var wide = try pack.object(.tree, tree([("100644", Array("f".utf8), blob)]))
    for _ in 0..<12 {
      wide = try pack.object(.tree, tree((0..<10).map { ("40000", Array("d\($0)".utf8), wide) }))
    }
    var deep = try pack.object(.tree, [])
    for _ in 0..<200 { deep = try pack.object(.tree, tree([("40000", Array("d".utf8), deep)])) }
    let fetched = try index(pack.bytes(), into: scratch.directory("pack"))
    var limits = TreeLimits()
    limits.maxEntries = 20_000
    #expect(throws: TreeError.limitExceeded(what: "files and directories", limit: 20_000)) {
      try archive(scratch, fetched, wide, limits: limits)
    }
    #expect(throws: TreeError.limitExceeded(what: "directories inside each other", limit: 128)) {
      try archive(scratch, fetched, deep)
    }
  }

  @Test("Malformed trees are refused and never trap")
  func malformed() throws {
    let scratch = try Scratch.forGit()
    var generator = SystemRandomNumberGenerator()
    var pack = RawPack()
    let blob = try pack.object(.blob, [1])
    let good = tree([("100644", Array("file".utf8), blob), ("100755", Array("other".utf8), blob)])
    var roots: [ObjectID] = []
    for length in 1..<good.count where length != good.count / 2 {
      roots.append(try pack.object(.tree, Array(good[0..<length])))
    }
    for _ in 0..<200 {
      var copy = good
      copy[Int.random(in: 0..<copy.count, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
      roots.append(try pack.object(.tree, copy))
    }
    roots.append(try pack.object(.tree, tree([("160001", Array("x".utf8), blob), ("10064", Array("x".utf8), blob)])))
    let fetched = try index(pack.bytes(), into: scratch.directory("pack"))
    for root in roots { _ = try? archive(scratch, fetched, root) }
    #expect(throws: ObjectError.self) { try archive(scratch, fetched, roots[5]) }
    #expect(throws: ObjectError.self) { try archive(scratch, fetched, blob) }
  }
}

/// Repeats the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
