import Archive
import Glibc
import TestSupport
import Testing

@Suite("Unpacking archives")
struct ExtractorTests {
  @discardableResult
  private func extract(
    _ bytes: [UInt8], into scratch: Scratch, step: Int = .max, compression: ArchiveExtractor.Compression = .gzip,
    limits: ExtractionLimits = ExtractionLimits(), links: SymbolicLinkPolicy = .skip, subPath: String? = nil
  ) throws -> ExtractionSummary {
    try scratch.shell("mkdir -p out")
    let extractor = try ArchiveExtractor(
      into: "\(scratch.path)/out", compression: compression, limits: limits, symbolicLinks: links, subPath: subPath)
    var offset = 0
    while offset < bytes.count {
      let end = offset + min(step, bytes.count - offset)
      try extractor.feed(Array(bytes[offset..<end]))
      offset = end
    }
    return try extractor.finish()
  }

  @Test(
    "Archives of GNU tar in every format come out as they went in", arguments: ["ustar", "gnu", "pax", "v7", "oldgnu"])
  func oracle(format: String) throws {
    let scratch = try Scratch()
    try scratch.shell(
      """
      mkdir -p in/a/b 'in/with space' && printf hello > in/a/b/c && : > in/empty && head -c 100000 /dev/urandom > 'in/with space/r'
      chmod 755 in/a/b/c && printf u > in/ünï
      tar --format=\(format) -C in -czf x.tgz .
      """)
    let summary = try extract(scratch.read("x.tgz"), into: scratch, step: 997)
    #expect([summary.files, summary.directories, summary.skippedLinks] == [4, 4, 0])
    #expect(summary.bytes == 100_006)
    try scratch.shell("diff -r in out")
    #expect(scratch.mode("out/a/b/c") == 0o700)
    #expect(scratch.mode("out/empty") == 0o600)
    #expect(scratch.mode("out/a") == 0o700)
  }

  @Test("Long names of GNU and pax archives are read", arguments: ["gnu", "pax"])
  func longNames(format: String) throws {
    let scratch = try Scratch()
    try scratch.shell(
      """
      d=in/$(printf 'x%.0s' $(seq 200))/$(printf 'y%.0s' $(seq 200)); mkdir -p $d && printf deep > $d/f
      tar --format=\(format) -C in -czf x.tgz .
      """)
    try extract(scratch.read("x.tgz"), into: scratch)
    try scratch.shell("diff -r in out")
  }

  @Test("What the writer wrote comes out again, byte by byte fed")
  func roundTrip() throws {
    let scratch = try Scratch()
    let descriptor = open("\(scratch.path)/x.tgz", O_WRONLY | O_CREAT, 0o600)
    let writer = try ArtifactWriter(fileDescriptor: descriptor)
    try writer.directory(Array(".".utf8))
    try writer.file(Array("dir/file".utf8), executable: true, content: Array("content".utf8))
    _ = try writer.finish()
    close(descriptor)
    try extract(scratch.read("x.tgz"), into: scratch, step: 1)
    #expect(try scratch.read("out/dir/file") == Array("content".utf8))
    let input = open("\(scratch.path)/x.tgz", O_RDONLY)
    defer { close(input) }
    let summary = try ArchiveExtractor(into: "\(scratch.path)/out").extract(from: input)
    #expect(summary.files == 1)
  }

  @Test(
    "S-ST-23 names that lead out are refused and named",
    arguments: ["../evil", "a/../../evil", "/etc/evil", "a/..", "..", "./../x", "dir//..//..//x"])
  func traversal(name: String) throws {
    let scratch = try Scratch()
    let archive = try gzip(RawTar.of { $0.entry(name, content: [1]) })
    let error = #expect(throws: ArchiveError.self) { try extract(archive, into: scratch) }
    #expect(error?.description.contains("\"\(name)\"") == true)
    #expect(!scratch.exists("evil"))
  }

  @Test(
    "S-ST-23 hard links, devices, FIFOs and unknown entries are refused", arguments: ["1", "3", "4", "6", "S", "Z"])
  func specials(type: Character) throws {
    let scratch = try Scratch()
    let archive = try gzip(RawTar.of { $0.entry("special", type: type, link: "/etc/passwd") })
    let error = #expect(throws: ArchiveError.self) { try extract(archive, into: scratch) }
    #expect(error?.description.contains("special") == true)
    #expect(!scratch.exists("out/special"))
  }

