/// One line of an ignore file, in gitignore syntax, as the Go library reads it that Flux uses.
///
/// A pattern that matches a directory matches everything beneath it as well, so that a later negation can
/// bring back a file whose directory was excluded. Git itself does not go that far.
struct IgnorePattern: Sendable {
  enum Component: Sendable, Equatable {
    case anyDirectories
    case name(Glob)
  }

  let components: [Component]
  let isNegated: Bool
  let directoriesOnly: Bool
  /// A pattern without a slash matches a name at any depth.
  let isAnchored: Bool

  /// - Returns: `nil` for blank lines, comments and patterns that can match nothing.
  init?(_ line: some Sequence<UInt8>) {
    var text = Array(line)
    if text.last == UInt8(ascii: "\r") { text.removeLast() }
    guard text.first != UInt8(ascii: "#"), text.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return nil }
    isNegated = text.first == UInt8(ascii: "!")
    if isNegated { text.removeFirst() }
    Self.trimTrailingBlanks(&text)
    directoriesOnly = text.last == UInt8(ascii: "/")
    if directoriesOnly { text.removeLast() }
    guard !text.isEmpty else { return nil }
    isAnchored = text.contains(UInt8(ascii: "/"))
    var components: [Component] = []
    for part in text.split(separator: UInt8(ascii: "/")) {
      if part.elementsEqual("**".utf8) {
        if components.last != .anyDirectories { components.append(.anyDirectories) }
      } else {
        guard let glob = Glob(part) else { return nil }
        components.append(.name(glob))
      }
    }
    guard !components.isEmpty else { return nil }
    self.components = components
  }

  /// Trailing blanks go, unless the last one is escaped.
  private static func trimTrailingBlanks(_ text: inout [UInt8]) {
    while text.last == 0x20 {
      if text.count >= 2, text[text.count - 2] == UInt8(ascii: "\\") { return }
      text.removeLast()
    }
  }

  /// Whether the pattern matches the path or a directory above it; the path is relative to the pattern's file.
  func matches(_ path: ArraySlice<[UInt8]>, isDirectory: Bool) -> Bool {
    isAnchored ? matchesAnchored(path, isDirectory) : matchesName(path, isDirectory)
  }

  private func matchesName(_ path: ArraySlice<[UInt8]>, _ isDirectory: Bool) -> Bool {
    guard case .name(let glob)? = components.first else {
      return !directoriesOnly || isDirectory || path.count > 1
    }
    for index in path.indices where glob.matches(path[index]) {
      // Only the last name can be something other than a directory.
      return !directoriesOnly || isDirectory || index < path.endIndex - 1
    }
    return false
  }

  /// Matches with `**` as the only place to go back to, which is enough and takes at most n * m steps.
  private func matchesAnchored(_ path: ArraySlice<[UInt8]>, _ isDirectory: Bool) -> Bool {
    var pattern = 0
    var index = path.startIndex
    var retry: (pattern: Int, index: Int)?
    while true {
      if pattern == components.count {
        if !directoriesOnly || isDirectory || index < path.endIndex { return true }
      } else if case .name(let glob) = components[pattern] {
        if index < path.endIndex, glob.matches(path[index]) {
          pattern += 1
          index += 1
          continue
        }
      } else {
        pattern += 1
        retry = (pattern, index)
        continue
      }
      guard let last = retry, last.index < path.endIndex else { return false }
      retry = (last.pattern, last.index + 1)
      pattern = last.pattern
      index = last.index + 1
    }
  }
}
