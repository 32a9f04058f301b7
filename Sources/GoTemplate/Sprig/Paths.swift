extension TemplateFunctions {
  mutating func addPaths() {
    // On Linux the two families are the same.
    let names = [("base", "osBase"), ("dir", "osDir"), ("clean", "osClean"), ("ext", "osExt"), ("isAbs", "osIsAbs")]
    for (slash, system) in names {
      for name in [slash, system] {
        add(name, [.string]) { call in
          switch slash {
          case "base": .string(Paths.base(call.string(0)))
          case "dir": .string(Paths.directory(call.string(0)))
          case "clean": .string(Paths.clean(call.string(0)))
          case "ext": .string(Paths.suffix(call.string(0)))
          default: .bool(call.string(0).hasPrefix("/"))
          }
        }
      }
    }
  }
}

/// Paths as Go's package path has them.
enum Paths {
  static func clean(_ path: String) -> String {
    let isRooted = path.hasPrefix("/")
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if let last = parts.last, last != ".." {
        parts.removeLast()
      } else if !isRooted {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return isRooted ? "/" + joined : joined.isEmpty ? "." : joined
  }

  static func base(_ path: String) -> String {
    if path.isEmpty { return "." }
    return path.split(separator: "/").last.map(String.init) ?? "/"
  }

  static func directory(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return clean(String(path[...slash]))
  }

  static func suffix(_ path: String) -> String {
    let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
    return name.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(name[$0...]) } ?? ""
  }
}
