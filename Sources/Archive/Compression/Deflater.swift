import CZlib

/// Compresses a stream. Holds some 256 KiB, whatever the length of the stream.
///
/// A class because zlib keeps a pointer to its own state, which must therefore never move.
package final class Deflater {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

  /// - Parameter level: 1 (fast) to 9 (small); 6 is what gzip and Go use.
  package init(_ format: CompressionFormat, level: Int32 = 6) throws {
    stream.initialize(to: z_stream())
    guard flux_deflate_init(stream, min(max(level, 0), 9), format.windowBits) == Z_OK else {
      throw ArchiveError.outOfMemory
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  package func write(_ bytes: UnsafeRawBufferPointer, to sink: ByteSink) throws {
    var offset = 0
    while offset < bytes.count {
      let count = min(bytes.count - offset, 1 << 30)
      stream.pointee.next_in = pointer(into: bytes, at: offset)
      stream.pointee.avail_in = UInt32(count)
      try run(Z_NO_FLUSH, sink)
      offset += count
    }
  }

  package func finish(to sink: ByteSink) throws {
    stream.pointee.avail_in = 0
    try run(Z_FINISH, sink)
  }

  private func run(_ flush: Int32, _ sink: ByteSink) throws {
    repeat {
      stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(output.count)
      guard deflate(stream, flush) != Z_STREAM_ERROR else { throw ArchiveError.outOfMemory }
      let produced = output.count - Int(stream.pointee.avail_out)
      if produced > 0 { try sink(UnsafeRawBufferPointer(rebasing: output[0..<produced])) }
    } while stream.pointee.avail_out == 0
  }
}

/// zlib takes its input by a mutable pointer and does not write through it.
func pointer(into bytes: UnsafeRawBufferPointer, at offset: Int) -> UnsafeMutablePointer<UInt8>? {
  UnsafeMutableRawPointer(mutating: bytes.baseAddress?.advanced(by: offset))?.assumingMemoryBound(to: UInt8.self)
}
