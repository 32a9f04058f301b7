/// Reads the head of an object in a pack byte by byte: type and size, and for deltas where the base is.
struct EntryHeaderReader {
  enum Base: Equatable {
    case distance(UInt64)
    case name(ObjectID)
  }

  private enum Step { case first, size, distance, name, done }

  private let format: ObjectFormat
  private var step = Step.first
  private var shift: UInt64 = 4
  private var distance: UInt64 = 0
  private var continuesDistance = false
  private var nameBytes: [UInt8] = []
  private(set) var type: UInt8 = 0
  private(set) var size: UInt64 = 0
  private(set) var base: Base?

  init(_ format: ObjectFormat) { self.format = format }

  var isDone: Bool { step == .done }

  /// - Throws: The reason as ``Delta/Failure``.
  mutating func feed(_ byte: UInt8) throws(Delta.Failure) {
    switch step {
    case .first:
      type = byte >> 4 & 7
      size = UInt64(byte & 15)
      guard type != 0 && type != 5 else { throw Delta.Failure("unknown type \(type)") }
      step = byte & 0x80 != 0 ? .size : afterSize
    case .size:
      guard shift <= 53 else { throw Delta.Failure("its size is too large") }
      size |= UInt64(byte & 0x7F) << shift
      shift += 7
      if byte & 0x80 == 0 { step = afterSize }
    case .distance:
      guard distance < 1 << 54 else { throw Delta.Failure("the distance to its base is too large") }
      // Each continuation also adds one, so that no distance has two spellings.
      distance = continuesDistance ? (distance + 1) << 7 | UInt64(byte & 0x7F) : UInt64(byte & 0x7F)
      continuesDistance = true
      if byte & 0x80 == 0 {
        base = .distance(distance)
        step = .done
      }
    case .name:
      nameBytes.append(byte)
      guard nameBytes.count == format.byteCount, let name = ObjectID(format, bytes: nameBytes) else { return }
      base = .name(name)
      step = .done
    case .done: break
    }
  }

  private var afterSize: Step {
    switch type {
    case PackTable.offsetDelta: .distance
    case PackTable.namedDelta: .name
    default: .done
    }
  }
}
