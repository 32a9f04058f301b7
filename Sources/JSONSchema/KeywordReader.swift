import GoQuoting
import JSON
import RegularExpressions

/// Reads the keywords of one schema, in the order in which they are checked.
struct KeywordReader {
  let object: JSONObject
  let place: SchemaPlace
  let resource: SchemaResource
  private var keywords: [Keyword] = []

  init(object: JSONObject, place: SchemaPlace, resource: SchemaResource) {
    self.object = object
    self.place = place
    self.resource = resource
  }

  private var draft: Draft { resource.draft }

  mutating func read(into node: inout SchemaNode, _ compiler: inout SchemaCompiler) throws(JSONSchemaError) {
    let isReferenceOnly = draft < .of2019 && object["$ref"]?.stringValue != nil
    if !isReferenceOnly, has("validation") { values() }
    if !isReferenceOnly, assertsFormat, let format = object["format"]?.stringValue.flatMap(Format.init(rawValue:)) {
      keywords.append(.format(format))
    }
    if let reference = object["$ref"]?.stringValue {
      keywords.append(.reference(try compiler.number(reference: reference, from: place)))
    }
    if !isReferenceOnly {
      try objects(&node, &compiler)
      try arrays(&node, &compiler)
      if has("validation") { try scalars() }
      if draft >= .of2019 { try jumps(&node, &compiler) }
      if has("applicator") { try conditions(&compiler) }
      if draft >= .of2019 { try unevaluated(&node, &compiler) }
    }
    node.keywords = keywords
  }

  // MARK: Any type

  private mutating func values() {
    let types: TypeSet =
      switch object["type"] {
      case .string(let name)?: TypeSet(name)
      case .array(let names)?: names.reduce(into: []) { $0.formUnion(TypeSet($1.stringValue ?? "")) }
      default: []
      }
    if !types.isEmpty { keywords.append(.type(types)) }
    if draft >= .six, let value = object["const"] { keywords.append(.constant(value)) }
    if case .array(let values)? = object["enum"] { keywords.append(.oneOfValues(values)) }
  }

  // MARK: Objects

  private mutating func objects(
    _ node: inout SchemaNode, _ compiler: inout SchemaCompiler
  ) throws(JSONSchemaError) {
    if has("validation") {
      if let count = integer("minProperties") { keywords.append(.minProperties(count)) }
      if let count = integer("maxProperties") { keywords.append(.maxProperties(count)) }
      if let names = texts(object["required"]), !names.isEmpty { keywords.append(.required(names)) }
    }
    guard has("applicator") else { return try dependentRequired() }
    if let dependencies = members("dependencies") {
      var demands: [(name: String, demand: Dependency)] = []
      for (name, value) in dependencies {
        if let names = texts(value) {
          demands.append((name, .properties(names)))
        } else {
          demands.append((name, .schema(try child(&compiler, "dependencies", name))))
        }
      }
      keywords.append(.dependencies(demands))
    }
    try properties(&node, &compiler)
    if draft >= .six, let names = try schema("propertyNames", &compiler) { keywords.append(.propertyNames(names)) }
    if draft >= .of2019, let schemas = members("dependentSchemas") {
      var all: [(name: String, schema: Int)] = []
      for (name, _) in schemas { all.append((name, try child(&compiler, "dependentSchemas", name))) }
      keywords.append(.dependentSchemas(all))
    }
    try dependentRequired()
  }

  private mutating func dependentRequired() throws(JSONSchemaError) {
    guard draft >= .of2019, has("validation"), let all = members("dependentRequired") else { return }
    keywords.append(
      .dependentRequired(all.compactMap { name, value in texts(value).map { (name: name, required: $0) } }))
  }

