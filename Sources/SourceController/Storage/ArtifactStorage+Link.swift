import Glibc

extension ArtifactStorage {
  /// Lets a symbolic link, relative to the root, lead to an artifact; readers see the old or the new one, never none.
  /// Returns whether it does.
  package func link(_ link: String, to path: String) -> Bool {
    // Hidden from readers and swept at the next start, should the process end in between.
    let temporary = absolute(link) + StorageSlot.temporarySuffix
    unlink(temporary)
    guard symlink(absolute(path), temporary) == 0 else { return false }
    guard rename(temporary, absolute(link)) == 0 else {
      unlink(temporary)
      return false
    }
    return true
  }
}
