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

  /// The documents of a file of values, as Kubernetes' reader cuts them at lines that begin with `---`.
  ///
  /// Each ends with a line break, also where the file ends without one: a block scalar there keeps it.
  static func pieces(_ text: [UInt8]) throws(HelmError) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var piece: [UInt8] = []
    var rest = text[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      let line = rest[..<end]
      rest = rest[min(end + 1, rest.endIndex)...]
      if try isSeparator(line), !piece.isEmpty {
        pieces.append(piece)
        piece = []
        continue
      }
      // Separators before any other line stay, so that errors name the lines of the file.
      piece += line
      piece.append(UInt8(ascii: "\n"))
    }
    if !piece.isEmpty { pieces.append(piece) }
    return pieces
  }

  /// Nothing but blanks and a comment may follow the three dashes.
  private static func isSeparator(_ line: ArraySlice<UInt8>) throws(HelmError) -> Bool {
    guard line.starts(with: Array("---".utf8)) else { return false }
    let more = GoText.trimmed(String(decoding: line.dropFirst(3), as: UTF8.self))
    guard more.isEmpty || more.hasPrefix("#") else {
      throw HelmError(.values, "error reading yaml document: invalid Yaml document separator: \(more)")
    }
    return true
  }
}
