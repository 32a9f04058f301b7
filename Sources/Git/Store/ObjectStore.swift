import Glibc

/// Reads the objects of one fetched pack, SHA-1 or SHA-256.
///
/// Objects stored whole can be streamed whatever their size; those stored as deltas are put together in memory
/// or, when large, in a file. Calls block on the disk. Not `Sendable`; one owner at a time.
public final class ObjectStore {
  public let format: ObjectFormat
  private let index: PackIndex
  private let file: PackFile
  private let descriptor: Int32
  private let path: String
  private let directory: String
  private let limits: PackLimits
  private var cache: BaseCache

  /// - Parameter directory: Where large objects may be put while they are in use.
  /// - Throws: ``PackError``.
  public init(_ pack: FetchedPack, spillingInto directory: String, limits: PackLimits = PackLimits()) throws {
    format = pack.format
    path = pack.packPath
    self.directory = directory
    self.limits = limits
    cache = BaseCache(maxBytes: limits.baseCacheBytes)
    index = try PackIndex(pack.format, path: pack.indexPath)
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw PackError.system(operation: "open", path: path, errno: errno) }
    do { file = try PackFile(pack.format, descriptor: descriptor, path: path) } catch {
      close(descriptor)
      throw error
    }
  }

  deinit {
    close(descriptor)
  }

  public var objectCount: Int { index.count }

  public func contains(_ id: ObjectID) -> Bool { index.offset(of: id) != nil }

  /// - Throws: ``ObjectError``, ``PackError``.
  public func commit(_ id: ObjectID) throws -> Commit {
    try Commit(id: id, raw: bytes(id, .commit, limit: Self.textLimit))
  }

  /// - Throws: ``ObjectError``, ``PackError``.
  public func tag(_ id: ObjectID) throws -> Tag {
    try Tag(id: id, raw: bytes(id, .tag, limit: Self.textLimit))
  }

  /// Follows annotated tags to the commit they stand for.
  ///
  /// - Throws: ``ObjectError``, for tags that lead to something else too.
  public func commit(peeling id: ObjectID) throws -> Commit {
    var current = id
    for _ in 0..<16 {
      let kind = try kind(current)
      guard kind == .tag else { return try commit(current) }
      current = try tag(current).target
    }
    throw ObjectError.malformed(id, kind: .tag, reason: "tags of tags without end")
  }

  /// The kind of an object, found without reading its content.
  public func kind(_ id: ObjectID) throws -> ObjectKind {
    var offset = try offset(id)
    for _ in 0...limits.maxDeltaDepth {
      let head = try file.head(at: offset)
      if let kind = ObjectKind(rawValue: head.type) { return kind }
      offset = try baseOffset(head, at: offset)
    }
    throw PackError.limitExceeded(what: "deltas on top of each other", limit: UInt64(limits.maxDeltaDepth))
  }

  /// The whole content of a small object.
  public func bytes(_ id: ObjectID, _ wanted: ObjectKind, limit: UInt64) throws -> [UInt8] {
    let (kind, content) = try object(id, limit: limit)
    guard kind == wanted else { throw ObjectError.wrongKind(id, found: kind, wanted: wanted) }
    return Array(content.contents)
  }

  /// The entries of a tree, in the order of their names' bytes.
  func tree(_ id: ObjectID, limit: UInt64) throws -> [TreeEntry] {
    let (kind, content) = try object(id, limit: limit)
    guard kind == .tree else { throw ObjectError.wrongKind(id, found: kind, wanted: .tree) }
    return try TreeEntry.read(content.contents, of: id)
  }

  /// Streams a blob: `begin` gets its size, then `content` its bytes in pieces.
  ///
  /// - Throws: ``ObjectError``, ``PackError`` and what the closures throw.
  public func blob(
    _ id: ObjectID, begin: (UInt64) throws -> Void, content: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let head = try file.head(at: offset(id))
    if head.base == nil {
      if let kind = ObjectKind(rawValue: head.type), kind != .blob {
        throw ObjectError.wrongKind(id, found: kind, wanted: .blob)
      }
      try begin(head.size)
      return try file.inflate(head, to: content)
    }
    let (kind, whole) = try object(id, limit: limits.maxDeltaObjectBytes)
    guard kind == .blob else { throw ObjectError.wrongKind(id, found: kind, wanted: .blob) }
    try begin(UInt64(whole.bytes.count))
    try content(whole.contents)
  }

  /// Commits, tags and ignore files have no reason to be longer.
  static let textLimit: UInt64 = 1 << 20

  private func offset(_ id: ObjectID) throws -> UInt64 {
    guard let offset = index.offset(of: id) else { throw ObjectError.missing(id) }
    return offset
  }

  private func baseOffset(_ head: PackFile.Head, at offset: UInt64) throws -> UInt64 {
    switch head.base {
    case .distance(let distance) where distance > 0 && distance < offset: return offset - distance
    case .name(let name): return try self.offset(name)
    default: throw PackError.badDelta(offset: offset, reason: "it has no base")
    }
  }

  private func object(_ id: ObjectID, limit: UInt64) throws -> (ObjectKind, ObjectBuffer) {
    var offset = try offset(id)
    var deltas: [(offset: UInt64, head: PackFile.Head)] = []
    var found = cache.content(at: offset)
    while found == nil {
      let head = try file.head(at: offset)
      if let kind = ObjectKind(rawValue: head.type) {
        let allowed = deltas.isEmpty ? limit : limits.maxDeltaObjectBytes
        let content = try buffer(head.size, of: id, limit: allowed)
        try file.inflate(head, into: content.bytes)
        found = (kind, content)
        if !deltas.isEmpty { cache.insert(offset, kind, content) }
      } else {
        guard deltas.count < limits.maxDeltaDepth else {
          throw PackError.limitExceeded(what: "deltas on top of each other", limit: UInt64(limits.maxDeltaDepth))
        }
        deltas.append((offset, head))
        offset = try baseOffset(head, at: offset)
        found = cache.content(at: offset)
      }
    }
    guard let (kind, base) = found else { throw ObjectError.missing(id) }
    var content = base
    for (index, delta) in deltas.enumerated().reversed() {
      content = try apply(
        delta.head, at: delta.offset, to: content, of: id, limit: index == 0 ? limit : limits.maxDeltaObjectBytes)
      cache.insert(delta.offset, kind, content)
    }
    guard UInt64(content.bytes.count) <= limit else {
      throw ObjectError.tooLarge(id, size: UInt64(content.bytes.count), limit: limit)
    }
    return (kind, content)
  }

  private func apply(
    _ head: PackFile.Head, at offset: UInt64, to base: ObjectBuffer, of id: ObjectID, limit: UInt64
  ) throws -> ObjectBuffer {
    let delta = try buffer(head.size, of: id, limit: limits.maxDeltaObjectBytes)
    try file.inflate(head, into: delta.bytes)
    do {
      let header = try Delta.header(delta.contents)
      guard header.baseSize == UInt64(base.bytes.count) else { throw Delta.Failure("its base has another size") }
      let result = try buffer(header.resultSize, of: id, limit: limit)
      try Delta.apply(delta.contents, from: header.start, to: base.contents, into: result.bytes)
      return result
    } catch let failure as Delta.Failure {
      throw PackError.badDelta(offset: offset, reason: failure.reason)
    }
  }

  private func buffer(_ size: UInt64, of id: ObjectID, limit: UInt64) throws -> ObjectBuffer {
    guard size <= limit, let count = Int(exactly: size) else {
      throw ObjectError.tooLarge(id, size: size, limit: limit)
    }
    return try ObjectBuffer(count, spillingInto: directory)
  }
}