  private mutating func properties(
    _ node: inout SchemaNode, _ compiler: inout SchemaCompiler
  ) throws(JSONSchemaError) {
    var members = Members()
    for (name, _) in self.members("properties") ?? [] { members.named[name] = try child(&compiler, "properties", name) }
    for (name, _) in self.members("patternProperties") ?? [] {
      let pattern = try expression(name, "patternProperties")
      members.patterns.append((pattern, try child(&compiler, "patternProperties", name)))
    }
    members.additional = try additional("additionalProperties", &compiler)
    node.seesAllProperties = members.additional != nil
    if !members.named.isEmpty || !members.patterns.isEmpty || members.additional != nil {
      keywords.append(.members(members))
    }
  }

  // MARK: Arrays

  private mutating func arrays(
    _ node: inout SchemaNode, _ compiler: inout SchemaCompiler
  ) throws(JSONSchemaError) {
    if has("validation") {
      if let count = integer("minItems") { keywords.append(.minItems(count)) }
      if let count = integer("maxItems") { keywords.append(.maxItems(count)) }
      if object["uniqueItems"] == .bool(true) { keywords.append(.uniqueItems) }
    }
    guard has("applicator") else { return }
    var first: [Int] = []
    var rest: Additional?
    if draft >= .of2020 {
      first = try schemas("prefixItems", &compiler)
      rest = try schema("items", &compiler).map(Additional.schema)
    } else if case .array? = object["items"] {
      first = try schemas("items", &compiler)
      rest = try additional("additionalItems", &compiler)
    } else {
      rest = try schema("items", &compiler).map(Additional.schema)
    }
    node.seesAllItems = rest != nil
    node.itemsSeen = first.count
    if !first.isEmpty || rest != nil { keywords.append(.items(first: first, rest: rest ?? .allowed)) }
    guard draft >= .six, let contains = try schema("contains", &compiler) else { return }
    let counts = draft >= .of2019 && has("validation")
    keywords.append(
      .contains(
        contains, atLeast: counts ? integer("minContains") : nil, atMost: counts ? integer("maxContains") : nil))
  }

  // MARK: Strings and numbers

  private mutating func scalars() throws(JSONSchemaError) {
    if let count = integer("minLength") { keywords.append(.minLength(count)) }
    if let count = integer("maxLength") { keywords.append(.maxLength(count)) }
    if let pattern = object["pattern"]?.stringValue { keywords.append(.pattern(try expression(pattern, "pattern"))) }
    // In draft 4 the words for open ranges are booleans.
    let opensBelow = object["exclusiveMinimum"] == .bool(true)
    let opensAbove = object["exclusiveMaximum"] == .bool(true)
    if let bound = decimal("minimum"), !opensBelow { keywords.append(.minimum(bound)) }
    if let bound = decimal("maximum"), !opensAbove { keywords.append(.maximum(bound)) }
    if let bound = decimal(opensBelow ? "minimum" : "exclusiveMinimum") { keywords.append(.exclusiveMinimum(bound)) }
    if let bound = decimal(opensAbove ? "maximum" : "exclusiveMaximum") { keywords.append(.exclusiveMaximum(bound)) }
    if let divisor = decimal("multipleOf") { keywords.append(.multipleOf(divisor)) }
  }

  // MARK: References and conditions

  private mutating func jumps(
    _ node: inout SchemaNode, _ compiler: inout SchemaCompiler
  ) throws(JSONSchemaError) {
    if let reference = object["$recursiveRef"]?.stringValue {
      keywords.append(.recursiveReference(try compiler.number(reference: reference, from: place)))
    }
    node.isRecursiveAnchor = object["$recursiveAnchor"] == .bool(true)
    guard draft >= .of2020 else { return }
    if let reference = object["$dynamicRef"]?.stringValue {
      let name = URLReference.decoded(URLReference.split(reference).fragment) ?? ""
      let anchor = name.isEmpty || name.hasPrefix("/") ? nil : name
      keywords.append(.dynamicReference(try compiler.number(reference: reference, from: place), anchor: anchor))
    }
    node.dynamicAnchor = object["$dynamicAnchor"]?.stringValue
  }

