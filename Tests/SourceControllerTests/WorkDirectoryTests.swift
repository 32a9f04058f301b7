import Glibc
import OperatorKitTesting
import SourceController
import Testing

/// Directories for one piece of work.
@Suite struct WorkDirectoryTests {
  private let parent: TemporaryDirectory

  init() throws { parent = try TemporaryDirectory(prefix: "work") }

  private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  @Test("S-ST-14 a work directory has the object's name and is gone after the work")
  func life() throws {
    let directory = try WorkDirectory(in: parent.path, name: "gitrepository-apps-repo")
    #expect(directory.path.hasPrefix("\(parent.path)/gitrepository-apps-repo-") && exists(directory.path))
    mkdir("\(directory.path)/nested", 0o700)
    close(open("\(directory.path)/nested/file", O_WRONLY | O_CREAT, 0o600))
    directory.remove()
    #expect(!exists(directory.path))
  }

  @Test("The longest names that Kubernetes allows do not matter")
  func longName() throws {
    let directory = try WorkDirectory(in: parent.path, name: String(repeating: "n", count: 400))
    #expect(exists(directory.path))
    directory.remove()
  }

  @Test("A sweep makes the parent and removes what nobody uses any more")
  func sweep() throws {
    let path = "\(parent.path)/made"
    try WorkDirectory.sweep(path)
    mkdir("\(path)/left-over", 0o700)
    let used = try WorkDirectory(in: path, name: "used")
    try WorkDirectory.sweep(path)
    #expect(!exists("\(path)/left-over") && exists(used.path))
    used.remove()
  }
}
