/// What can be seen of a template's text without parsing it.
enum TemplateText {
  private static let keywords: [[UInt8]] = [Array("define".utf8), Array("block".utf8)]

  /// Whether there may be definitions of templates in a text: whether `define` or `block` opens an action anywhere,
  /// be it in a comment.
  static func mayDefine(_ text: [UInt8]) -> Bool {
    let brace = UInt8(ascii: "{")
    var index = 0
    while index + 1 < text.count {
      guard text[index] == brace, text[index + 1] == brace else {
        index += 1
        continue
      }
      // Of more than two braces, the last two may be those that count.
      index += 1
      var word = text[(index + 1)...]
      if word.first == UInt8(ascii: "-") { word = word.dropFirst() }
      word = word.drop { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
      if keywords.contains(where: { word.starts(with: $0) }) { return true }
    }
    return false
  }
}
