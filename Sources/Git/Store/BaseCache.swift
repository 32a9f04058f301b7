/// Objects that deltas rest on, kept between reads: neighbours in a tree often share a base.
///
/// A fixed number of places, each object having one by its offset; whatever was there goes.
struct BaseCache {
  private var places: [(offset: UInt64, kind: ObjectKind, content: ObjectBuffer)?]
  private var held = 0
  private let maxBytes: Int

  init(maxBytes: Int) {
    self.maxBytes = maxBytes
    places = Array(repeating: nil, count: 512)
  }

  func content(at offset: UInt64) -> (kind: ObjectKind, content: ObjectBuffer)? {
    guard let place = places[index(offset)], place.offset == offset else { return nil }
    return (place.kind, place.content)
  }

  mutating func insert(_ offset: UInt64, _ kind: ObjectKind, _ content: ObjectBuffer) {
    guard content.bytes.count <= maxBytes / 8 else { return }
    held -= places[index(offset)]?.content.bytes.count ?? 0
    places[index(offset)] = nil
    if held + content.bytes.count > maxBytes { removeAll() }
    places[index(offset)] = (offset, kind, content)
    held += content.bytes.count
  }

  private mutating func removeAll() {
    for index in places.indices { places[index] = nil }
    held = 0
  }

  private func index(_ offset: UInt64) -> Int {
    Int(truncatingIfNeeded: (offset &* 0x9E37_79B9_7F4A_7C15) >> 55) & 511
  }
}
