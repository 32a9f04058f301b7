import JSON

/// Whether values are the same to a schema: numbers by value, texts by their characters, objects in any order.
enum Equality {
  static func holds(_ left: JSONValue, _ right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.number(let a), .number(let b)):
      if a.text == b.text { return true }
      guard let first = Decimal(a.text), let second = Decimal(b.text) else { return false }
      return first == second
    case (.string(let a), .string(let b)): return a.utf8.elementsEqual(b.utf8)
    case (.array(let a), .array(let b)): return a.count == b.count && zip(a, b).allSatisfy(holds)
    case (.object(let a), .object(let b)):
      return a.count == b.count
        && a.allSatisfy { member in b[member.key].map { holds(member.value, $0) } ?? false }
    default: return false
    }
  }

  /// The first two equal items of a list.
  static func duplicates(_ items: [JSONValue]) -> (Int, Int)? {
    var seen: [String: Int] = [:]
    for (index, item) in items.enumerated() {
      var key = ""
      write(item, into: &key)
      if let other = seen[key] { return (other, index) }
      seen[key] = index
    }
    return nil
  }

  /// A text that equal values share and others do not.
  private static func write(_ value: JSONValue, into text: inout String) {
    switch value {
    case .null: text += "n"
    case .bool(let flag): text += flag ? "t" : "f"
    case .number(let number): text += "#" + (Decimal(number.text)?.text ?? number.text)
    case .string(let string): write(string, into: &text)
    case .array(let items):
      text += "["
      for item in items {
        write(item, into: &text)
        text += ","
      }
      text += "]"
    case .object(let object):
      text += "{"
      for member in object.sortedByKey() {
        write(member.key, into: &text)
        write(member.value, into: &text)
        text += ","
      }
      text += "}"
    }
  }

  /// By scalars, because equal texts of Swift may be spelled in different ways.
  private static func write(_ string: String, into text: inout String) {
    text += "\"\(string.utf8.count):"
    for scalar in string.unicodeScalars {
      if scalar.isASCII { text.unicodeScalars.append(scalar) } else { text += "\\\(scalar.value);" }
    }
  }
}
