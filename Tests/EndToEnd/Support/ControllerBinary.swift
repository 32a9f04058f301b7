import Glibc
import OperatorKitTesting

/// The controllers as they were built together with the tests, in the same directory.
enum ControllerBinary {
  static func path(_ name: String) throws -> String {
    let folder = try executableFolder()
    let path = "\(folder)/\(name)"
    guard access(path, X_OK) == 0 else {
      throw MissingBinary(path: path)
    }
    return path
  }

  private static func executableFolder() throws -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { throw MissingBinary(path: "/proc/self/exe") }
    let path = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}

struct MissingBinary: Error, CustomStringConvertible {
  let path: String
  var description: String { "\(path) does not exist; build the whole package, not only the tests" }
}
