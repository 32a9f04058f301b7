/// Cuts what a template wrote into YAML documents.
enum ManifestSplitter {
  /// The documents that hold more than white space, each from its first character that is none up to the next line
  /// that begins with `---`.
  static func split(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    var documents: [ArraySlice<UInt8>] = []
    var start = GoText.start(text[...])
    var lineStart = start
    func add(_ end: Int) {
      let document = text[start..<end]
      let first = GoText.start(document)
      if first < end { documents.append(document[first...]) }
    }
    while lineStart < text.endIndex {
      if isSeparator(text, at: lineStart) {
        add(lineStart)
        start = lineStart + 3
        while start < text.endIndex, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
        lineStart = start
        // Go's expression looks at line starts only, and what follows the dashes is none.
      }
      guard let newline = text[lineStart...].firstIndex(of: UInt8(ascii: "\n")) else { break }
      lineStart = newline + 1
    }
    if start < text.endIndex { add(text.endIndex) }
    return documents
  }

  private static func isSeparator(_ text: [UInt8], at index: Int) -> Bool {
    let dash = UInt8(ascii: "-")
    return index + 3 <= text.endIndex && text[index] == dash && text[index + 1] == dash && text[index + 2] == dash
  }
}
