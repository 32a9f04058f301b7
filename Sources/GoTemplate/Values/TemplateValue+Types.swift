extension TemplateValue {
  /// The Go type as `%T` prints it.
  public var typeName: String {
    switch self {
    case .null: "<nil>"
    case .bool: "bool"
    case .int: "int"
    case .int64: "int64"
    case .uint8: "uint8"
    case .uint64: "uint64"
    case .float64: "float64"
    case .string, .rawString: "string"
    case .bytes: "[]uint8"
    case .list(let list): "[]" + list.elementType.goName
    case .map(let map): map.type?.name ?? "map[string]" + map.elementType.goName
    case .object(let object): object.typeName
    }
  }

  /// The Go kind, as `kindOf` names it.
  public var kind: TemplateKind {
    switch self {
    case .null: .invalid
    case .bool: .bool
    case .int: .int
    case .int64: .int64
    case .uint8: .uint8
    case .uint64: .uint64
    case .float64: .float64
    case .string, .rawString: .string
    case .bytes, .list: .slice
    case .map: .map
    case .object(let object): object.kind
    }
  }

  /// Whether `if` takes the value for true: not the zero of its type.
  public var isTrue: Bool {
    switch self {
    case .null: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .int64(let value): value != 0
    case .uint8(let value): value != 0
    case .uint64(let value): value != 0
    case .float64(let value): value != 0
    case .string(let text): !text.isEmpty
    case .rawString(let bytes), .bytes(let bytes): !bytes.isEmpty
    case .list(let list): !list.elements.isEmpty
    case .map(let map): !map.isEmpty
    case .object(let object): object.contents?.isTrue ?? true
    }
  }

  /// The number of bytes, elements or members; `nil` for what has no length.
  var length: Int? {
    switch self {
    case .string(let text): text.utf8.count
    case .rawString(let bytes), .bytes(let bytes): bytes.count
    case .list(let list): list.elements.count
    case .map(let map): map.count
    case .object(let object): object.contents?.length
    default: nil
    }
  }

  /// Roughly the memory that making this value took, for the limit on work.
  var weight: Int {
    switch self {
    case .string(let text): text.utf8.count
    case .rawString(let bytes), .bytes(let bytes): bytes.count
    case .list(let list): list.elements.count * 24
    default: 0
    }
  }
}
