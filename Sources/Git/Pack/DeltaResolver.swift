/// The second pass over a pack: computes the objects that are stored as deltas, to name them.
///
/// Walks from every base to the deltas that rest on it, depth first and without recursion. The objects on the
/// way from the base to the current one are kept while they fit the cache; others are computed again when
/// needed, which the limit on inflated bytes bounds.
struct DeltaResolver {
  private struct Frame {
    let row: Int
    var cursor: DeltaChildren.Cursor
    var content: ObjectBuffer?
  }

  private(set) var table: PackTable
  private let children: DeltaChildren
  private let file: PackFile
  private let limits: PackLimits
  private let directory: String
  private let isCancelled: () -> Bool
  private var stack: [Frame] = []
  private var inflatedBytes: UInt64
  private var heldBytes = 0
  private var resolved = 0

  init(
    _ table: PackTable, _ file: PackFile, limits: PackLimits, inflatedBytes: UInt64, spillingInto directory: String,
    isCancelled: @escaping () -> Bool
  ) {
    var sorted = table
    sorted.sortNamedBases()
    self.table = sorted
    children = DeltaChildren(sorted)
    self.file = file
    self.limits = limits
    self.inflatedBytes = inflatedBytes
    self.directory = directory
    self.isCancelled = isCancelled
  }

  /// - Throws: ``PackError``, `CancellationError`.
  mutating func run() throws {
    guard children.count > 0 else { return }
    for row in 0..<table.count {
      guard table.bases[row] == PackTable.noBase, let kind = table.kind(row) else { continue }
      try resolve(from: row, kind)
    }
    guard resolved == children.count else { throw PackError.unresolvedDeltas(count: children.count - resolved) }
  }

  private mutating func resolve(from row: Int, _ kind: ObjectKind) throws {
    guard let name = ObjectID(table.format, bytes: table.name(row)) else { return }
    let cursor = children.cursor(row: row, name: name)
    if cursor.isEmpty { return }
    stack = [Frame(row: row, cursor: cursor, content: nil)]
    heldBytes = 0
    while let top = stack.indices.last {
      guard let child = children.next(&stack[top].cursor) else {
        heldBytes -= stack.removeLast().content?.bytes.count ?? 0
        continue
      }
      // Two objects with one name would both claim the deltas by that name.
      if table.kind(child) != nil { continue }
      if isCancelled() { throw CancellationError() }
      try resolve(child: child, kind)
    }
  }

  private mutating func resolve(child: Int, _ kind: ObjectKind) throws {
    guard stack.count <= limits.maxDeltaDepth else {
      throw PackError.limitExceeded(what: "deltas on top of each other", limit: UInt64(limits.maxDeltaDepth))
    }
    let base = try contentOfTop()
    let content = try apply(row: child, to: base)
    guard let name = ObjectHash.name(table.format, kind, content.contents) else { return }
    table.resolve(child, kind, name)
    resolved += 1
    let cursor = children.cursor(row: child, name: name)
    if cursor.isEmpty { return }
    stack.append(Frame(row: child, cursor: cursor, content: content))
    heldBytes += content.bytes.count
    makeRoom()
  }

  /// The content of the object whose deltas are being resolved, computed again if it was let go.
  private mutating func contentOfTop() throws -> ObjectBuffer {
    guard var index = stack.indices.last else { throw PackError.unresolvedDeltas(count: children.count - resolved) }
    let top = index
    while index > 0, stack[index].content == nil { index -= 1 }
    var content = try stack[index].content ?? readBase(row: stack[index].row)
    while index < top {
      index += 1
      content = try apply(row: stack[index].row, to: content)
    }
    if stack[top].content == nil {
      stack[top].content = content
      heldBytes += content.bytes.count
      makeRoom()
    }
    return content
  }

  private mutating func readBase(row: Int) throws -> ObjectBuffer {
    let head = try file.head(at: table.offsets[row])
    let buffer = try makeBuffer(head.size)
    try file.inflate(head, into: buffer.bytes)
    return buffer
  }

  private mutating func apply(row: Int, to base: ObjectBuffer) throws -> ObjectBuffer {
    let offset = table.offsets[row]
    let head = try file.head(at: offset)
    let delta = try makeBuffer(head.size)
    try file.inflate(head, into: delta.bytes)
    do {
      let header = try Delta.header(delta.contents)
      guard header.baseSize == UInt64(base.bytes.count) else { throw Delta.Failure("its base has another size") }
      let result = try makeBuffer(header.resultSize)
      try Delta.apply(delta.contents, from: header.start, to: base.contents, into: result.bytes)
      return result
    } catch let failure as Delta.Failure {
      throw PackError.badDelta(offset: offset, reason: failure.reason)
    }
  }

  private mutating func makeBuffer(_ size: UInt64) throws -> ObjectBuffer {
    guard size <= limits.maxDeltaObjectBytes, let count = Int(exactly: size) else {
      throw PackError.limitExceeded(what: "bytes in a deltified object", limit: limits.maxDeltaObjectBytes)
    }
    let (total, overflow) = inflatedBytes.addingReportingOverflow(size)
    guard !overflow, total <= limits.maxInflatedBytes else {
      throw PackError.limitExceeded(what: "bytes in all objects", limit: limits.maxInflatedBytes)
    }
    inflatedBytes = total
    return try ObjectBuffer(count, spillingInto: directory)
  }

  /// Lets go of contents far from the current object first: they are needed last.
  private mutating func makeRoom() {
    for index in stack.indices.dropLast() where heldBytes > limits.baseCacheBytes {
      heldBytes -= stack[index].content?.bytes.count ?? 0
      stack[index].content = nil
    }
  }
}
