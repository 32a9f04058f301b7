import FileTree
import Glibc
import OperatorKitTesting
import Testing

@Suite struct DirectoryTreeTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory(prefix: "tree") }

  private func make(_ path: String) -> String {
    let full = "\(directory.path)/\(path)"
    mkdir(full, 0o700)
    return full
  }

  @Test func aTreeGoesAndWhatItsLinksLeadToStays() throws {
    let kept = make("kept")
    _ = try directory.write("x", to: "kept/file")
    let tree = make("tree")
    for number in 0..<300 { _ = try directory.write("x", to: "tree/\(number)") }
    _ = make("tree/inner")
    _ = try directory.write("x", to: "tree/inner/file")
    symlink(kept, "\(tree)/inner/link")
    symlink("nowhere", "\(tree)/dangling")
    mkfifo("\(tree)/pipe", 0o600)

    let kinds = Dictionary(uniqueKeysWithValues: DirectoryTree.entries(tree).map { ($0.name, $0.kind) })
    #expect(kinds.count == 303)
    #expect(kinds["inner"] == .directory && kinds["0"] == .file)
    #expect(kinds["dangling"] == .other && kinds["pipe"] == .other)

    try DirectoryTree.remove(tree)
    #expect(access(tree, F_OK) != 0)
    #expect(access("\(kept)/file", F_OK) == 0)
    try DirectoryTree.remove(tree)
  }

  @Test func aLinkInThePlaceOfTheDirectoryIsRefused() throws {
    let kept = make("kept")
    _ = try directory.write("x", to: "kept/file")
    let link = "\(directory.path)/link"
    symlink(kept, link)
    #expect(throws: FileTreeError.self) { try DirectoryTree.remove(link) }
    #expect(throws: FileTreeError.self) { try DirectoryTree.remove("\(kept)/file") }
    #expect(access("\(kept)/file", F_OK) == 0)
    #expect(DirectoryTree.entries("\(kept)/file").isEmpty)
  }

  @Test func deepTreesGoAndBottomlessOnesAreRefused() throws {
    func nest(_ name: String, _ depth: Int) -> String {
      let top = make(name)
      var parent = open(top, O_RDONLY | O_DIRECTORY)
      for _ in 1..<depth {
        mkdirat(parent, "d", 0o700)
        let child = openat(parent, "d", O_RDONLY | O_DIRECTORY)
        close(parent)
        parent = child
      }
      close(parent)
      return top
    }
    let deep = nest("deep", 200)
    try DirectoryTree.remove(deep)
    #expect(access(deep, F_OK) != 0)
    let bottomless = nest("bottomless", 300)
    let error = #expect(throws: FileTreeError.self) { try DirectoryTree.remove(bottomless) }
    #expect(error?.code == ELOOP)
    // In two halves it can go.
    let half = bottomless + String(repeating: "/d", count: 150)
    #expect(rename(half, "\(directory.path)/half") == 0)
    try DirectoryTree.remove(bottomless)
  }
}
