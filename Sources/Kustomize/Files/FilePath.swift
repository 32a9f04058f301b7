/// Absolute, slash-separated paths, handled as text.
package enum FilePath {
  /// A path with `.`, `..` and double slashes resolved, without looking at the disk. `..` at the root stays there.
  package static func clean(_ path: String) -> String {
    let isAbsolute = path.hasPrefix("/")
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." {
        if let last = parts.last, last != ".." { parts.removeLast() } else if !isAbsolute { parts.append(part) }
      } else {
        parts.append(part)
      }
    }
    let text = parts.joined(separator: "/")
    return isAbsolute ? "/" + text : text.isEmpty ? "." : text
  }

  package static func join(_ base: String, _ path: String) -> String {
    base.isEmpty ? (path.isEmpty ? "" : clean(path)) : clean(base + "/" + path)
  }

  /// The last element of a path.
  package static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? "/"
  }

  /// The path without its last element.
  package static func parent(_ path: String) -> String {
    let parts = path.split(separator: "/").dropLast()
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// Whether a directory is another one or lies below it.
  package static func isDirectory(_ directory: String, inOrBelow other: String) -> Bool {
    other == "/" || directory == other || directory.hasPrefix(other + "/")
  }
}
