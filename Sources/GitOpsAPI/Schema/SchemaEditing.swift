/// How an older version of a kind differs from the present one.
///
/// Fields are named by paths such as `spec.verify.mode`; lists on the way are passed through.
extension Schema {
  package func without(_ paths: String...) -> Schema {
    with { schema in
      for path in paths { schema.edit(path[...]) { _ in nil } }
    }
  }

  /// Adds fields to the object at a path, or to this one.
  package func adding(to path: String = "", @FieldsBuilder _ fields: () -> [Field]) -> Schema {
    guard path.isEmpty else {
      return changing(path) { schema in fields().forEach { schema.append($0) } }
    }
    return with { schema in fields().forEach { schema.append($0) } }
  }

  package func changing(_ path: String, _ change: (inout Schema) -> Void) -> Schema {
    with { schema in
      schema.edit(path[...]) { field in
        var field = field
        change(&field.schema)
        return field
      }
    }
  }

  package func requiring(_ path: String, _ isRequired: Bool = true) -> Schema {
    with { schema in
      schema.edit(path[...]) { field in
        var field = field
        field.isRequired = isRequired
        return field
      }
    }
  }

  private mutating func append(_ field: Field) {
    switch shape {
    case .object(let fields): shape = .object(fields + [field])
    case .list(var element):
      element.append(field)
      shape = .list(element)
    default: break
    }
  }

  /// Replaces the field at a path by what the change makes of it; `nil` removes it.
  private mutating func edit(_ path: Substring, _ change: (Field) -> Field?) {
    switch shape {
    case .list(var element):
      element.edit(path, change)
      shape = .list(element)
    case .object(let fields):
      let parts = path.split(separator: ".", maxSplits: 1)
      shape = .object(
        fields.compactMap { field in
          guard let first = parts.first, field.name == first else { return field }
          guard parts.count > 1 else { return change(field) }
          var field = field
          field.schema.edit(parts[1], change)
          return field
        })
    default: break
    }
  }
}

extension Schema {
  package mutating func removeLengthLimits() {
    minimumLength = nil
    maximumLength = nil
  }
}
