import Git
import TestSupport
import Testing

@Suite("Reading objects")
struct ObjectStoreTests {
  private func open(_ scratch: Scratch, _ format: ObjectFormat, _ limits: PackLimits = PackLimits()) throws
    -> ObjectStore
  {
    try scratch.shell(
      "cd repo && git rev-list --objects --all --no-object-names | git pack-objects -q --delta-base-offset --no-reuse-delta --depth=50 --stdout > ../in.pack"
    )
    let pack = try index(scratch.read("in.pack"), format, into: scratch.directory("out"))
    return try ObjectStore(pack, spillingInto: scratch.directory("out"), limits: limits)
  }

  @Test("Every object is what git cat-file says", arguments: ObjectFormat.allCases)
  func oracle(format: ObjectFormat) throws {
    let scratch = try Scratch.forGit()
    try scratch.shell(
      """
      git init -q --object-format=\(format.rawValue) repo && cd repo && seq 1 3000 > f
      for i in $(seq 1 20); do echo $i >> f; mkdir -p d$i; echo $i > d$i/x; git add .; git commit -qm "message $i"; done
      git tag -a v1 -m 'a tag'
      """)
    let store = try open(scratch, format)
    let lines = try scratch.shell("cd repo && git cat-file --batch-all-objects --batch-check").split(separator: "\n")
    #expect(lines.count == store.objectCount)
    for line in lines {
      let parts = line.split(separator: " ")
      let id = try #require(ObjectID(hex: parts[0]))
      let kind = try store.kind(id)
      #expect(kind.name == parts[1])
      let content = try store.bytes(id, kind, limit: 1 << 20)
      #expect(String(content.count) == parts[2])
      if kind == .blob {
        var streamed: [UInt8] = []
        var announced: UInt64 = 0
        try store.blob(id, begin: { announced = $0 }, content: { streamed += $0 })
        #expect(streamed == content)
        #expect(announced == UInt64(content.count))
      }
    }
  }

  @Test("A commit's people, times, message and bytes are read")
  func commit() throws {
    let scratch = try Scratch.forGit()
    try scratch.shell(
      """
      git init -q repo && cd repo && echo x > f && git add f
      GIT_AUTHOR_NAME='Jörg Ö' GIT_AUTHOR_DATE='1700000000 +0530' GIT_COMMITTER_DATE='1700000100 -0200' git commit -qm 'Subject line

      Body text'
      git tag -a v1.0.0 -m 'Tag message'
      """)
    let store = try open(scratch, .sha1)
    let tagID = try #require(ObjectID(hex: scratch.line("cd repo && git rev-parse v1.0.0")))
    let commit = try store.commit(peeling: tagID)
    #expect(try commit.id.description == scratch.line("cd repo && git rev-parse HEAD"))
    #expect(commit.author.name == "Jörg Ö")
    #expect(commit.author.email == "a@example.com")
    #expect(commit.author.time == 1_700_000_000)
    #expect(commit.author.offset == 330)
    #expect(commit.committer.time == 1_700_000_100)
    #expect(commit.committer.offset == -120)
    #expect(commit.summary == "Subject line")
    #expect(commit.message.hasSuffix("Body text\n"))
    #expect(try String(decoding: commit.raw, as: UTF8.self) == scratch.shell("cd repo && git cat-file commit HEAD"))
    let tag = try store.tag(tagID)
    #expect(tag.name == "v1.0.0")
    #expect(tag.target == commit.id)
    #expect(tag.message == "Tag message\n")
  }

  @Test("Limits, wrong kinds and missing objects are errors that name the object")
  func errors() throws {
    let scratch = try Scratch.forGit()
    var pack = RawPack()
    let blob = try pack.object(.blob, [UInt8](repeating: 1, count: 100))
    let bad = try pack.object(.commit, Array("tree nonsense\n\n".utf8))
    let store = try ObjectStore(index(pack.bytes(), into: scratch.directory("out")), spillingInto: scratch.path)
    #expect(throws: ObjectError.tooLarge(blob, size: 100, limit: 99)) { try store.bytes(blob, .blob, limit: 99) }
    #expect(throws: ObjectError.wrongKind(blob, found: .blob, wanted: .tree)) {
      try store.bytes(blob, .tree, limit: 100)
    }
    #expect(throws: ObjectError.malformed(bad, kind: .commit, reason: "no tree")) { try store.commit(bad) }
    let missing = try #require(ObjectID(hex: String(repeating: "ab", count: 20)))
    #expect(throws: ObjectError.missing(missing)) { try store.commit(missing) }
    let foreign = try #require(ObjectID(hex: String(repeating: "ab", count: 32)))
    #expect(throws: ObjectError.missing(foreign)) { try store.commit(foreign) }
  }

  @Test("A tag that leads to itself by a cycle of names ends")
  func endlessTags() throws {
    let scratch = try Scratch.forGit()
    var pack = RawPack()
    var target = try pack.object(.blob, [1])
    var kind = "blob"
    for _ in 0..<40 {
      target = try pack.object(.tag, Array("object \(target)\ntype \(kind)\ntag t\n\nx".utf8))
      kind = "tag"
    }
    let store = try ObjectStore(index(pack.bytes(), into: scratch.directory("out")), spillingInto: scratch.path)
    #expect(throws: ObjectError.self) { try store.commit(peeling: target) }
  }

  @Test("Random commits and tags never trap")
  func random() {
    var generator = SystemRandomNumberGenerator()
    guard let id = ObjectID(hex: String(repeating: "0", count: 40)) else { return }
    let words = [
      "tree ", "parent ", "author A <", "> 1 +0000\n", "\n", " ", String(repeating: "a", count: 40), "object ",
      "type blob\n", "tag ",
    ]
    for _ in 0..<5000 {
      let text = (0..<12).map { _ in words.randomElement(using: &generator) ?? "" }.joined()
      _ = try? Commit(id: id, raw: Array(text.utf8))
      _ = try? Tag(id: id, raw: Array(text.utf8))
    }
  }
}
