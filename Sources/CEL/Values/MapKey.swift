/// A map key under CEL's equality: `1`, `1u` and `1.0` are one key, and strings are compared by
/// code points (Swift's own comparison takes composed and decomposed letters for equal).
enum MapKey: Hashable {
  case bool(Bool)
  case int(Int64)
  /// Only values above `Int64.max`.
  case uint(UInt64)
  case string(CodePoints)

  /// Nil for values that cannot be keys.
  init?(_ value: CELValue) {
    switch value {
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .uint(let value): self = Int64(exactly: value).map { .int($0) } ?? .uint(value)
    case .double(let value):
      if let int = Int64(exactly: value) {
        self = .int(int)
      } else if let uint = UInt64(exactly: value) {
        self = .uint(uint)
      } else {
        return nil
      }
    case .string(let value): self = .string(CodePoints(value))
    default: return nil
    }
  }

  struct CodePoints: Hashable {
    let string: String

    init(_ string: String) {
      self.string = string
    }

    static func == (left: CodePoints, right: CodePoints) -> Bool {
      left.string.hasSameCodePoints(as: right.string)
    }

    func hash(into hasher: inout Hasher) {
      for byte in string.utf8 { hasher.combine(byte) }
    }
  }
}

extension String {
  func hasSameCodePoints(as other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }
}
