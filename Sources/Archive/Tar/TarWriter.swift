/// Writes a tar archive that depends on its content alone: equal entries in equal order give equal bytes.
///
/// Headers are ustar; names or sizes that do not fit get a pax header. Owners are zero, times are zero,
/// names of owners blank (S-ST-16); directories have mode 0750, files 0600, executables 0700 (S-ST-17).
/// The order of entries is the caller's.
public struct TarWriter {
  private let sink: ByteSink
  private var open: (path: [UInt8], size: UInt64, written: UInt64)?

  public init(_ sink: @escaping ByteSink) {
    self.sink = sink
  }

  /// Adds a directory; the root is called `.`.
  public mutating func directory(_ path: [UInt8]) throws {
    try header(path, mode: 0o750, size: 0, type: UInt8(ascii: "5"))
  }

  /// Begins a regular file of exactly `size` bytes, which ``append(_:)`` brings.
  public mutating func beginFile(_ path: [UInt8], size: UInt64, executable: Bool) throws {
    try header(path, mode: executable ? 0o700 : 0o600, size: size, type: UInt8(ascii: "0"))
    open = (path, size, 0)
  }

  /// Adds content to the file begun last.
  ///
  /// - Throws: ``ArchiveError/sizeMismatch(entry:announced:)`` beyond the announced size.
  public mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
    guard let file = open else { return }
    let (total, overflow) = file.written.addingReportingOverflow(UInt64(bytes.count))
    guard !overflow, total <= file.size else { throw mismatch(file.path, file.size) }
    open?.written = total
    try sink(bytes)
  }

  /// Ends the file begun last and pads it.
  public mutating func finishFile() throws {
    guard let file = open else { return }
    guard file.written == file.size else { throw mismatch(file.path, file.size) }
    open = nil
    try pad(file.size)
  }

  /// Writes the end-of-archive mark.
  public mutating func finish() throws {
    try write([UInt8](repeating: 0, count: 2 * TarHeader.blockSize))
  }

  private func mismatch(_ path: [UInt8], _ size: UInt64) -> ArchiveError {
    .sizeMismatch(entry: ArchiveError.printable(path), announced: size)
  }

  private func header(_ path: [UInt8], mode: UInt32, size: UInt64, type: UInt8) throws {
    var records: [UInt8] = []
    let split = Self.split(path)
    if split == nil { records += Self.record("path", path) }
    if size > TarHeader.largestOctalSize { records += Self.record("size", Array(String(size).utf8)) }
    if !records.isEmpty {
      let name = Array("././@PaxHeader".utf8)
      try write(
        TarHeader.encode(name: name[...], prefix: [], mode: 0o600, size: UInt64(records.count), type: UInt8(ascii: "x"))
      )
      try write(records)
      try pad(UInt64(records.count))
    }
    let (prefix, name) = split ?? ([], path[0..<min(path.count, 100)])
    try write(TarHeader.encode(name: name, prefix: prefix, mode: mode, size: size, type: type))
  }

  /// Prefix and name for the header's two fields, or `nil` when the path does not fit into them.
  private static func split(_ path: [UInt8]) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
    if path.count <= 100 { return ([], path[...]) }
    guard path.count <= 256 else { return nil }
    // The last slash that leaves at most 155 bytes before it, and at most 100 after it.
    var index = min(155, path.count - 2)
    while index > 0, path[index] != UInt8(ascii: "/") { index -= 1 }
    guard index > 0, path.count - index - 1 <= 100 else { return nil }
    return (path[0..<index], path[(index + 1)...])
  }

  /// `length key=value\n`, where the length counts itself.
  private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
    let rest = key.utf8.count + value.count + 3
    var length = rest + String(rest).utf8.count
    if rest + String(length).utf8.count > length { length += 1 }
    return Array("\(length) \(key)=".utf8) + value + [UInt8(ascii: "\n")]
  }

  private func pad(_ size: UInt64) throws {
    let rest = Int(size % UInt64(TarHeader.blockSize))
    if rest > 0 { try write([UInt8](repeating: 0, count: TarHeader.blockSize - rest)) }
  }

  private func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes(sink)
  }
}
