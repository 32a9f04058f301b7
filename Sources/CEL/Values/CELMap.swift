public import JSON

/// A map with bool, int, uint or string keys, either computed or the members of a JSON object.
public struct CELMap: Sendable {
  private enum Storage {
    case entries([Entry], index: [MapKey: Int])
    case json(JSONObject)
  }

  public typealias Entry = (key: CELValue, value: CELValue)

  private let storage: Storage

  public init(_ object: JSONObject) {
    storage = .json(object)
  }

  /// A map with string keys.
  public init(_ members: [String: CELValue]) {
    let entries = members.map { (key: CELValue.string($0.key), value: $0.value) }
    self = CELMap(entries: entries) ?? CELMap(JSONObject())
  }

  /// Nil if a key occurs twice or cannot be a key.
  public init?(entries: [Entry]) {
    var index: [MapKey: Int] = [:]
    for (position, entry) in entries.enumerated() {
      guard let key = MapKey(entry.key), index.updateValue(position, forKey: key) == nil else {
        return nil
      }
    }
    storage = .entries(entries, index: index)
  }

  public var count: Int {
    switch storage {
    case .entries(let entries, _): entries.count
    case .json(let object): object.count
    }
  }

  public var isEmpty: Bool { count == 0 }

  public subscript(key: CELValue) -> CELValue? {
    switch storage {
    case .entries(let entries, let index):
      guard let key = MapKey(key), let position = index[key] else { return nil }
      return entries[position].value
    case .json(let object):
      guard case .string(let name) = key else { return nil }
      return object[name].map { CELValue($0) }
    }
  }

  public subscript(key: String) -> CELValue? {
    if case .json(let object) = storage { return object[key].map { CELValue($0) } }
    return self[.string(key)]
  }

  var json: JSONObject {
    switch storage {
    case .entries(let entries, _): JSONObject(entries.map { ($0.key.keyText, $0.value.json) })
    case .json(let object): object
    }
  }

  public var keys: [CELValue] {
    switch storage {
    case .entries(let entries, _): entries.map(\.key)
    case .json(let object): object.map { .string($0.key) }
    }
  }

  public var entries: [Entry] {
    switch storage {
    case .entries(let entries, _): entries
    case .json(let object): object.map { (key: .string($0.key), value: CELValue($0.value)) }
    }
  }
}
