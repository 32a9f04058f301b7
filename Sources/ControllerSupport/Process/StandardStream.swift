import Glibc

/// Standard output and standard error, or another open file: writes all of it, in as many calls as it takes.
package struct StandardStream: Sendable {
  package let descriptor: Int32

  package static let output = StandardStream(descriptor: STDOUT_FILENO)
  package static let error = StandardStream(descriptor: STDERR_FILENO)

  package init(descriptor: Int32) { self.descriptor = descriptor }

  package func write(_ text: String) { write(Array(text.utf8)[...]) }

  /// What cannot be written is dropped: there is nobody left to tell.
  package func write(_ bytes: ArraySlice<UInt8>) {
    var offset = 0
    bytes.withUnsafeBytes { all in
      while offset < all.count {
        let written = Glibc.write(descriptor, all.baseAddress?.advanced(by: offset), all.count - offset)
        if written < 0, errno == EINTR { continue }
        if written <= 0 { return }
        offset += written
      }
    }
  }
}
