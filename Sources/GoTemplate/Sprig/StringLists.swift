extension TemplateFunctions {
  mutating func addStringLists() {
    add("join", [.string, .any]) { call in
      let texts = Cast.texts(call[1]).map { $0.stringBytes ?? [] }
      return TemplateValue(bytes: Array(texts.joined(separator: call.bytes(0))))
    }
    add("toStrings", [.any]) { call in .list(TemplateList(Cast.texts(call[0]), of: .string)) }
    add("splitList", [.string, .string]) { call in
      let parts = ByteText.split(call.bytes(1), by: call.bytes(0))
      return .list(TemplateList(parts.map { TemplateValue(bytes: $0) }, of: .string))
    }
    add("split", [.string, .string]) { call in
      StringLists.numbered(ByteText.split(call.bytes(1), by: call.bytes(0)))
    }
    add("splitn", [.string, .int, .string]) { call in
      StringLists.numbered(ByteText.split(call.bytes(2), by: call.bytes(0), limit: call.int(1)))
    }
    add("sortAlpha", [.any]) { call in
      guard call[0].kind == .slice else { return .list(TemplateList([Cast.text(call[0])], of: .string)) }
      // The strings of a `[]string` are sorted where they are, as the library does.
      if case .list(let list) = call[0], list.elementType == .string {
        list.sort { Equality.order($0, $1) < 0 }
        return call[0]
      }
      let sorted = Cast.texts(call[0]).sorted { Equality.order($0, $1) < 0 }
      return .list(TemplateList(sorted, of: .string))
    }
  }
}

enum StringLists {
  /// A `map[string]string` with the keys `_0`, `_1` and so on.
  static func numbered(_ parts: [[UInt8]]) -> TemplateValue {
    .map(TemplateMap(parts.enumerated().map { ("_\($0)", TemplateValue(bytes: $1)) }, of: .string))
  }
}