  private mutating func conditions(_ compiler: inout SchemaCompiler) throws(JSONSchemaError) {
    if let schema = try schema("not", &compiler) { keywords.append(.not(schema)) }
    let all = try schemas("allOf", &compiler)
    if !all.isEmpty { keywords.append(.allOf(all)) }
    let any = try schemas("anyOf", &compiler)
    if !any.isEmpty { keywords.append(.anyOf(any)) }
    let one = try schemas("oneOf", &compiler)
    if !one.isEmpty { keywords.append(.oneOf(one)) }
    guard draft >= .seven, let condition = try schema("if", &compiler) else { return }
    keywords.append(
      .condition(
        condition, then: object["if"] == .bool(false) ? nil : try schema("then", &compiler),
        otherwise: object["if"] == .bool(true) ? nil : try schema("else", &compiler)))
  }

  private mutating func unevaluated(
    _ node: inout SchemaNode, _ compiler: inout SchemaCompiler
  ) throws(JSONSchemaError) {
    guard has(draft == .of2019 ? "applicator" : "unevaluated") else { return }
    if let schema = try schema("unevaluatedProperties", &compiler) {
      keywords.append(.unevaluatedProperties(schema))
      node.closesProperties = true
    }
    if let schema = try schema("unevaluatedItems", &compiler) {
      keywords.append(.unevaluatedItems(schema))
      node.closesItems = true
    }
  }
}

// MARK: Values of keywords

extension KeywordReader {
  private func has(_ vocabulary: String) -> Bool { draft < .of2019 || resource.vocabularies.contains(vocabulary) }

  /// From 2019 on formats are remarks, unless the metaschema says otherwise; metaschemas themselves are checked.
  private var assertsFormat: Bool {
    if draft < .of2019 || Metaschemas.isMetaschema(resource.id) { return true }
    return has(draft == .of2019 ? "format" : "format-assertion")
  }

  private func decimal(_ name: String) -> Decimal? {
    if case .number(let number)? = object[name] { Decimal(number.text) } else { nil }
  }

  private func integer(_ name: String) -> Int? { decimal(name)?.int }

  private func texts(_ value: JSONValue?) -> [String]? { value?.arrayValue?.compactMap(\.stringValue) }

  /// The members of an object, in order of their names.
  private func members(_ name: String) -> [(key: String, value: JSONValue)]? {
    object[name]?.objectValue.map { Array($0.sortedByKey()) }
  }

  private func schema(_ name: String, _ compiler: inout SchemaCompiler) throws(JSONSchemaError) -> Int? {
    object[name] == nil ? nil : try child(&compiler, name)
  }

  private func schemas(_ name: String, _ compiler: inout SchemaCompiler) throws(JSONSchemaError) -> [Int] {
    guard case .array(let items)? = object[name] else { return [] }
    var numbers: [Int] = []
    for index in items.indices { numbers.append(try child(&compiler, name, String(index))) }
    return numbers
  }

  private func additional(_ name: String, _ compiler: inout SchemaCompiler) throws(JSONSchemaError) -> Additional? {
    switch object[name] {
    case nil: nil
    case .bool(let flag)?: flag ? .allowed : .forbidden
    default: .schema(try child(&compiler, name))
    }
  }

  private func child(_ compiler: inout SchemaCompiler, _ tokens: String...) throws(JSONSchemaError) -> Int {
    let pointer = tokens.reduce(place.pointer) { Pointer.appending($0, $1) }
    return try compiler.number(SchemaPlace(document: place.document, pointer: pointer))
  }

  private func expression(_ pattern: String, _ keyword: String) throws(JSONSchemaError) -> RegularExpression {
    do throws(RegularExpressionError) {
      return try RegularExpression(pattern)
    } catch {
      let location = "\(resource.id)#\(URLReference.encoded(place.pointer))/\(keyword)"
      throw JSONSchemaError(
        "invalid regex \(GoQuote.double(pattern)) at \(GoQuote.double(location)): \(error)")
    }
  }
}
