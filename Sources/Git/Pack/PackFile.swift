import Archive
import Glibc

/// Reads objects of a pack on disk as they are stored, through a small window: no part of the pack is mapped.
final class PackFile {
  /// The head of a stored object, and where its compressed data begin.
  struct Head {
    let type: UInt8
    let size: UInt64
    let base: EntryHeaderReader.Base?
    let dataOffset: UInt64
  }

  let format: ObjectFormat
  private let descriptor: Int32
  private let path: String
  private let inflater: Inflater
  private let window = OutputMemory(32 << 10)
  private var windowStart: UInt64 = 0
  private var windowCount = 0

  /// - Parameter descriptor: Stays the caller's.
  init(_ format: ObjectFormat, descriptor: Int32, path: String) throws {
    self.format = format
    self.descriptor = descriptor
    self.path = path
    inflater = try Inflater(.zlib)
  }

  /// - Throws: ``PackError``.
  func head(at offset: UInt64) throws -> Head {
    var reader = EntryHeaderReader(format)
    var position = offset
    while !reader.isDone {
      guard let byte = try bytes(at: position).first else { throw bad(offset, "it ends early") }
      do { try reader.feed(byte) } catch { throw bad(offset, error.reason) }
      position += 1
    }
    return Head(type: reader.type, size: reader.size, base: reader.base, dataOffset: position)
  }

  /// Inflates the data of an object to `sink`, checking the announced size.
  func inflate(_ head: Head, to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
    let output = OutputMemory(64 << 10)
    var total: UInt64 = 0
    try inflate(from: head.dataOffset, into: { output.bytes }) { count in
      total += UInt64(count)
      guard total <= head.size else { throw self.bad(head.dataOffset, "it is longer than announced") }
      try sink(UnsafeRawBufferPointer(rebasing: output.bytes[0..<count]))
    }
    guard total == head.size else { throw bad(head.dataOffset, "it is shorter than announced") }
  }

  /// Inflates the data of an object into memory that has exactly its size.
  func inflate(_ head: Head, into buffer: UnsafeMutableRawBufferPointer) throws {
    var filled = 0
    // zlib wants room even when only the checksum is left, so that a full buffer is followed by this one byte.
    let spare = OutputMemory(1)
    try inflate(
      from: head.dataOffset,
      into: { filled < buffer.count ? UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]) : spare.bytes },
      produced: { count in
        guard count <= buffer.count - filled else { throw self.bad(head.dataOffset, "it is longer than announced") }
        filled += count
      })
    guard filled == buffer.count else { throw bad(head.dataOffset, "it is shorter than announced") }
  }

  private func inflate(
    from start: UInt64, into output: () -> UnsafeMutableRawBufferPointer, produced: (Int) throws -> Void
  ) throws {
    inflater.reset()
    var position = start
    while true {
      let input = try bytes(at: position)
      let step: Inflater.Step
      do { step = try inflater.step(input, into: output()) } catch ArchiveError.corruptStream(let reason) {
        throw bad(start, reason)
      }
      position += UInt64(step.consumed)
      if step.produced > 0 { try produced(step.produced) }
      if step.ended { return }
      guard step.consumed > 0 || step.produced > 0 else { throw bad(start, "it ends early") }
    }
  }

  /// Some bytes from `offset` on, none at the end of the file; valid until the next call.
  private func bytes(at offset: UInt64) throws -> UnsafeRawBufferPointer {
    if offset < windowStart || offset >= windowStart + UInt64(windowCount) { try fill(at: offset) }
    let skipped = Int(offset - windowStart)
    return UnsafeRawBufferPointer(rebasing: window.bytes[skipped..<windowCount])
  }

  private func fill(at offset: UInt64) throws {
    guard let position = off_t(exactly: offset) else { throw bad(offset, "it lies beyond the end") }
    var count = pread(descriptor, window.bytes.baseAddress, window.bytes.count, position)
    while count < 0 && errno == EINTR {
      count = pread(descriptor, window.bytes.baseAddress, window.bytes.count, position)
    }
    guard count >= 0 else { throw PackError.system(operation: "read", path: path, errno: errno) }
    windowStart = offset
    windowCount = count
  }

  private func bad(_ offset: UInt64, _ reason: String) -> PackError { .badObject(offset: offset, reason: reason) }
}
