import Glibc

/// The text of an error number.
func errorText(_ code: Int32) -> String { String(cString: strerror(code)) }

/// Opens a file, closed on exec.
func openDescriptor(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(ProcessError) -> Int32 {
  let descriptor = open(path, flags | O_CLOEXEC, mode)
  if descriptor < 0 { throw .system(call: "opening \(path)", code: errno) }
  return descriptor
}

/// Writes all bytes; false with `errno` set if that failed.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  bytes.withUnsafeBytes { buffer in
    var done = 0
    while done < buffer.count {
      let written = write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      if written < 0 && errno != EINTR { return false }
      done += max(written, 0)
    }
    return true
  }
}

/// Reads to the end with a positioned read, from the start.
func readAll(
  _ descriptor: Int32, _ read: (Int32, UnsafeMutableRawPointer?, Int, off_t) -> Int
) -> [UInt8] {
  var result: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 64 << 10)
  while true {
    let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count, off_t(result.count)) }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { return result }
    result.append(contentsOf: chunk[..<count])
  }
}

/// The contents of a file; `nil` if it cannot be read.
func readFile(_ path: String) -> [UInt8]? {
  guard let descriptor = try? openDescriptor(path, O_RDONLY) else { return nil }
  defer { close(descriptor) }
  return readAll(descriptor) { file, buffer, count, _ in read(file, buffer, count) }
}

/// The contents of a file as text; `nil` if it cannot be read.
func readText(_ path: String) -> String? {
  readFile(path).map { String(decoding: $0, as: UTF8.self) }
}

/// Writes a file as a whole, readable by its owner only unless said otherwise.
func writeFile(_ path: String, _ text: String, mode: mode_t = 0o600) throws(ProcessError) {
  let descriptor = try openDescriptor(path, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
  defer { close(descriptor) }
  if !writeAll(Array(text.utf8), to: descriptor) { throw .system(call: "writing \(path)", code: errno) }
}

/// Makes a directory whose parent exists.
func makeDirectory(_ path: String, mode: mode_t = 0o700) throws(ProcessError) {
  if mkdir(path, mode) != 0, errno != EEXIST { throw .system(call: "making directory \(path)", code: errno) }
}