  @Test("S-ST-23 symbolic links are skipped or refused, and never followed")
  func symbolicLinks() throws {
    let scratch = try Scratch()
    let archive = try gzip(
      RawTar.of {
        $0.entry("link", type: "2", link: "/tmp")
        $0.entry("file", content: [1])
      })
    #expect(try extract(archive, into: scratch).skippedLinks == 1)
    #expect(!scratch.exists("out/link"))
    #expect(scratch.exists("out/file"))
    #expect(throws: ArchiveError.refusedEntry(entry: "link", kind: "symbolic link")) {
      try extract(archive, into: scratch, links: .refuse)
    }
  }

  @Test("A symbolic link that is already there is not followed")
  func existingLink() throws {
    let scratch = try Scratch()
    try scratch.shell("mkdir out outside && ln -s ../outside out/dir && ln -s ../outside/f out/file")
    #expect(throws: ArchiveError.conflict(entry: "dir")) {
      try extract(gzip(RawTar.of { $0.entry("dir/f", content: [1]) }), into: scratch)
    }
    try extract(gzip(RawTar.of { $0.entry("file", content: [1]) }), into: scratch)
    #expect(!scratch.exists("outside/f"))
  }

  @Test("Of two files with one name the later stays")
  func duplicates() throws {
    let scratch = try Scratch()
    let archive = try gzip(
      RawTar.of {
        $0.entry("f", content: [1])
        $0.entry("f", content: [2, 3])
        $0.entry("d", type: "5")
        $0.entry("d/", type: "5")
      })
    try extract(archive, into: scratch)
    #expect(try scratch.read("out/f") == [2, 3])
  }

  @Test("A name that is both file and directory is a conflict")
  func conflict() throws {
    let scratch = try Scratch()
    #expect(throws: ArchiveError.conflict(entry: "f")) {
      try extract(
        gzip(
          RawTar.of {
            $0.entry("f", content: [1])
            $0.entry("f/x", content: [2])
          }), into: scratch)
    }
    #expect(throws: ArchiveError.conflict(entry: "d")) {
      try extract(
        gzip(
          RawTar.of {
            $0.entry("d/x", content: [1])
            $0.entry("d", content: [2])
          }), into: scratch)
    }
  }

  @Test("A decompression bomb is stopped long before it is unpacked")
  func bomb() throws {
    let scratch = try Scratch()
    let size = 64 << 20
    let archive = try gzip(RawTar.of { $0.entry("zeros", content: [UInt8](repeating: 0, count: size)) })
    var limits = ExtractionLimits()
    limits.ratioGraceBytes = 1 << 20
    #expect(throws: ArchiveError.self) { try extract(archive, into: scratch, limits: limits) }
    let written = try scratch.shell("du -s --apparent-size --block-size=1M out").split(separator: "\t").first.flatMap {
      Int($0)
    }
    #expect(try #require(written) < 3)
    limits = ExtractionLimits()
    limits.maxTotalBytes = 1 << 20
    #expect(throws: ArchiveError.limitExceeded(entry: nil, what: "bytes in all", limit: 1 << 20)) {
      try extract(archive, into: scratch, limits: limits)
    }
    limits = ExtractionLimits()
    limits.maxFileBytes = 1 << 20
    #expect(throws: ArchiveError.limitExceeded(entry: "zeros", what: "bytes in a file", limit: 1 << 20)) {
      try extract(archive, into: scratch, limits: limits)
    }
  }

  @Test("Too many entries, too deep and too long paths are refused")
  func limits() throws {
    let scratch = try Scratch()
    var limits = ExtractionLimits()
    limits.maxEntries = 10
    limits.maxDepth = 5
    let many = try gzip(RawTar.of { tar in for index in 0..<11 { tar.entry("f\(index)") } })
    #expect(throws: ArchiveError.limitExceeded(entry: nil, what: "entries", limit: 10)) {
      try extract(many, into: scratch, limits: limits)
    }
    let deep = try gzip(RawTar.of { $0.entry("a/b/c/d/e/f") })
    #expect(throws: ArchiveError.self) { try extract(deep, into: scratch, limits: limits) }
  }

  @Test("Headers that announce huge metadata, sizes or nonsense are refused", arguments: ["x", "g", "L", "K"])
  func hugeMetadata(type: Character) throws {
    let scratch = try Scratch()
    let archive = try gzip(RawTar.of { $0.entry("m", type: type, size: 1 << 30) })
    #expect(throws: ArchiveError.limitExceeded(entry: nil, what: "bytes in an extended header", limit: 64 << 10)) {
      try extract(archive, into: scratch)
    }
  }

  @Test(
    "Malformed pax records are refused",
    arguments: [
      "", " ", "5", "99 path=x\n", "0 a=b\n", "-5 path=x\n", "9 path=xx", "6 path\n", "11 size=abc\n",
      "99999999999999999999999 path=x\n", "22 GNU.sparse.map=1,2\n", "27 size=99999999999999999\n",
    ])
  func badPax(record: String) throws {
    let scratch = try Scratch()
    let archive = try gzip(
      RawTar.of {
        $0.entry("pax", type: "x", content: Array(record.utf8))
        if record.isEmpty { $0.entry("../x") } else { $0.entry("x") }
      })
    #expect(throws: ArchiveError.self) { try extract(archive, into: scratch) }
  }

  @Test("A pax path is checked like any other")
  func paxTraversal() throws {
    let scratch = try Scratch()
    let archive = try gzip(
      RawTar.of {
        $0.entry("pax", type: "x", content: Array("16 path=../evil\n".utf8))
        $0.entry("innocent", content: [1])
      })
    #expect(throws: ArchiveError.unsafePath(entry: "../evil", reason: "it contains \"..\"")) {
      try extract(archive, into: scratch)
    }
  }

  @Test("Truncated archives are noticed wherever they end")
  func truncated() throws {
    let scratch = try Scratch()
    let archive = try gzip(
      RawTar.of { $0.entry("file", content: (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31) }) })
    for length in stride(from: 0, to: archive.count, by: 7) {
      #expect(throws: ArchiveError.self) { try extract(Array(archive[0..<length]), into: scratch) }
    }
    let plain = RawTar.of { $0.entry("file", content: [UInt8](repeating: 1, count: 700)) }
    for length in [100, 512, 600, 1100, 1300, 1536] {
      #expect(throws: ArchiveError.self) {
        try extract(Array(plain[0..<length]), into: scratch, compression: .none)
      }
    }
    try extract(plain, into: scratch, compression: .none)
  }

  @Test("Data behind the end is refused, zero padding is not")
  func trailing() throws {
    let scratch = try Scratch()
    let archive = try gzip(RawTar.of { $0.entry("file", content: [1]) })
    try extract(archive + [UInt8](repeating: 0, count: 4096), into: scratch)
    #expect(throws: ArchiveError.trailingData) { try extract(archive + [1, 2, 3], into: scratch) }
    var tar = RawTar.of { $0.entry("file", content: [1]) }
    tar += [UInt8](repeating: 0, count: 10240)
    try extract(gzip(tar), into: scratch)
    #expect(throws: ArchiveError.trailingData) { try extract(gzip(tar + Array("garbage".utf8)), into: scratch) }
  }

  @Test("Several gzip members are one stream")
  func members() throws {
    let scratch = try Scratch()
    let tar = RawTar.of { $0.entry("file", content: [1, 2, 3]) }
    try extract(gzip(Array(tar[0..<700])) + gzip(Array(tar[700...])), into: scratch, step: 3)
    #expect(try scratch.read("out/file") == [1, 2, 3])
  }

  @Test("Wrong checksums and what is no gzip at all are refused")
  func corrupt() throws {
    let scratch = try Scratch()
    #expect(throws: ArchiveError.self) {
      try extract(gzip(RawTar.of { $0.entry("f", breaksChecksum: true) }), into: scratch)
    }
    #expect(throws: ArchiveError.notGzip) { try extract(Array("<html>".utf8), into: scratch) }
    var archive = try gzip(RawTar.of { $0.entry("file", content: [1]) })
    archive[archive.count - 6] ^= 0xFF
    #expect(throws: ArchiveError.self) { try extract(archive, into: scratch) }
  }

  @Test("A sub-path selects what lies beneath it")
  func subPath() throws {
    let scratch = try Scratch()
    let archive = try gzip(
      RawTar.of {
        $0.entry("./apps/prod/a", content: [1])
        $0.entry("./apps/production", content: [2])
        $0.entry("./other", content: [3])
      })
    #expect(try extract(archive, into: scratch, subPath: "apps/prod").files == 1)
    #expect(scratch.exists("out/apps/prod/a"))
    #expect(!scratch.exists("out/apps/production"))
    #expect(throws: ArchiveError.self) { try extract(archive, into: scratch, subPath: "../x") }
  }

  @Test("Random and damaged archives never trap")
  func random() throws {
    let scratch = try Scratch()
    var generator = SystemRandomNumberGenerator()
    let good = RawTar.of {
      $0.entry("pax", type: "x", content: Array("18 path=some/name\n".utf8))
      $0.entry("file", content: [UInt8](repeating: 1, count: 700))
      $0.entry("longname", type: "L", content: Array("another/name\0".utf8))
      $0.entry("file2", content: [UInt8](repeating: 2, count: 100))
    }
    for round in 0..<400 {
      var bytes = round % 4 == 0 ? (0..<2048).map { _ in UInt8.random(in: 0...255, using: &generator) } : good
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      _ = try? extract(bytes, into: scratch, step: Int.random(in: 1...700, using: &generator), compression: .none)
      var packed = try gzip(bytes)
      if round % 2 == 0 { packed[Int.random(in: 0..<packed.count, using: &generator)] ^= 0x10 }
      _ = try? extract(packed, into: scratch)
    }
  }
}
