/// Writes nodes in the layout of `sigs.k8s.io/yaml`, which kubectl, kustomize and Helm print: block style, lists at
/// the indentation of their key, lines folded after 80 columns, strings quoted only where they must be.
struct YAMLEmitter {
  var output: [UInt8] = []
  private let sortsKeys: Bool
  /// Whether scalars keep their quotes and collections their flow style, instead of all being written alike.
  private let preservesStyle: Bool
  /// Whether strings stay without quotes that only YAML 1.1 takes for something else.
  private let keepsOldBooleans: Bool
  /// Whether a list is indented below its key.
  private let indentsLists: Bool
  /// Beyond this column a long string is continued on the next line.
  private let bestWidth: Int
  private(set) var column = 0
  /// Whether the last character written was a space or nothing.
  private(set) var isAfterSpace = true
  /// Whether the line has nothing but indentation and indicators so far.
  private(set) var isInIndentation = true

  init(
    sortsKeys: Bool, preservesStyle: Bool = false, keepsOldBooleans: Bool = false, indentsLists: Bool = false,
    bestWidth: Int = 80
  ) {
    self.keepsOldBooleans = keepsOldBooleans
    self.sortsKeys = sortsKeys
    self.preservesStyle = preservesStyle
    self.indentsLists = indentsLists
    self.bestWidth = bestWidth
  }

  /// What a node is to its parent.
  enum Place { case root, item, value, key }

  mutating func document(_ node: YAMLNode) {
    write(node, indent: -1, place: .root)
    if column > 0 { lineBreak() }
  }

  private mutating func write(_ node: YAMLNode, indent: Int, place: Place) {
    switch node.content {
    case .scalar where preservesStyle: original(node, indent: indent, place: place)
    case .sequence, .mapping:
      if preservesStyle && node.style == .flow {
        flow(node, indent: indent)
      } else {
        block(node, indent: indent, place: place)
      }
    case .scalar: scalar(node.scalarValue ?? .null, indent: indent, place: place)
    }
  }

  private mutating func block(_ node: YAMLNode, indent: Int, place: Place) {
    switch node.content {
    case .scalar: break
    case .sequence(let items):
      guard !items.isEmpty else { return indicator("[]", spaced: true) }
      let compact = place == .value && !isInIndentation && !indentsLists
      sequence(items, indent: indent < 0 ? 0 : compact ? indent : indent + 2)
    case .mapping(let entries):
      guard !entries.isEmpty else { return indicator("{}", spaced: true) }
      mapping(
        sortsKeys ? entries.sorted { KeyOrder.precedes($0.key, $1.key) } : entries, indent: indent < 0 ? 0 : indent + 2)
    }
  }

  private mutating func sequence(_ items: [YAMLNode], indent: Int) {
    for item in items {
      newLine(indent)
      indicator("-", spaced: true, keepsIndentation: true)
      write(item, indent: indent, place: .item)
    }
  }

  private mutating func mapping(_ entries: [YAMLNode.Entry], indent: Int) {
    for entry in entries {
      newLine(indent)
      let key = YAMLNode(.scalar(entry.key), tag: .string)
      if Self.isSimpleKey(entry.key) {
        write(key, indent: indent, place: .key)
        indicator(":", spaced: false)
      } else {
        indicator("?", spaced: true, keepsIndentation: true)
        write(key, indent: indent, place: .value)
        newLine(indent)
        indicator(":", spaced: true, keepsIndentation: true)
      }
      write(entry.value, indent: indent, place: .value)
    }
  }

  /// Long keys and those of several lines need the explicit form, `? key`.
  private static func isSimpleKey(_ key: String) -> Bool {
    key.utf8.count <= 128 && !key.unicodeScalars.contains { ScalarText.isBreak($0) }
  }

  private mutating func scalar(_ value: ScalarValue, indent: Int, place: Place) {
    switch value {
    case .null: plain("null")
    case .bool(let value): plain(value ? "true" : "false")
    case .integer(let value): plain(value.text)
    case .double(let value):
      plain(value.isNaN ? ".nan" : value.isInfinite ? (value < 0 ? "-.inf" : ".inf") : GoNumber.shortest(value))
    case .string(let text): string(text, indent: indent < 0 ? 2 : indent + 2, isKey: place == .key)
    }
  }

