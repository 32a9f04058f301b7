/// A scalar as a value instead of a text.
package enum ScalarValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(GoNumber.Integer)
  case double(Double)
  case string(String)
}

extension YAMLNode {
  /// The value of a scalar; `nil` for collections.
  ///
  /// A node whose tag and text contradict each other (which reading never yields) has the value of its text.
  package var scalarValue: ScalarValue? {
    guard case .scalar(let text) = content else { return nil }
    switch tag {
    case .string, .timestamp, .merge, .custom, .sequence, .mapping: return .string(text)
    case .binary: return .string(BinaryScalar.decode(text) ?? text)
    case .implicit where style.isQuoted: return .string(text)
    case .implicit: return ScalarValue(text, as: ScalarResolver.resolve(text))
    case .null, .bool, .int, .float: return ScalarValue(text, as: tag)
    }
  }

  /// The tag with ``YAMLTag/implicit`` resolved.
  package var resolvedTag: YAMLTag {
    guard tag == .implicit, case .scalar(let text) = content else { return tag }
    return style.isQuoted ? .string : ScalarResolver.resolve(text)
  }
}

extension YAMLNode {
  /// Makes a tree ready to be written the way kustomize writes objects, which is by way of JSON: timestamps become
  /// strings in the spelling of Go's encoder.
  ///
  /// - Throws: ``YAMLError`` for what does not survive: keys that are no strings, scalars that lost their type.
  package mutating func prepareForJSON() throws(YAMLError) {
    switch content {
    case .scalar(let text): try prepareScalar(text)
    case .sequence(var items):
      content = .sequence([])  // one owner while they change
      for index in items.indices {
        if style == .flow { items[index].quoteIfLeftOut() }
        try items[index].prepareForJSON()
      }
      content = .sequence(items)
    case .mapping(var entries):
      content = .mapping([])
      for index in entries.indices {
        let entry = entries[index]
        guard entry.keyTag == .string else {
          throw YAMLError(.nonStringKey(entry.key), line: entry.value.line)
        }
        if style == .flow { entries[index].value.quoteIfLeftOut() }
        try entries[index].value.prepareForJSON()
      }
      content = .mapping(entries)
    }
  }

  /// A value that is left out in `{a: }` is written as quotes, and so becomes an empty text.
  private mutating func quoteIfLeftOut() {
    guard tag == .null, case .scalar(let text) = content, text.isEmpty else { return }
    tag = .string
  }

  private mutating func prepareScalar(_ text: String) throws(YAMLError) {
    if style == .folded { content = .scalar(FoldedText.rewritten(text)) }
    guard !style.isQuoted, tag != .string else { return }
    switch tag {
    case .timestamp, .implicit:
      guard let spelled = Timestamp.rfc3339(Array(text.utf8)) else { return }
      content = .scalar(spelled)
      tag = .string
    case .null, .bool, .int, .float:
      let natural = ScalarResolver.resolve(text)
      if natural == .float, case .double(let value) = scalarValue, !value.isFinite {
        throw YAMLError(.wrongTag(text: text, tag: "a JSON number"), line: line, column: column)
      }
      guard natural != tag, !(tag == .float && natural == .int) else { return }
      throw YAMLError(.wrongTag(text: text, tag: "!!\(tag)"), line: line, column: column)
    default: return
    }
  }
}

extension ScalarValue {
  /// The value of a text that has a certain type; a string when the text does not fit.
  init(_ text: String, as tag: YAMLTag) {
    switch tag {
    case .null: self = .null
    case .bool:
      switch text {
      case "true", "True", "TRUE": self = .bool(true)
      case "false", "False", "FALSE": self = .bool(false)
      default: self = .string(text)
      }
    case .int: self = GoNumber.integer(Self.withoutUnderscores(text)).map { .integer($0) } ?? .string(text)
    case .float: self = Self.float(text)
    default: self = .string(text)
    }
  }

  private static func withoutUnderscores(_ text: String) -> [UInt8] { text.utf8.filter { $0 != UInt8(ascii: "_") } }

  private static func float(_ text: String) -> ScalarValue {
    switch text {
    case ".nan", ".NaN", ".NAN": return .double(.nan)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .double(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
    default: break
    }
    guard let value = GoNumber.double(String(decoding: withoutUnderscores(text), as: UTF8.self)) else {
      return .string(text)
    }
    return ScalarValue(number: value)
  }

  /// A number as it comes out of JSON, where a whole number in exponent or decimal form is an integer.
  package init(number value: Double) {
    // Beyond 53 bits the number is what its shortest digits say, which is not what is stored.
    if value.magnitude < 1e21, value.rounded(.towardZero) == value,
      let whole = GoNumber.integer(Array(GoNumber.plain(value).utf8))
    {
      self = .integer(whole)
    } else {
      self = .double(value)
    }
  }
}
