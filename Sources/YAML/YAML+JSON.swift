public import JSON

extension YAMLNode {
  /// The same value as a node.
  public init(_ value: JSONValue) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .number(let number): self = YAMLNode(number)
    case .string(let text): self = .string(text)
    case .array(let items): self = .sequence(items.map { YAMLNode($0) })
    case .object(let object): self = .mapping(object.map { Entry($0.key, YAMLNode($0.value)) })
    }
  }

  private init(_ number: JSONNumber) {
    let isInteger = GoNumber.integer(Array(number.text.utf8)) != nil
    self.init(.scalar(number.text), tag: isInteger ? .int : .float)
  }
}

extension JSONValue {
  /// The value of a node, with numbers in the spelling that Go's JSON encoder has for them.
  ///
  /// - Throws: ``YAMLError`` for what JSON does not have: keys that are no strings, infinities and NaN.
  public init(_ node: YAMLNode) throws(YAMLError) {
    switch node.content {
    case .scalar: self = try JSONValue(scalar: node)
    case .sequence(let items):
      var values: [JSONValue] = []
      values.reserveCapacity(items.count)
      for item in items { values.append(try JSONValue(item)) }
      self = .array(values)
    case .mapping(let entries):
      var object = JSONObject()
      for entry in entries { object[entry.key] = try JSONValue(entry.value) }
      self = .object(object)
    }
  }

  private init(scalar node: YAMLNode) throws(YAMLError) {
    switch node.scalarValue {
    case .null, nil: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(.signed(let value)): self = .number(JSONNumber(value))
    case .integer(.unsigned(let value)): self = .number(JSONNumber(value))
    case .string(let text): self = .string(text)
    case .double(let value):
      guard let number = JSONNumber(value) else {
        throw YAMLError(.wrongTag(text: node.text ?? "", tag: "a JSON number"), line: node.line, column: node.column)
      }
      self = .number(number)
    }
  }
}
