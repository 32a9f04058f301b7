import CZlib

/// Decompresses a stream step by step into memory of the caller. Holds some 40 KiB.
///
/// A class because zlib keeps a pointer to its own state, which must therefore never move.
package final class Inflater {
  package struct Step {
    /// Bytes of the input that were used up.
    package var consumed: Int
    /// Bytes written to the output.
    package var produced: Int
    /// The stream's end was reached and its checksum was right.
    package var ended: Bool
  }

  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

  package init(_ format: CompressionFormat) throws {
    stream.initialize(to: z_stream())
    guard flux_inflate_init(stream, format.windowBits) == Z_OK else { throw ArchiveError.outOfMemory }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Makes ready for another stream of the same format.
  package func reset() {
    inflateReset(stream)
  }

  /// Decompresses until the input is used up, the output is full or the stream ends.
  ///
  /// - Throws: ``ArchiveError/corruptStream(_:)``.
  package func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> Step {
    let given = min(input.count, 1 << 30)
    let room = min(output.count, 1 << 30)
    stream.pointee.next_in = pointer(into: input, at: 0)
    stream.pointee.avail_in = UInt32(given)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    let status = inflate(stream, Z_NO_FLUSH)
    // Z_BUF_ERROR only says that no progress was possible with this input and output.
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { throw failure(status) }
    return Step(
      consumed: given - Int(stream.pointee.avail_in), produced: room - Int(stream.pointee.avail_out),
      ended: status == Z_STREAM_END)
  }

  private func failure(_ status: Int32) -> ArchiveError {
    if status == Z_MEM_ERROR { return .outOfMemory }
    if status == Z_NEED_DICT { return .corruptStream("needs a preset dictionary") }
    return .corruptStream(stream.pointee.msg.map { String(cString: $0) } ?? "error \(status)")
  }
}
