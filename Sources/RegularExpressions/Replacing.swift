extension RegularExpression {
  /// The text with all matches replaced. In the replacement `$1`, `${1}`, `$name` and `${name}` stand for groups, and
  /// `$$` for a dollar sign; a name is as long as possible, so `$1x` is `${1x}`.
  public func replacingAll(
    in text: [UInt8], with template: [UInt8], steps: Int = defaultSteps
  ) throws(RegularExpressionError) -> [UInt8] {
    let parts = Expansion.parse(template)
    return try replacing(in: text, steps) { match, out in
      for part in parts {
        switch part {
        case .text(let bytes): out += bytes
        case .number(let number):
          if number < match.groups.count, let range = match.groups[number] { out += text[range] }
        case .name(let name):
          let place = zip(groupNames, match.groups).first { $0.0 == name && $0.1 != nil }
          if let range = place?.1 { out += text[range] }
        }
      }
    }
  }

  /// The text with all matches replaced by a text that has no meaning of its own.
  public func replacingAll(
    in text: [UInt8], withLiteral replacement: [UInt8], steps: Int = defaultSteps
  ) throws(RegularExpressionError) -> [UInt8] {
    try replacing(in: text, steps) { _, out in out += replacement }
  }

  private func replacing(
    in text: [UInt8], _ steps: Int, _ replace: (Match, inout [UInt8]) -> Void
  ) throws(RegularExpressionError) -> [UInt8] {
    var machine = Machine(self, text, captures: true, steps: steps)
    var out: [UInt8] = []
    var lastEnd = 0
    var position = 0
    while position <= text.count, let match = try machine.find(from: position) {
      let range = match.range
      out += text[lastEnd..<range.lowerBound]
      // An empty match right behind another match is not replaced.
      if range.upperBound > lastEnd || range.lowerBound == 0 { replace(match, &out) }
      lastEnd = range.upperBound
      position = max(range.upperBound, position + UTF8Step.width(text, position))
    }
    if lastEnd < text.count { out += text[lastEnd...] }
    return out
  }

  /// The parts of the text between matches, at most `limit` of them if it is not negative; the last is the rest.
  public func split(
    _ text: [UInt8], limit: Int = -1, steps: Int = defaultSteps
  ) throws(RegularExpressionError) -> [[UInt8]] {
    if limit == 0 { return [] }
    if !pattern.isEmpty, text.isEmpty { return [[]] }
    var parts: [[UInt8]] = []
    var start = 0
    var end = 0
    for match in try allMatches(in: text, limit: limit, steps: steps) {
      if limit > 0, parts.count >= limit - 1 { break }
      let range = match.range
      end = range.lowerBound
      if range.upperBound != 0 { parts.append(Array(text[start..<end])) }
      start = range.upperBound
    }
    if end != text.count { parts.append(Array(text[start...])) }
    return parts
  }
}

/// A replacement, taken apart.
enum Expansion {
  enum Part {
    case text([UInt8])
    case number(Int)
    case name(String)
  }

  static func parse(_ template: [UInt8]) -> [Part] {
    var parts: [Part] = []
    var index = 0
    var text: [UInt8] = []
    while index < template.count {
      let byte = template[index]
      index += 1
      guard byte == UInt8(ascii: "$") else {
        text.append(byte)
        continue
      }
      if index < template.count, template[index] == UInt8(ascii: "$") {
        text.append(byte)
        index += 1
      } else if let (part, end) = reference(template, index) {
        parts += [.text(text), part]
        text = []
        index = end
      } else {
        text.append(byte)
      }
    }
    return parts + [.text(text)]
  }

  /// What follows a dollar sign, and where it ends; `nil` when it is no reference.
  private static func reference(_ template: [UInt8], _ start: Int) -> (Part, Int)? {
    guard start < template.count else { return nil }
    let isBraced = template[start] == UInt8(ascii: "{")
    let first = isBraced ? start + 1 : start
    var end = first
    while end < template.count {
      let (scalar, width) = UTF8Step.decode(template, end)
      guard isWord(scalar) else { break }
      end += width
    }
    guard end > first else { return nil }
    let name = template[first..<end]
    if isBraced {
      guard end < template.count, template[end] == UInt8(ascii: "}") else { return nil }
      end += 1
    }
    let text = String(decoding: name, as: UTF8.self)
    let isNumber = name.count < 9 && name.allSatisfy { 0x30...0x39 ~= $0 } && !(name.count > 1 && name.first == 0x30)
    if isNumber, let number = Int(text) { return (.number(number), end) }
    return (.name(text), end)
  }

  private static func isWord(_ value: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(value) else { return false }
    if scalar == "_" { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
      return true
    default: return false
    }
  }
}
