/// Prints values as Go's package fmt does.
struct Formatter {
  var out: [UInt8] = []
  var flags = Flags()
  /// Where padding stops: a width of millions for each element of a list would fill any memory.
  var limit = Int.max

  /// What stands between `%` and the verb.
  struct Flags {
    var width: Int?
    var precision: Int?
    var minus = false
    var plus = false
    var sharp = false
    var space = false
    var zero = false
    /// `%+v` and `%#v`: the flags belong to the verb.
    var plusV = false
    var sharpV = false
  }

  /// `fmt.Sprint`: blanks only between two operands of which neither is a string.
  static func print(_ values: some Collection<TemplateValue>) -> [UInt8] {
    var formatter = Formatter()
    var previousIsString = true
    for (index, value) in values.enumerated() {
      let isString = value.kind == .string
      if index > 0, !isString, !previousIsString { formatter.out.append(0x20) }
      formatter.print(value, "v")
      previousIsString = isString
    }
    return formatter.out
  }

  /// `fmt.Sprintln`: blanks between all operands and a line break at the end.
  static func printLine(_ values: some Collection<TemplateValue>) -> [UInt8] {
    var formatter = Formatter()
    for (index, value) in values.enumerated() {
      if index > 0 { formatter.out.append(0x20) }
      formatter.print(value, "v")
    }
    formatter.out.append(0x0A)
    return formatter.out
  }

  // MARK: One value

  /// Prints a value with a verb.
  mutating func print(_ value: TemplateValue, _ verb: Unicode.Scalar, depth: Int = 0) {
    if verb == "T" { return pad(Array(value.typeName.utf8)) }
    switch value {
    case .null:
      if depth > 0 {
        out.append(contentsOf: (flags.sharpV ? "interface {}(nil)" : "<nil>").utf8)
      } else if verb == "v" {
        pad(Array("<nil>".utf8))
      } else {
        badVerb(value, verb)
      }
    case .bool(let bool):
      if verb == "v" || verb == "t" { pad(Array((bool ? "true" : "false").utf8)) } else { badVerb(value, verb) }
    case .int(let number): integer(UInt64(number.magnitude), isNegative: number < 0, verb, value)
    case .int64(let number): integer(number.magnitude, isNegative: number < 0, verb, value)
    case .uint8(let number): integer(UInt64(number), isNegative: false, verb, value, isUnsigned: true)
    case .uint64(let number): integer(number, isNegative: false, verb, value, isUnsigned: true)
    case .float64(let number): float(number, verb, value)
    case .string(let text): string(Array(text.utf8), verb, value)
    case .rawString(let bytes): string(bytes, verb, value)
    case .bytes(let bytes): self.bytes(bytes, verb, value)
    case .list(let list): self.list(list, verb, depth)
    case .map(let map): self.map(map, verb, depth)
    case .object(let object):
      if let contents = object.contents, object.text.isEmpty || !Self.takesText(verb) {
        return print(contents, verb, depth: depth)
      }
      string(Array(object.text.utf8), verb, value)
    }
  }

  /// The verbs that ask a type for its text.
  private static func takesText(_ verb: Unicode.Scalar) -> Bool {
    switch verb {
    case "v", "s", "q", "x", "X": true
    default: false
    }
  }

  private mutating func list(_ list: TemplateList, _ verb: Unicode.Scalar, _ depth: Int) {
    guard depth < TemplateLimits.valueDepth else { return }
    if flags.sharpV {
      out.append(contentsOf: TemplateValue.list(list).typeName.utf8)
      if list.isNil { return out.append(contentsOf: "(nil)".utf8) }
    }
    out.append(UInt8(ascii: flags.sharpV ? "{" : "["))
    for (index, element) in list.elements.enumerated() {
      if index > 0 { separator() }
      print(element, verb, depth: depth + 1)
    }
    out.append(UInt8(ascii: flags.sharpV ? "}" : "]"))
  }

  private mutating func map(_ map: TemplateMap, _ verb: Unicode.Scalar, _ depth: Int) {
    // A map may contain itself; Go's stack ends there.
    guard depth < TemplateLimits.valueDepth else { return }
    if flags.sharpV {
      out.append(contentsOf: TemplateValue.map(map).typeName.utf8)
      if map.isNil { return out.append(contentsOf: "(nil)".utf8) }
      out.append(UInt8(ascii: "{"))
    } else {
      out.append(contentsOf: "map[".utf8)
    }
    for (index, member) in map.members.enumerated() {
      if index > 0 { separator() }
      print(.string(member.key), verb, depth: depth + 1)
      out.append(UInt8(ascii: ":"))
      print(member.value, verb, depth: depth + 1)
    }
    out.append(UInt8(ascii: flags.sharpV ? "}" : "]"))
  }

  private mutating func separator() { out.append(contentsOf: (flags.sharpV ? ", " : " ").utf8) }

  /// `%!d(string=x)`
  mutating func badVerb(_ value: TemplateValue, _ verb: Unicode.Scalar) {
    out.append(contentsOf: "%!\(verb)(".utf8)
    if case .null = value {
      out.append(contentsOf: "<nil>".utf8)
    } else {
      out.append(contentsOf: "\(value.typeName)=".utf8)
      print(value, "v")
    }
    out.append(UInt8(ascii: ")"))
  }

  // MARK: Padding

  /// Appends a text with blanks, or zeros, up to the width; the width counts characters.
  mutating func pad(_ text: [UInt8]) {
    guard let width = flags.width, width > 0, out.count <= limit else { return out.append(contentsOf: text) }
    let length = text.reduce(into: 0) { count, byte in count += byte & 0xC0 != 0x80 ? 1 : 0 }
    let missing = max(0, width - length)
    if flags.minus {
      out.append(contentsOf: text)
      out.append(contentsOf: repeatElement(0x20, count: missing))
    } else {
      out.append(contentsOf: repeatElement(flags.zero ? 0x30 : 0x20, count: missing))
      out.append(contentsOf: text)
    }
  }
}
