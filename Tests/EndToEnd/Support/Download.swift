import Archive
import Glibc
import HTTP
import OperatorKitTesting

/// What a server answers.
struct Download: Sendable {
  let status: Int
  let headers: HTTPHeaders
  let body: [UInt8]

  static func get(_ url: String, headers: HTTPHeaders = [:], method: HTTPMethod = .get) async throws -> Download {
    guard let address = RemoteURL(url) else { throw BadAddress(text: url) }
    var request = HTTPRequest(method: method, url: address, headers: headers)
    request.options.proxy = .none
    request.options.totalTimeout = .seconds(30)
    let response = try await HTTPClient.shared.send(request)
    return Download(
      status: response.status, headers: response.headers, body: try await response.body.collect(upTo: 64 << 20))
  }

  /// The files in an archive that was downloaded, by path.
  func unpacked() throws -> [String: String] {
    let directory = try TemporaryDirectory(prefix: "unpacked")
    let extractor = try ArchiveExtractor(into: directory.path)
    try extractor.feed(body)
    _ = try extractor.finish()
    return Files.contents(of: directory.path)
  }
}

struct BadAddress: Error {
  let text: String
}

/// Looks at directories.
enum Files {
  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0 { return nil }
      if count == 0 { return result }
      result += buffer[..<count]
    }
  }

  @discardableResult
  static func write(_ path: String, _ text: String) -> Bool {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    defer { close(file) }
    let bytes = Array(text.utf8)
    return Glibc.write(file, bytes, bytes.count) == bytes.count
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func status(_ path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }

  /// All regular files below a directory, by relative path.
  static func contents(of folder: String) -> [String: String] {
    var result: [String: String] = [:]
    for name in names(in: folder) {
      let path = "\(folder)/\(name)"
      guard let status = status(path) else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        for (child, text) in contents(of: path) { result["\(name)/\(child)"] = text }
      } else if let bytes = read(path) {
        result[name] = String(decoding: bytes, as: UTF8.self)
      }
    }
    return result
  }
}
