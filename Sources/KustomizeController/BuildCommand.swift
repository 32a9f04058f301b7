import Glibc
import Kustomize

/// `kustomize-controller build`: prints a build offline, as `kustomize build` does.
///
///     kustomize-controller build [--load-restrictor LoadRestrictionsNone] DIR
enum BuildCommand {
  /// Runs the command and returns the exit code. Objects go to standard output, messages to standard error.
  static func run(_ arguments: [String]) -> Int32 {
    var directory: String?
    var restriction = LoadRestriction.rootOnly
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--load-restrictor":
        guard let value = rest.popFirst(), let known = loadRestriction(value) else { return usage() }
        restriction = known
      case _ where argument.hasPrefix("--load-restrictor="):
        let value = argument.dropFirst("--load-restrictor=".count)
        guard let known = loadRestriction(String(value)) else { return usage() }
        restriction = known
      case _ where argument.hasPrefix("-") || directory != nil:
        return usage()
      default:
        directory = argument
      }
    }
    return build(directory ?? ".", restriction)
  }

  private static func build(_ directory: String, _ restriction: LoadRestriction) -> Int32 {
    guard let resolved = realpath(directory, nil) else {
      return fail("'\(directory)' is not a directory: \(String(cString: strerror(errno)))")
    }
    defer { free(resolved) }
    let options = BuildOptions(loadRestriction: restriction)
    do {
      let files = DiskFileSystem(root: "/")
      let objects = try KustomizeBuild(files, directory: String(cString: resolved), options: options).run()
      write(objects.encoded(), to: STDOUT_FILENO)
      return 0
    } catch {
      return fail("\(error)")
    }
  }

  private static func loadRestriction(_ text: String) -> LoadRestriction? {
    switch text {
    case "LoadRestrictionsRootOnly": .rootOnly
    case "LoadRestrictionsNone": LoadRestriction.none
    default: nil
    }
  }

  private static func usage() -> Int32 {
    let flag = "[--load-restrictor LoadRestrictionsNone|LoadRestrictionsRootOnly]"
    write(Array("usage: kustomize-controller build \(flag) DIR\n".utf8), to: STDERR_FILENO)
    return 2
  }

  private static func fail(_ message: String) -> Int32 {
    write(Array("Error: \(message)\n".utf8), to: STDERR_FILENO)
    return 1
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
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
