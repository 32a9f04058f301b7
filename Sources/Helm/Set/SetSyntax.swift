import JSON

/// How an assignment on the command line, or a `targetPath`, is read.
public enum SetSyntax: Sendable {
  /// `--set`: booleans, null and whole numbers have their type.
  case typed
  /// `--set-string`: every value is a string.
  case string
  /// `--set-json`: values are JSON.
  case json
  /// `--set-literal`: the whole rest is one string, without escapes or further assignments.
  case literal
  /// `--set-file`: values name something whose content is the string.
  case file(@Sendable (String) throws(HelmError) -> [UInt8])

  /// The flag that has this meaning, for messages.
  public var flag: String {
    switch self {
    case .typed: "--set"
    case .string: "--set-string"
    case .json: "--set-json"
    case .literal: "--set-literal"
    case .file: "--set-file"
    }
  }
}

extension Values {
  /// The highest index that a list may be given.
  public static let maxSetIndex = 65536
  /// How deep names may be nested.
  public static let maxSetNesting = 30

  /// Applies assignments such as `a.b=1,c[0]=x,d={p,q}` to these values.
  ///
  /// - Throws: ``HelmError`` in Helm's words, without the name of the flag. What came before the error is applied.
  public mutating func set(_ text: String, as syntax: SetSyntax) throws(HelmError) {
    if case .json = syntax, GoText.trimmed(text).hasPrefix("{") {
      guard case .object(let object)? = try? JSONParser.parse(Array(GoText.trimmed(text).utf8)) else {
        throw HelmError(.values, "JSON: \(text)")
      }
      return merge(Values(.object(object)))
    }
    var parser = SetParser(text, syntax)
    try parser.parse(into: &table)
  }
}
