import Glibc
import JSON
import YAML

/// Files of this repository and of the folder beside it that holds the specification.
enum RepositoryFiles {
  static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
    .joined(separator: "/")

  /// The tables of the specification; `nil` where they are not at hand.
  static func specification(_ name: String) -> String? {
    let folders = [getenv("SHARED_SPEC").map { String(cString: $0) }, "\(root)/../shared/spec"]
    return folders.lazy.compactMap { $0 }.compactMap { text(ofAbsolute: "\($0)/\(name)") }.first
  }

  static func text(_ path: String) throws -> String {
    guard let text = text(ofAbsolute: "\(root)/\(path)") else { throw MissingFile(path: path) }
    return text
  }

  static func documents(_ path: String) throws -> [JSONValue] { try YAML.decode(try text(path)) }

  static func list(_ path: String) throws -> [String] {
    guard let stream = opendir("\(root)/\(path)") else { throw MissingFile(path: path) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  private static func text(ofAbsolute path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}

struct MissingFile: Error, CustomStringConvertible {
  let path: String
  var description: String { "\(path) cannot be read" }
}