  private mutating func string(_ text: String, indent: Int, isKey: Bool) {
    let shape = ScalarText(text)
    switch shape.style(isKey: isKey) {
    case .plain: folded(shape.bytes, indent: isKey ? nil : indent, quote: nil)
    case .singleQuoted: folded(shape.bytes, indent: isKey ? nil : indent, quote: UInt8(ascii: "'"))
    case .doubleQuoted: doubleQuoted(shape.bytes, indent: isKey ? nil : indent)
    case .literal: literal(shape.bytes, indent: indent)
    }
  }
}

// MARK: Original style

extension YAMLEmitter {
  private mutating func original(_ node: YAMLNode, indent: Int, place: Place) {
    let text = node.text ?? ""
    let indent = indent < 0 ? 2 : indent + 2
    let shape = ScalarText(text)
    let foldIndent = place == .key ? nil : indent
    switch node.style {
    case .singleQuoted where !shape.needsEscapes: folded(shape.bytes, indent: foldIndent, quote: UInt8(ascii: "'"))
    case .doubleQuoted, .singleQuoted: doubleQuoted(shape.bytes, indent: foldIndent)
    case .literal where place != .key && !shape.needsEscapes: literal(shape.bytes, indent: indent)
    case .folded where place != .key && !shape.needsEscapes: literal(shape.bytes, indent: indent)
    default:
      if keepsOldBooleans && ScalarResolver.resolve(text) == .string && shape.style(isKey: false, isNew: true) == .plain
      {
        folded(shape.bytes, indent: foldIndent, quote: nil)
      } else if node.tag == .string || node.tag == .timestamp || node.tag == .custom {
        string(text, indent: indent, isKey: place == .key)
      } else {
        plain(text)
      }
    }
  }

  /// A collection on one line, `[a, b]` or `{a: b}`.
  private mutating func flow(_ node: YAMLNode, indent: Int) {
    let inner = indent < 0 ? 2 : indent + 2
    switch node.content {
    case .scalar: original(node, indent: indent, place: .item)
    case .sequence(let items):
      indicator("[", spaced: true, beforeSpace: true)
      for (index, item) in items.enumerated() {
        separate(index, inner)
        flow(item, indent: inner)
      }
      indicator("]", spaced: false)
    case .mapping(let entries):
      indicator("{", spaced: true, beforeSpace: true)
      for (index, entry) in entries.enumerated() {
        separate(index, inner)
        original(YAMLNode(.scalar(entry.key), tag: .string), indent: inner, place: .key)
        indicator(":", spaced: false)
        flow(entry.value, indent: inner)
      }
      indicator("}", spaced: false)
    }
  }

  private mutating func separate(_ index: Int, _ indent: Int) {
    if index > 0 { indicator(",", spaced: false) }
    if column > bestWidth { newLine(indent) }
  }
}

// MARK: Characters

extension YAMLEmitter {
  private mutating func put(_ byte: UInt8) {
    output.append(byte)
    // Columns are counted in characters.
    if byte & 0xC0 != 0x80 { column += 1 }
  }

  private mutating func lineBreak() {
    output.append(UInt8(ascii: "\n"))
    column = 0
  }

  /// Writes the line break at an index and returns the index behind it.
  ///
  /// U+2028 and U+2029 stand for themselves and end the line all the same, as YAML 1.1 has it.
  private mutating func writeBreak(_ bytes: [UInt8], at index: Int) -> Int {
    if bytes[index] == UInt8(ascii: "\n") {
      lineBreak()
      return index + 1
    }
    let end = min(index + ScalarText.width(bytes[index]), bytes.count)
    for byte in bytes[index..<end] { put(byte) }
    column = 0
    return end
  }

