import GoQuoting
import JSON

/// Reads assignments: a state machine over characters that changes a table on its way, as Helm's does.
struct SetParser {
  private var scanner: SetScanner
  private let syntax: SetSyntax
  private var isLiteral: Bool { if case .literal = syntax { true } else { false } }

  init(_ text: String, _ syntax: SetSyntax) {
    self.syntax = syntax
    if case .literal = syntax {
      scanner = SetScanner(text, hasEscapes: false)
    } else {
      scanner = SetScanner(text, hasEscapes: true)
    }
  }

  mutating func parse(into table: inout [String: Value]) throws(HelmError) {
    while try !key(&table, level: 0) {}
  }

  private func fail(_ text: String) -> HelmError { HelmError(.values, text) }

  private func set(_ table: inout [String: Value], _ key: String, _ value: Value) {
    if !key.isEmpty { table[key] = value }
  }

  /// Reads one assignment. Returns whether the text is at its end.
  private mutating func key(_ table: inout [String: Value], level: Int) throws(HelmError) -> Bool {
    let (name, stop) = scanner.until(isLiteral ? ["=", "[", "."] : ["=", "[", ",", "."])
    switch stop {
    case nil:
      if name.isEmpty { return true }
      throw fail("key \(GoQuote.double(name)) has no value")
    case "[": return try listKey(name, &table, level)
    case ".": return try nestedKey(name, &table, level + 1)
    case ",":
      set(&table, name, .string(""))
      throw fail("key \(GoQuote.double(name)) has no value (cannot end with ,)")
    default:
      let (value, isAtEnd) = try assigned()
      set(&table, name, value)
      return isAtEnd
    }
  }

  private mutating func listKey(
    _ name: String, _ table: inout [String: Value], _ level: Int
  ) throws(HelmError) -> Bool {
    let index = try listIndex()
    var list: [Value] = []
    if let existing = table[name] {
      guard case .list(let items) = existing else { throw conversion(existing, "[]interface {}") }
      list = items
    }
    let isAtEnd = try item(&list, index, level)
    set(&table, name, .list(list))
    return isAtEnd
  }

  private mutating func nestedKey(
    _ name: String, _ table: inout [String: Value], _ level: Int
  ) throws(HelmError) -> Bool {
    guard level <= Values.maxSetNesting else {
      throw fail(
        "value name nested level is greater than maximum supported nested level of \(Values.maxSetNesting)")
    }
    var inner: [String: Value] = [:]
    if let existing = table[name] {
      guard case .table(let members) = existing else { throw conversion(existing, "map[string]interface {}") }
      inner = members
    }
    let isAtEnd = try key(&inner, level: level)
    if !isAtEnd, inner.isEmpty { throw fail("key map \(GoQuote.double(name)) has no value") }
    if !inner.isEmpty { set(&table, name, .table(inner)) }
    return isAtEnd
  }

  /// What Go says when it takes a value for something else.
  private func conversion(_ value: Value, _ type: String) -> HelmError {
    fail("unable to parse key: interface conversion: interface {} is \(value.goType), not \(type)")
  }

  private mutating func listIndex() throws(HelmError) -> Int {
    let (text, stop) = scanner.until(["]"])
    guard stop != nil else { throw fail("error parsing index: EOF") }
    guard let index = Int(text) else {
      throw fail("error parsing index: strconv.Atoi: parsing \(GoQuote.double(text)): invalid syntax")
    }
    return index
  }

  /// Reads what follows an index. Returns whether the text is at its end.
  private mutating func item(_ list: inout [Value], _ index: Int, _ level: Int) throws(HelmError) -> Bool {
    guard index >= 0 else { throw fail("negative \(index) index not allowed") }
    guard level <= Values.maxSetNesting else {
      throw fail(
        "value name nested level is greater than maximum supported nested level of \(Values.maxSetNesting)")
    }
    let (text, stop) = scanner.until(["[", ".", "="])
    guard text.isEmpty else {
      let runes = text.map { "'\($0)'" }.joined(separator: " ")
      throw fail("unexpected data at end of array index: [\(runes)]")
    }
    switch stop {
    case nil: return true
    case "=":
      try put(&list, index, try assigned().value)
      return false
    case "[":
      let next = try listIndex()
      var inner: [Value] = []
      if index < list.count, list[index] != .null {
        guard case .list(let items) = list[index] else { throw conversion(list[index], "[]interface {}") }
        inner = items
      }
      if try item(&inner, next, level + 1) { return true }
      try put(&list, index, .list(inner))
      return false
    default:
      var inner = index < list.count ? list[index].table ?? [:] : [:]
      let isAtEnd = try key(&inner, level: level + 1)
      // At the end of the text Helm keeps only what was there before, changed in place.
      if !isAtEnd || index < list.count { try put(&list, index, .table(inner)) }
      return isAtEnd
    }
  }

  private func put(_ list: inout [Value], _ index: Int, _ value: Value) throws(HelmError) {
    guard index <= Values.maxSetIndex else {
      throw fail("index of \(index) is greater than maximum supported index of \(Values.maxSetIndex)")
    }
    while list.count <= index { list.append(.null) }
    list[index] = value
  }

  // MARK: Values

  /// What stands behind `=`, and whether the text ended there.
  private mutating func assigned() throws(HelmError) -> (value: Value, isAtEnd: Bool) {
    switch syntax {
    case .literal: return (.string(scanner.rest()), false)
    case .json:
      if scanner.skipEmpty() { return (.null, false) }
      let value = try scanner.json()
      _ = scanner.skipEmpty()
      return (Value(value), false)
    case .typed, .string, .file: break
    }
    guard let first = scanner.peek() else { return (.string(""), true) }
    guard first == "{" else { return (try converted(scanner.until([","]).text), false) }
    scanner.advance()
    var items: [Value] = []
    while true {
      let (text, stop) = scanner.until([",", "}"])
      guard let stop else { throw fail("list must terminate with '}'") }
      items.append(try converted(text))
      if stop == "}" { break }
    }
    if scanner.peek() == "," { scanner.advance() }
    return (.list(items), false)
  }

  private func converted(_ text: String) throws(HelmError) -> Value {
    switch syntax {
    case .file(let read): return .string(String(decoding: try read(text), as: UTF8.self))
    case .typed: return SetParser.typed(text)
    default: return .string(text)
    }
  }

  static func typed(_ text: String) -> Value {
    switch text.lowercased() {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    case "0": return .integer(0)
    default: break
    }
    // Numbers with a leading zero are codes of some kind.
    if !text.hasPrefix("0"), let number = Int64(text) { return .integer(number) }
    return .string(text)
  }
}

extension Value {
  /// The type that Go would name.
  var goType: String {
    switch self {
    case .null: "nil"
    case .bool: "bool"
    case .integer: "int64"
    case .double: "float64"
    case .string: "string"
    case .list: "[]interface {}"
    case .table: "map[string]interface {}"
    }
  }
}
