import Archive
import Digests
import Glibc
import TestSupport
import Testing

@Suite("Writing artifacts")
struct TarWriterTests {
  private func writeSample(_ scratch: Scratch, _ name: String) throws -> ArtifactWriter.Summary {
    let descriptor = open("\(scratch.path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let writer = try ArtifactWriter(fileDescriptor: descriptor)
    try writer.directory(Array(".".utf8))
    try writer.directory(Array("bin".utf8))
    try writer.file(Array("bin/run".utf8), executable: true, content: Array("#!/bin/sh\n".utf8))
    try writer.file(Array("empty".utf8), content: [])
    try writer.file(Array("file".utf8), content: [UInt8](repeating: 7, count: 512))
    try writer.file(Array("ünï/\u{1F600}".utf8), content: Array("x".utf8))
    return try writer.finish()
  }

  @Test("S-ST-15 the archive is a gzipped tar that GNU tar lists in the order written, the root first")
  func listing() throws {
    let scratch = try Scratch()
    _ = try writeSample(scratch, "a.tar.gz")
    let names = try scratch.shell("tar --quoting-style=literal -tzf a.tar.gz").split(separator: "\n").map(String.init)
    #expect(names == [".", "bin", "bin/run", "empty", "file", "ünï/\u{1F600}"])
  }

  @Test("S-ST-16 headers are normalised: owner zero, no names, no times")
  func normalised() throws {
    let scratch = try Scratch()
    _ = try writeSample(scratch, "a.tar.gz")
    let lines = try scratch.shell("TZ=UTC tar --full-time -tvzf a.tar.gz").split(separator: "\n")
    #expect(lines.count == 6)
    for line in lines {
      #expect(line.contains(" 0/0 "))
      #expect(line.contains("1970-01-01 00:00:00"))
    }
    // Bytes 4 to 7 of a gzip header are its time stamp.
    #expect(try scratch.read("a.tar.gz")[4..<8].allSatisfy { $0 == 0 })
  }

  @Test("S-ST-16 equal content gives equal bytes and the digest of the file")
  func deterministic() throws {
    let scratch = try Scratch()
    let first = try writeSample(scratch, "a.tar.gz")
    let second = try writeSample(scratch, "b.tar.gz")
    #expect(first == second)
    let bytes = try scratch.read("a.tar.gz")
    #expect(try bytes == scratch.read("b.tar.gz"))
    #expect(first.digest.hexString == DigestAlgorithm.sha256.hexDigest(of: bytes))
    #expect(first.size == UInt64(bytes.count))
  }

  @Test("S-ST-17 directories have mode 0750, files 0600, executables 0700")
  func modes() throws {
    let scratch = try Scratch()
    _ = try writeSample(scratch, "a.tar.gz")
    let lines = try scratch.shell("tar -tvzf a.tar.gz").split(separator: "\n").map { $0.prefix(10) }
    #expect(lines == ["drwxr-x---", "drwxr-x---", "-rwx------", "-rw-------", "-rw-------", "-rw-------"])
  }

  @Test("Names of any length survive", arguments: [99, 100, 101, 155, 156, 200, 255, 256, 257, 300, 1000, 3000])
  func longNames(length: Int) throws {
    for separator in [10, 60, 140, 250] {
      var name = (1...length).map { $0 % separator == 0 && $0 < length ? UInt8(ascii: "/") : UInt8(ascii: "a") }
      if separator == 250 { name = name.map { $0 == UInt8(ascii: "a") ? UInt8(ascii: "b") : $0 } }
      let scratch = try Scratch()
      let descriptor = open("\(scratch.path)/a.tgz", O_WRONLY | O_CREAT, 0o600)
      let writer = try ArtifactWriter(fileDescriptor: descriptor)
      try writer.file(name, content: Array("long".utf8))
      _ = try writer.finish()
      close(descriptor)
      let listed = try scratch.shell("tar -tzf a.tgz")
      #expect(listed.utf8.elementsEqual(name + [UInt8(ascii: "\n")]))
    }
  }

  @Test("A file that is shorter or longer than announced is an error")
  func sizes() throws {
    var writer = TarWriter { _ in }
    try writer.beginFile(Array("f".utf8), size: 3, executable: false)
    #expect(throws: ArchiveError.sizeMismatch(entry: "f", announced: 3)) { try writer.finishFile() }
    #expect(throws: ArchiveError.sizeMismatch(entry: "f", announced: 3)) {
      try [UInt8](repeating: 0, count: 4).withUnsafeBytes { try writer.append($0) }
    }
  }

  @Test("Sizes beyond eight GiB get a pax header")
  func hugeSize() throws {
    final class Collector: TarVisitor {
      var sizes: [UInt64] = []
      func begin(_ entry: TarEntry) { sizes.append(entry.size) }
      func content(_ bytes: UnsafeRawBufferPointer) {}
      func end() {}
    }
    var bytes: [UInt8] = []
    var writer = TarWriter { bytes += $0 }
    try writer.beginFile(Array("huge".utf8), size: 1 << 40, executable: false)
    let collector = Collector()
    var parser = TarParser()
    try bytes.withUnsafeBytes { try parser.feed($0, collector) }
    #expect(collector.sizes == [1 << 40])
  }

  @Test("A full disk is reported with its cause")
  func fullDisk() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    #expect(throws: ArchiveError.system(operation: "write", entry: "artifact", errno: ENOSPC)) {
      let writer = try ArtifactWriter(fileDescriptor: descriptor)
      try writer.directory(Array(".".utf8))
      _ = try writer.finish()
    }
  }
}
