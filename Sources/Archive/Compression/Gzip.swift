/// Whole gzip streams that are small enough to be held.
package enum Gzip {
  /// Decompresses; throws ``ArchiveError/limitExceeded(entry:what:limit:)`` beyond `limit` bytes, and what is wrong with the stream.
  package static func decompress(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
    var reader = try GzipReader()
    var output: [UInt8] = []
    try bytes.withUnsafeBytes { input in
      try reader.feed(input) {
        output.append(contentsOf: $0)
      } check: { reader in
        if reader.produced > UInt64(limit) {
          throw ArchiveError.limitExceeded(entry: nil, what: "bytes", limit: UInt64(limit))
        }
      }
    }
    guard reader.isComplete else { throw ArchiveError.truncated(entry: nil) }
    return output
  }
}
