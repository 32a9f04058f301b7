import Glibc

/// Finds objects in a pack by its index, which is mapped: its pages belong to the file and cost no memory of
/// our own.
final class PackIndex {
  let format: ObjectFormat
  let count: Int
  private let bytes: UnsafeRawBufferPointer

  /// - Throws: ``PackError`` when the file is no index of version 2.
  init(_ format: ObjectFormat, path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw PackError.system(operation: "open", path: path, errno: errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw PackError.system(operation: "stat", path: path, errno: errno) }
    let size = Int(status.st_size)
    let address = mmap(nil, max(size, 1), PROT_READ, MAP_PRIVATE, file, 0)
    guard let address, address != MAP_FAILED else { throw PackError.system(operation: "map", path: path, errno: errno) }
    bytes = UnsafeRawBufferPointer(start: address, count: size)
    self.format = format
    let count = size >= Self.tables ? Int(Self.word(bytes, Self.tables - 4)) : 0
    let least = Self.tables + count * (format.byteCount + 8) + 2 * format.byteCount
    guard size >= least, bytes[0] == 0xFF, Self.word(bytes, 4) == 2 else {
      munmap(address, max(size, 1))
      throw PackError.badObject(offset: 0, reason: "\(path) is not a pack index")
    }
    self.count = count
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), max(bytes.count, 1))
  }

  /// Where the object stands in the pack.
  func offset(of id: ObjectID) -> UInt64? {
    guard id.format == format else { return nil }
    let name = id.bytes
    let first = Int(name.first ?? 0)
    var low = first == 0 ? 0 : Int(Self.word(bytes, 8 + (first - 1) * 4))
    var high = min(Int(Self.word(bytes, 8 + first * 4)), count)
    while low < high {
      let middle = (low + high) / 2
      let order = compare(middle, name)
      if order == 0 { return offset(at: middle) }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  private func compare(_ index: Int, _ name: [UInt8]) -> Int32 {
    guard let start = bytes.baseAddress else { return 0 }
    return memcmp(start + Self.tables + index * format.byteCount, name, name.count)
  }

  private func offset(at index: Int) -> UInt64? {
    let small = Self.tables + count * (format.byteCount + 4)
    let value = Self.word(bytes, small + index * 4)
    guard value & 1 << 31 != 0 else { return UInt64(value) }
    let position = small + count * 4 + Int(value & (1 << 31 - 1)) * 8
    guard position + 8 <= bytes.count else { return nil }
    return UInt64(Self.word(bytes, position)) << 32 | UInt64(Self.word(bytes, position + 4))
  }

  /// Magic, version and 256 counts.
  private static let tables = 8 + 256 * 4

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
    UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}
