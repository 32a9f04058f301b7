import Glibc

/// The text of a file; `nil` if it cannot be read.
func readText(_ path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
  return String(decoding: bytes, as: UTF8.self)
}

/// Writes a file as a whole.
func writeText(_ text: String, to path: String) throws {
  guard let file = fopen(path, "w") else { throw CannotWrite(path: path) }
  defer { fclose(file) }
  fputs(text, file)
}

struct CannotWrite: Error {
  var path: String
}
