import Git
import TestSupport
import Testing

@Suite("Indexing packs")
struct PackIndexerTests {
  /// A repository with files that resemble each other, so that Git makes chains of deltas.
  private func makeRepository(_ scratch: Scratch, _ format: ObjectFormat) throws {
    try scratch.shell(
      """
      git init -q --object-format=\(format.rawValue) repo && cd repo
      seq 1 4000 > numbers; mkdir -p a/b; head -c 300000 /dev/urandom | base64 > a/random
      git add . && git commit -qm first
      for i in $(seq 1 25); do sed -i "${i}00s/.*/changed $i/" numbers; echo $i >> a/random; echo $i > a/b/$i; git add .; git commit -qm "commit $i"; done
      git tag -a v1 -m 'annotated'
      """)
  }

  private func compareWithGit(
    _ scratch: Scratch, _ format: ObjectFormat, _ options: String, step: Int, _ limits: PackLimits = PackLimits()
  ) throws {
    try scratch.shell(
      """
      cd repo && git rev-list --objects --all | git pack-objects -q \(options) --stdout > ../in.pack
      cd .. && git index-pack --object-format=\(format.rawValue) -o expected.idx in.pack
      """)
    let pack = try index(
      scratch.read("in.pack"), format, into: scratch.directory("out"), step: step, limits: limits)
    #expect(try scratch.read("out/fetched.idx") == scratch.read("expected.idx"))
    #expect(try scratch.read("out/fetched.pack") == scratch.read("in.pack"))
    #expect(pack.objectCount > 80)
  }

  @Test(
    "The index is byte for byte that of git index-pack",
    arguments: ObjectFormat.allCases,
    ["--delta-base-offset", "", "--window=0", "--delta-base-offset --depth=250 --window=50"])
  func oracle(format: ObjectFormat, options: String) throws {
    let scratch = try Scratch.forGit()
    try makeRepository(scratch, format)
    try compareWithGit(scratch, format, "--no-reuse-delta " + options, step: 4093)
  }

  @Test("Deltas are resolved with hardly any cache")
  func tinyCache() throws {
    let scratch = try Scratch.forGit()
    try makeRepository(scratch, .sha1)
    var limits = PackLimits()
    limits.baseCacheBytes = 1000
    try compareWithGit(
      scratch, .sha1, "--no-reuse-delta --delta-base-offset --depth=250 --window=50", step: .max, limits)
  }

  @Test("The pack may arrive byte by byte")
  func byteByByte() throws {
    let scratch = try Scratch.forGit()
    try scratch.shell(
      """
      git init -q repo && cd repo && for i in $(seq 1 100); do seq 1 $((100 + i)) > f; git add f; git commit -qm $i; done
      """)
    try compareWithGit(scratch, .sha1, "--no-reuse-delta --delta-base-offset", step: 1)
  }

  @Test("Large objects made from deltas go through files, not memory")
  func largeDeltas() throws {
    let scratch = try Scratch.forGit()
    try scratch.shell(
      """
      git init -q repo && cd repo && head -c 4000000 /dev/urandom > big && git add . && git commit -qm 1
      for i in $(seq 1 5); do echo $i >> big; git add .; git commit -qm $i; done
      git rev-list --objects --all | git pack-objects -q --delta-base-offset --stdout > ../in.pack
      cd .. && git index-pack -o expected.idx in.pack
      """)
    _ = try index(scratch.read("in.pack"), into: scratch.directory("out"))
    #expect(try scratch.read("out/fetched.idx") == scratch.read("expected.idx"))
  }

  @Test("An empty pack has an empty index")
  func empty() throws {
    let scratch = try Scratch.forGit()
    try scratch.write("in.pack", RawPack().bytes())
    try scratch.shell("git index-pack -o expected.idx in.pack")
    #expect(try index(RawPack().bytes(), into: scratch.directory("out")).objectCount == 0)
    #expect(try scratch.read("out/fetched.idx") == scratch.read("expected.idx"))
  }

  @Test("Truncated packs are refused wherever they end")
  func truncated() throws {
    let scratch = try Scratch.forGit()
    var pack = RawPack()
    let base = try pack.object(.blob, Array("some base content".utf8))
    try pack.namedDelta(base, [17, 4, 0x90, 4])
    let bytes = pack.bytes()
    _ = try index(bytes, into: scratch.directory("out"))
    for length in 0..<bytes.count {
      #expect(throws: PackError.self) { try index(Array(bytes[0..<length]), into: scratch.directory("out"), step: 5) }
    }
  }

