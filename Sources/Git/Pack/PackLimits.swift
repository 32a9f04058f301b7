/// What a pack may cost before it is refused. Servers, or whoever pushes to them, may be hostile.
public struct PackLimits: Sendable {
  /// Bytes of the pack as it comes over the network.
  public var maxPackBytes: UInt64 = 8 << 30
  /// Objects in the pack. Each takes some 40 bytes of memory while the pack is indexed.
  public var maxObjects = 500_000
  /// Bytes of one object that is stored whole.
  public var maxObjectBytes: UInt64 = 2 << 30
  /// Bytes of an object that is stored as a delta or serves as the base of one. Those above
  /// ``ObjectBuffer/heapLimit`` are held in a file, not in memory.
  public var maxDeltaObjectBytes: UInt64 = 128 << 20
  /// Deltas one on top of the other. Git itself makes at most 4095.
  public var maxDeltaDepth = 4095
  /// Bytes of all objects together, and of what must be computed again for want of memory.
  public var maxInflatedBytes: UInt64 = 32 << 30
  /// Bytes of objects kept in memory while deltas are resolved.
  public var baseCacheBytes = 8 << 20

  public init() {}
}
