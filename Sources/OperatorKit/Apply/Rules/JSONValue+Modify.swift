package import JSON

extension JSONValue {
  /// Changes a value some members down in place. Does nothing when it is not there.
  package mutating func modify(at path: [String], _ change: (inout JSONValue) -> Void) {
    modify(path, from: 0, change)
  }

  private mutating func modify(_ path: [String], from index: Int, _ change: (inout JSONValue) -> Void) {
    guard index < path.count else { return change(&self) }
    guard case .object(var object) = self, object[path[index]] != nil else { return }
    self = .null
    object.modify(path[index]) { $0?.modify(path, from: index + 1, change) }
    self = .object(object)
  }

  /// Changes the elements of an array in place. Does nothing to other values.
  package mutating func modifyElements(_ change: (inout JSONValue) -> Void) {
    guard case .array(var elements) = self else { return }
    self = .null
    for index in elements.indices { change(&elements[index]) }
    self = .array(elements)
  }

  /// Puts another value where a pointer leads, through objects and arrays. Adds the last member when its object is
  /// there and has none. Does nothing where the way ends early.
  package mutating func set(_ value: JSONValue, at pointer: JSONPointer) {
    set(value, pointer.tokens, from: 0)
  }

  private mutating func set(_ value: JSONValue, _ tokens: [String], from index: Int) {
    guard index < tokens.count else {
      self = value
      return
    }
    let isLast = index + 1 == tokens.count
    switch self {
    case .object(var object):
      guard isLast || object[tokens[index]] != nil else { return }
      self = .null
      object.modify(tokens[index]) { member in
        if isLast { member = value } else { member?.set(value, tokens, from: index + 1) }
      }
      self = .object(object)
    case .array(var elements):
      guard let position = Int(tokens[index]), elements.indices.contains(position) else { return }
      self = .null
      elements[position].set(value, tokens, from: index + 1)
      self = .array(elements)
    default: break
    }
  }

  /// Removes what some pointers name, where it is there. The pointers mean the value as it is before.
  package mutating func removeAll(at pointers: Set<JSONPointer>) {
    for pointer in pointers.sorted(by: JSONValue.isRemovedBefore) { remove(at: pointer) }
  }

  /// Later elements of an array first, so that removing one does not move the next, and what is inside before what
  /// is around it.
  private static func isRemovedBefore(_ left: JSONPointer, _ right: JSONPointer) -> Bool {
    for (a, b) in zip(left.tokens, right.tokens) where a != b {
      if let x = Int(a), let y = Int(b) { return x > y }
      return a > b
    }
    return left.tokens.count > right.tokens.count
  }
}
