/// Why an object cannot be used.
public enum ObjectError: Error, Equatable, CustomStringConvertible {
  case missing(ObjectID)
  case wrongKind(ObjectID, found: ObjectKind, wanted: ObjectKind)
  case tooLarge(ObjectID, size: UInt64, limit: UInt64)
  case malformed(ObjectID, kind: ObjectKind, reason: String)

  public var description: String {
    switch self {
    case .missing(let id): "object \(id) is not in the pack"
    case .wrongKind(let id, let found, let wanted): "object \(id) is a \(found.name), expected a \(wanted.name)"
    case .tooLarge(let id, let size, let limit): "object \(id) has \(size) bytes, more than the limit of \(limit)"
    case .malformed(let id, let kind, let reason): "\(kind.name) \(id) is malformed: \(reason)"
    }
  }
}
