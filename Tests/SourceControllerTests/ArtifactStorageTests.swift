import Digests
import Glibc
import OperatorKit
import OperatorKitTesting
import SourceController
import Testing

/// Files of the storage: whole or not there, inside the root, collected in the end.
@Suite struct ArtifactStorageTests {
  private let directory: TemporaryDirectory
  private let storage: ArtifactStorage
  private let key = ObjectKey(namespace: "apps", name: "repo")

  init() throws {
    directory = try TemporaryDirectory(prefix: "storage")
    storage = ArtifactStorage(
      root: directory.path + "/", advertisedAddress: "source.example:80",
      retention: RetentionPolicy(ttl: .seconds(60), records: 2))
  }

  private var folder: String { "\(directory.path)/gitrepository/apps/repo" }

  private func store(_ name: String, _ text: String = "content", age: Int = 0) throws -> String {
    let path = storage.path(kind: "GitRepository", key, file: name)
    let slot = try storage.prepare(path)
    write(text, to: slot.temporaryPath)
    try slot.commit()
    if age > 0 {
      var times = [timespec(tv_sec: 0, tv_nsec: 0), timespec(tv_sec: 0, tv_nsec: 0)]
      times[0].tv_sec = time(nil) - age
      times[1].tv_sec = time(nil) - age
      utimensat(AT_FDCWD, storage.absolute(path), &times, 0)
    }
    return path
  }