  /// Goes to a column of a fresh line, unless it is there already.
  private mutating func newLine(_ indent: Int) {
    if !isInIndentation || column > indent || (column == indent && !isAfterSpace) { lineBreak() }
    while column < indent { put(UInt8(ascii: " ")) }
    isAfterSpace = true
    isInIndentation = true
  }

  private mutating func indicator(
    _ text: StaticString, spaced: Bool, keepsIndentation: Bool = false, beforeSpace: Bool = false
  ) {
    if spaced && !isAfterSpace { put(UInt8(ascii: " ")) }
    text.withUTF8Buffer { for byte in $0 { put(byte) } }
    isAfterSpace = beforeSpace
    isInIndentation = isInIndentation && keepsIndentation
  }

  private mutating func beginScalar() {
    if !isAfterSpace { put(UInt8(ascii: " ")) }
    isAfterSpace = false
    isInIndentation = false
  }

  private mutating func plain(_ text: String) {
    beginScalar()
    for byte in text.utf8 { put(byte) }
  }

  /// A plain or single-quoted string, with line breaks at spaces beyond the best width.
  private mutating func folded(_ bytes: [UInt8], indent: Int?, quote: UInt8?) {
    beginScalar()
    if let quote { put(quote) }
    var afterSpace = false
    var afterBreak = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: " ") {
        let isInner = quote == nil || (index > 0 && index < bytes.count - 1)
        let nextIsSpace = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: " ")
        if let indent, !afterSpace, column > bestWidth, isInner, !nextIsSpace {
          newLine(indent)
          isInIndentation = false
        } else {
          put(byte)
        }
        afterSpace = true
      } else if ScalarText.isBreak(bytes, at: index) {
        if !afterBreak && byte == UInt8(ascii: "\n") { lineBreak() }
        index = writeBreak(bytes, at: index)
        isInIndentation = true
        afterBreak = true
        continue
      } else {
        if afterBreak { newLine(indent ?? 0) }
        if byte == quote { put(byte) }
        put(byte)
        isInIndentation = false
        afterSpace = false
        afterBreak = false
      }
      index += 1
    }
    if let quote { put(quote) }
    isAfterSpace = false
    isInIndentation = false
  }

  private mutating func doubleQuoted(_ bytes: [UInt8], indent: Int?) {
    beginScalar()
    put(UInt8(ascii: "\""))
    // A leading byte order mark makes Go's writer escape the whole string.
    let escapesAll = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    var afterSpace = false
    var index = 0
    while index < bytes.count {
      let width = ScalarText.width(bytes[index])
      let end = min(index + width, bytes.count)
      if escapesAll || ScalarText.needsEscape(bytes, at: index) {
        for byte in ScalarText.escape(bytes[index..<end]).utf8 { put(byte) }
        afterSpace = false
      } else if bytes[index] == UInt8(ascii: " ") {
        if let indent, !afterSpace, column > bestWidth, index > 0, index < bytes.count - 1 {
          newLine(indent)
          isInIndentation = false
          if bytes[index + 1] == UInt8(ascii: " ") { put(UInt8(ascii: "\\")) }
        } else {
          put(UInt8(ascii: " "))
        }
        afterSpace = true
      } else {
        for byte in bytes[index..<end] { put(byte) }
        afterSpace = false
      }
      index = end
    }
    put(UInt8(ascii: "\""))
    isAfterSpace = false
    isInIndentation = false
  }

  private mutating func literal(_ bytes: [UInt8], indent: Int) {
    beginScalar()
    put(UInt8(ascii: "|"))
    for byte in ScalarText.blockHints(bytes).utf8 { put(byte) }
    lineBreak()
    var afterBreak = true
    var index = 0
    while index < bytes.count {
      if ScalarText.isBreak(bytes, at: index) {
        index = writeBreak(bytes, at: index)
        afterBreak = true
        continue
      }
      if afterBreak {
        while column < indent { put(UInt8(ascii: " ")) }
        afterBreak = false
      }
      put(bytes[index])
      index += 1
    }
    isAfterSpace = true
    isInIndentation = afterBreak
  }
}
