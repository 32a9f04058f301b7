/// Texts of several manifests, as releases keep them and as `helm template` prints them.
public enum ManifestText {
  /// The documents of a text, without white space before them.
  public static func documents(_ text: [UInt8]) -> [ArraySlice<UInt8>] { ManifestSplitter.split(text) }

  /// What of a text is left without the white space at its two ends, where Go's counts: the no-break space is some.
  public static func content(of text: [UInt8]) -> Range<Int> {
    let start = GoText.start(text[...])
    return start..<GoText.end(text[start...])
  }

  /// The template that the first `# Source: CHART/PATH` of a document names, without the chart.
  public static func source(_ document: ArraySlice<UInt8>) -> String? {
    let text = String(decoding: document, as: UTF8.self)
    guard let mark = text.firstRange(of: "# Source: ") else { return nil }
    let line = text[mark.upperBound...].prefix { $0 != "\n" }
    guard let slash = line.firstIndex(of: "/"), slash > line.startIndex else { return nil }
    let path = line[line.index(after: slash)...]
    return path.isEmpty ? nil : String(path)
  }
}

/// Go's `filepath.Match`.
public enum PathMatch {
  /// Whether a path matches a pattern in which `*` and `?` stop at `/`.
  public static func matches(_ pattern: String, _ path: String) -> Bool { PathPattern(pattern).matches(path) }
}
