import YAML

/// Reading YAML as `sigs.k8s.io/yaml` does for Helm: YAML 1.1 booleans, and of equal keys the last one counts.
enum HelmYAML {
  static let limits: YAMLLimits = {
    var limits = YAMLLimits()
    limits.allowsDuplicateKeys = true
    limits.readsOldBooleans = true
    return limits
  }()

  /// The first document of a text; a null node when there is none.
  ///
  /// - Throws: ``HelmError`` with `error converting YAML to JSON: ...`.
  static func document(_ text: [UInt8], kind: HelmError.Kind = .chart) throws(HelmError) -> YAMLNode {
    do throws(YAMLError) {
      var documents = YAML.documents(text, limits: limits)
      return try documents.next() ?? .null
    } catch {
      throw HelmError(kind, "error converting YAML to JSON: \(error.goDescriptionOfVersion2)")
    }
  }

  /// The documents of a file of values: pieces between lines that begin with `---`, as Kubernetes' reader cuts them.
  static func pieces(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var start = text.startIndex
    var lineStart = text.startIndex
    let mark = Array("---".utf8)
    while lineStart < text.endIndex {
      let lineEnd = text[lineStart...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.endIndex
      if text[lineStart..<lineEnd].starts(with: mark), isSeparator(text[lineStart..<lineEnd]) {
        if start < lineStart { pieces.append(text[start..<lineStart]) }
        start = lineEnd
      }
      lineStart = lineEnd
    }
    if start < text.endIndex { pieces.append(text[start...]) }
    return pieces
  }

  /// Nothing but blanks may follow the three dashes; other text belongs to a document.
  private static func isSeparator(_ line: ArraySlice<UInt8>) -> Bool {
    line.dropFirst(3).allSatisfy { $0 <= UInt8(ascii: " ") }
  }
}
