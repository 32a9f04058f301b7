import Glibc

/// The descriptor that a child gets for one of its output streams, closed when it is started.
final class ProcessOutput {
  let descriptor: Int32
  let captured: AnonymousFile?
  private let isOwned: Bool

  init(_ kind: ProcessConfiguration.Output, inherited: Int32) throws {
    switch kind {
    case .captured:
      let file = try AnonymousFile()
      captured = file
      descriptor = file.descriptor
      isOwned = false
    case .inherited:
      captured = nil
      descriptor = inherited
      isOwned = false
    case .file(let path):
      captured = nil
      descriptor = try openDescriptor(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
      isOwned = true
    case .discarded:
      captured = nil
      descriptor = try openDescriptor("/dev/null", O_WRONLY)
      isOwned = true
    }
  }

  deinit {
    if isOwned { close(descriptor) }
  }
}