  @Test("A damaged pack is refused, whichever byte is wrong")
  func damaged() throws {
    let scratch = try Scratch.forGit()
    var pack = RawPack()
    try pack.object(.blob, Array("some base content".utf8))
    try pack.offsetDelta(distance: pack.offset - 12, [17, 4, 0x90, 4])
    let bytes = pack.bytes()
    for position in bytes.indices {
      var copy = bytes
      copy[position] ^= 0x41
      #expect(throws: (any Error).self) { try index(copy, into: scratch.directory("out")) }
    }
  }

  @Test("The number of objects must be right")
  func wrongCount() throws {
    let scratch = try Scratch.forGit()
    var pack = RawPack()
    try pack.object(.blob, [1, 2, 3])
    try pack.object(.blob, [4])
    for count: UInt32 in [0, 1, 3, 1000] {
      #expect(throws: PackError.self) { try index(pack.bytes(announcing: count), into: scratch.directory("out")) }
    }
    #expect(throws: PackError.limitExceeded(what: "objects", limit: 500_000)) {
      try index(pack.bytes(announcing: .max), into: scratch.directory("out"))
    }
    #expect(throws: PackError.trailingData) { try index(pack.bytes() + [0], into: scratch.directory("out")) }
    #expect(throws: PackError.unsupportedVersion(9)) {
      try index(pack.bytes(version: 9), into: scratch.directory("out"))
    }
    #expect(throws: PackError.notAPack) { try index(Array("<html></html>".utf8), into: scratch.directory("out")) }
  }

  @Test("Sizes that overflow are refused")
  func overflow() throws {
    let scratch = try Scratch.forGit()
    for length in 5...12 {
      var pack = RawPack()
      try pack.raw([0xBF] + [UInt8](repeating: 0xFF, count: length) + [0x7F] + RawPack.zlib([1]))
      #expect(throws: PackError.self) { try index(pack.bytes(), into: scratch.directory("out")) }
      var delta = RawPack()
      try delta.object(.blob, [1])
      try delta.offsetDelta(distance: delta.offset - 12, [1] + [UInt8](repeating: 0xFF, count: length) + [0x7F, 1, 1])
      #expect(throws: PackError.self) { try index(delta.bytes(), into: scratch.directory("out")) }
      var distance = RawPack()
      try distance.object(.blob, [1])
      try distance.raw(
        RawPack.header(type: 6, size: 3) + [UInt8](repeating: 0xFF, count: length) + [0x7F] + RawPack.zlib([1, 1, 1]))
      #expect(throws: PackError.self) { try index(distance.bytes(), into: scratch.directory("out")) }
    }
  }

  @Test("Objects longer or shorter than announced are refused", arguments: [0, 1, 2, 4, 100] as [UInt64])
  func wrongSize(size: UInt64) throws {
    let scratch = try Scratch.forGit()
    var pack = RawPack()
    try pack.object(.blob, [1, 2, 3], announced: size)
    #expect(throws: PackError.self) { try index(pack.bytes(), into: scratch.directory("out")) }
  }

  @Test(
    "Deltas that reach outside or make no sense are refused",
    arguments: [
      [], [4], [4, 4], [5, 4, 0x90, 4], [4, 4, 0x91, 1, 4], [4, 4, 0x90, 5], [4, 4, 0x90, 3], [4, 4, 0], [4, 4, 0x90],
      [4, 4, 4, 1, 2], [4, 2, 3, 1, 2, 3], [4, 8, 0x90, 4], [4, 4, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
      [4, 4, 0x80],
    ] as [[UInt8]])
  func badDeltas(delta: [UInt8]) throws {
    let scratch = try Scratch.forGit()
    var pack = RawPack()
    try pack.object(.blob, [1, 2, 3, 4])
    try pack.offsetDelta(distance: pack.offset - 12, delta)
    #expect(throws: PackError.self) { try index(pack.bytes(), into: scratch.directory("out")) }
  }

  @Test("Offset deltas can only point back to an object")
  func badDistances() throws {
    let scratch = try Scratch.forGit()
    for distance in [0, 1, 5, 11, 12, 13, 1000, 1 << 40] {
      var pack = RawPack()
      try pack.object(.blob, [1, 2, 3, 4])
      if distance == pack.offset - 12 { continue }
      try pack.offsetDelta(distance: distance, [4, 4, 0x90, 4])
      #expect(throws: PackError.self) { try index(pack.bytes(), into: scratch.directory("out")) }
    }
  }

  @Test("Deltas by name that form a circle or have no base are refused")
  func circles() throws {
    let scratch = try Scratch.forGit()
    let one = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
    let two = try #require(ObjectID(hex: String(repeating: "2", count: 40)))
    var pack = RawPack()
    try pack.object(.blob, [9])
    try pack.namedDelta(one, [4, 4, 0x90, 4])
    try pack.namedDelta(two, [4, 4, 0x90, 4])
    #expect(throws: PackError.unresolvedDeltas(count: 2)) { try index(pack.bytes(), into: scratch.directory("out")) }
  }

  @Test("Deltas by name may stand before their base, and twice")
  func forwardNames() throws {
    let scratch = try Scratch.forGit()
    var other = RawPack()
    let base = try other.object(.blob, [1, 2, 3, 4])
    var pack = RawPack()
    try pack.namedDelta(base, [4, 2, 0x90, 2])
    try pack.object(.blob, [1, 2, 3, 4])
    try pack.object(.blob, [1, 2, 3, 4])
    let store = try ObjectStore(
      index(pack.bytes(), into: scratch.directory("out")), spillingInto: scratch.directory("out"))
    var names = RawPack()
    #expect(try store.bytes(names.object(.blob, [1, 2]), .blob, limit: 10) == [1, 2])
  }

  @Test("A chain of 10,000 deltas is refused, one of 4,000 is not")
  func deepChain() throws {
    let scratch = try Scratch.forGit()
    func chain(_ length: Int) throws -> [UInt8] {
      var pack = RawPack()
      var last = pack.offset
      try pack.object(.blob, [0, 0, 0, 0])
      for number in 1...length {
        let here = pack.offset
        try pack.offsetDelta(distance: here - last, [4, 4, 4, UInt8(number >> 8), UInt8(number & 255), 1, 1])
        last = here
      }
      return pack.bytes()
    }
    #expect(try index(chain(4000), into: scratch.directory("out")).objectCount == 4001)
    var limits = PackLimits()
    limits.baseCacheBytes = 0
    #expect(try index(chain(1000), into: scratch.directory("out"), limits: limits).objectCount == 1001)
    #expect(throws: PackError.limitExceeded(what: "deltas on top of each other", limit: 4095)) {
      try index(chain(10_000), into: scratch.directory("out"))
    }
  }

  @Test("A delta bomb is stopped by the limits")
  func bomb() throws {
    let scratch = try Scratch.forGit()
    // Each level is 64 times as long as the one before it.
    var pack = RawPack()
    var last = pack.offset
    var size: UInt64 = 1024
    try pack.object(.blob, [UInt8](repeating: 0, count: Int(size)))
    for _ in 0..<4 {
      let here = pack.offset
      let whole: [UInt8] = [0xF0] + (0..<3).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) }
      let copies = (0..<64).flatMap { _ in whole }
      try pack.offsetDelta(distance: here - last, RawPack.deltaNumber(size) + RawPack.deltaNumber(size * 64) + copies)
      size *= 64
      last = here
    }
    #expect(throws: PackError.limitExceeded(what: "bytes in a deltified object", limit: 128 << 20)) {
      try index(pack.bytes(), into: scratch.directory("out"))
    }
    var limits = PackLimits()
    limits.maxInflatedBytes = 1 << 20
    #expect(throws: PackError.limitExceeded(what: "bytes in all objects", limit: 1 << 20)) {
      try index(pack.bytes(), into: scratch.directory("out"), limits: limits)
    }
  }

  @Test("Limits on the pack and on single objects hold")
  func limits() throws {
    let scratch = try Scratch.forGit()
    var pack = RawPack()
    try pack.object(.blob, [UInt8](repeating: 0, count: 5000))
    var limits = PackLimits()
    limits.maxObjectBytes = 4999
    #expect(throws: PackError.limitExceeded(what: "bytes in an object", limit: 4999)) {
      try index(pack.bytes(), into: scratch.directory("out"), limits: limits)
    }
    limits = PackLimits()
    limits.maxPackBytes = 30
    #expect(throws: PackError.limitExceeded(what: "bytes", limit: 30)) {
      try index(pack.bytes(), into: scratch.directory("out"), step: 7, limits: limits)
    }
  }

  @Test("Random changes never trap, even when the checksum is right again")
  func random() throws {
    let scratch = try Scratch.forGit()
    var generator = SystemRandomNumberGenerator()
    for round in 0..<600 {
      var pack = RawPack()
      let base = try pack.object(.blob, (0..<20).map { UInt8($0) })
      for _ in 0..<3 {
        let delta =
          [20, 20]
          + (0..<Int.random(in: 0...9, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        if round % 2 == 0 {
          try pack.namedDelta(base, delta)
        } else {
          try pack.offsetDelta(distance: Int.random(in: 0...90, using: &generator), delta)
        }
      }
      if round % 3 == 0 {
        try pack.raw(
          (0..<Int.random(in: 1...30, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) })
      }
      let bytes = pack.bytes()
      guard
        let fetched = try? index(
          bytes, into: scratch.directory("out"), step: Int.random(in: 1...50, using: &generator))
      else { continue }
      let store = try ObjectStore(fetched, spillingInto: scratch.directory("out"))
      _ = try? store.bytes(base, .blob, limit: 100)
    }
  }
}
