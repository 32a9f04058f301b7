import Glibc

/// Reads a small file whole; throws ``ClientConfigurationError`` that names it.
package func readFile(_ path: String, limit: Int = 1 << 20) throws -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    throw ClientConfigurationError("cannot open \(path): \(String(cString: strerror(errno)))")
  }
  defer { close(descriptor) }
  var result: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 16_384)
  while true {
    let count = read(descriptor, &chunk, chunk.count)
    if count == 0 { return result }
    guard count > 0 else {
      if errno == EINTR { continue }
      throw ClientConfigurationError("cannot read \(path): \(String(cString: strerror(errno)))")
    }
    result.append(contentsOf: chunk.prefix(count))
    guard result.count <= limit else { throw ClientConfigurationError("\(path) is larger than \(limit) bytes") }
  }
}

/// The value of an environment variable; `nil` when it is unset or empty.
package func environment(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  return text.isEmpty ? nil : text
}
