public import JSON

/// A list of values, either computed or the elements of a JSON array.
public struct CELList: Sendable {
  private enum Storage {
    case values([CELValue])
    case json([JSONValue])
  }

  private let storage: Storage

  public init(_ values: [CELValue]) {
    storage = .values(values)
  }

  public init(_ json: [JSONValue]) {
    storage = .json(json)
  }

  public var count: Int {
    switch storage {
    case .values(let values): values.count
    case .json(let values): values.count
    }
  }

  public var isEmpty: Bool { count == 0 }

  /// The element at `index`, or nil outside of the list.
  public subscript(index: Int) -> CELValue? {
    guard index >= 0, index < count else { return nil }
    switch storage {
    case .values(let values): return values[index]
    case .json(let values): return CELValue(values[index])
    }
  }

  public var values: [CELValue] {
    switch storage {
    case .values(let values): values
    case .json(let values): values.map { CELValue($0) }
    }
  }

  var json: [JSONValue] {
    switch storage {
    case .values(let values): values.map(\.json)
    case .json(let values): values
    }
  }
}

extension CELList: Sequence {
  public func makeIterator() -> Iterator { Iterator(list: self) }

  public struct Iterator: IteratorProtocol {
    let list: CELList
    var index = 0

    public mutating func next() -> CELValue? {
      guard let value = list[index] else { return nil }
      index += 1
      return value
    }
  }
}