  private func write(_ text: String, to path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(file) }
    _ = Glibc.write(file, text, text.utf8.count)
  }

  private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private func mode(_ path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  @Test(
    "S-ST-01 S-ST-09 paths and addresses",
    arguments: [
      ("source.example:80", "http://source.example:80/a/b"), ("http://source.example/", "http://source.example/a/b"),
      ("https://source.example", "https://source.example/a/b"), ("source.example.", "http://source.example./a/b"),
    ])
  func addresses(advertised: String, expected: String) {
    #expect(ArtifactStorage(root: "/data", advertisedAddress: advertised).url("a/b") == expected)
    #expect(storage.path(kind: "GitRepository", key, file: "x.tar.gz") == "gitrepository/apps/repo/x.tar.gz")
  }

  @Test("S-ST-24 no name leads out of the root", arguments: ["..", ".", "", "../../etc/passwd", "/etc/passwd"])
  func confinement(name: String) {
    for path in [
      storage.path(kind: "GitRepository", key, file: name),
      storage.path(kind: name, ObjectKey(namespace: name, name: name), file: "x"),
    ] {
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      #expect(parts.count == 4 && parts.allSatisfy { !["", ".", ".."].contains($0) })
    }
  }

  @Test(
    "S-ST-24 only paths that were made for an object are its own",
    arguments: [
      ("gitrepository/apps/repo/x.tar.gz", true), ("gitrepository/apps/other/x.tar.gz", false),
      ("gitrepository/apps/repo/../other/x", false), ("gitrepository/apps/repo/..", false),
      ("gitrepository/apps/repo/", false), ("/etc/passwd", false), ("", false),
    ])
  func ownership(path: String, isOwn: Bool) {
    #expect(storage.owns(path, kind: "GitRepository", key) == isOwn)
  }

  @Test("S-ST-02 S-ST-03 a file gets its name when it is whole, and the lock keeps others out")
  func slots() throws {
    let path = storage.path(kind: "GitRepository", key, file: "x.tar.gz")
    let slot = try storage.prepare(path)
    #expect(mode(folder) == 0o700 && mode("\(directory.path)/gitrepository") == 0o700)
    write("half", to: slot.temporaryPath)
    #expect(!exists(storage.absolute(path)))
    let error = #expect(throws: StorageError.self) { try storage.prepare(path) }
    #expect(error?.reason == "Failed")
    try slot.commit()
    #expect(exists(storage.absolute(path)) && !exists(slot.temporaryPath))
    #expect(mode(storage.absolute(path)) == 0o600)

    let second = try storage.prepare(path)
    write("other", to: second.temporaryPath)
    second.discard()
    #expect(exists(storage.absolute(path)) && !exists(second.temporaryPath))
  }

  @Test("S-ST-24 a symbolic link among the folders is refused")
  func linkedFolder() throws {
    let outside = try TemporaryDirectory(prefix: "outside")
    mkdir("\(directory.path)/gitrepository", 0o700)
    symlink(outside.path, "\(directory.path)/gitrepository/apps")
    #expect(throws: StorageError.self) {
      try storage.prepare(storage.path(kind: "GitRepository", key, file: "x"))
    }
    #expect(!exists("\(outside.path)/repo"))
  }

  @Test("What a crash has left is swept, what is being written is not")
  func sweep() throws {
    let kept = try store("kept.tar.gz")
    write("half", to: "\(folder)/crashed.tar.gz.tmp")
    let slot = try storage.prepare(storage.path(kind: "GitRepository", key, file: "busy.tar.gz"))
    write("half", to: slot.temporaryPath)
    #expect(storage.sweep() == 1)
    #expect(!exists("\(folder)/crashed.tar.gz.tmp"))
    #expect(exists(slot.temporaryPath) && exists(storage.absolute(kept)))
    slot.discard()
  }

  @Test("S-ST-18 S-ST-19 S-ST-20 S-ST-21 superseded artifacts go with their locks, links and directories stay")
  func garbage() throws {
    _ = try store("old.tar.gz", age: 120)
    _ = try store("second.tar.gz", age: 30)
    _ = try store("third.tar.gz", age: 20)
    let current = try store("current.tar.gz", age: 500)
    symlink("current.tar.gz", "\(folder)/latest.tar.gz")
    mkdir("\(folder)/folder", 0o700)
    let removed = storage.collectGarbage(kind: "GitRepository", key, current: current)
    #expect(removed == ["old.tar.gz", "second.tar.gz"])
    #expect(!exists("\(folder)/old.tar.gz.lock") && !exists("\(folder)/second.tar.gz"))
    for name in ["third.tar.gz", "current.tar.gz", "latest.tar.gz", "folder", "current.tar.gz.lock"] {
      #expect(exists("\(folder)/\(name)"), "\(name)")
    }
  }

  @Test("S-RC-17 everything of an object goes, and links are not followed")
  func removal() throws {
    let outside = try TemporaryDirectory(prefix: "outside")
    try outside.write("precious", to: "file")
    _ = try store("x.tar.gz")
    mkdir("\(folder)/nested", 0o700)
    symlink(outside.path, "\(folder)/nested/link")
    try storage.removeAll(kind: "GitRepository", key)
    #expect(!exists(folder) && exists("\(outside.path)/file"))
    try storage.removeAll(kind: "GitRepository", key)
  }

  @Test("S-RC-18 a stored file is intact, missing or corrupt, and is read again only when it has changed")
  func verification() throws {
    let verifier = ArtifactVerifier()
    let path = storage.absolute(try store("x.tar.gz", "content"))
    let digest = "\(Digest.of(Array("content".utf8)))"
    #expect(try verifier.verify(path, digest: digest) == .intact)
    #expect(try verifier.verify(path, digest: digest) == .intact)
    #expect(try verifier.verify(path, digest: "sha256:00") == .corrupt)
    #expect(try verifier.verify(path, digest: "no digest") == .corrupt)
    write("damaged", to: path)
    #expect(try verifier.verify(path, digest: digest) == .corrupt)
    unlink(path)
    #expect(try verifier.verify(path, digest: digest) == .missing)
    symlink("/etc/passwd", path)
    #expect(try verifier.verify(path, digest: digest) == .corrupt)
  }

  @Test(
    "S-RE-10 errors of the storage have a reason and say what to do",
    arguments: [
      (StorageError.Operation.directory, "DirectoryCreationFailed"), (.write, "ArchiveOperationFailed"),
      (.stat, "StatOperationFailed"), (.read, "ReadOperationFailed"),
    ])
  func reasons(operation: StorageError.Operation, reason: String) {
    let error = StorageError(operation: operation, path: "/data/x", code: ENOSPC)
    #expect(error.reason == reason)
    #expect(error.description.contains("/data/x") && error.description.contains("the volume is full"))
  }
}
