/// Why a YAML text cannot be read, and where.
public struct YAMLError: Error, Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    /// The text is not YAML; the words are libyaml's.
    case syntax(String)
    case duplicateKey(String, firstLine: Int)
    case unknownAnchor(String)
    /// A merge key (`<<`) whose value is not a mapping or a list of mappings.
    case invalidMerge(String)
    /// Aliases would expand to more nodes than the limit.
    case excessiveAliasing(limit: Int)
    case tooManyNodes(limit: Int)
    case tooManyDocuments(limit: Int)
    case tooDeep(limit: Int)
    /// A mapping key that is a list or a mapping; the text is that of Go for its value.
    case unsupportedKey(goSyntax: String)
    /// A mapping key that is a number, a boolean or null, where JSON wants a string.
    case nonStringKey(String)
    /// A scalar with an explicit tag that its text does not fit.
    case wrongTag(text: String, tag: String)
  }

  public let reason: Reason
  /// The line, from 1; 0 when it is not known.
  public let line: Int
  /// The column, from 1; 0 when it is not known.
  public let column: Int
  /// The line that Go's YAML library names for the same error, which is sometimes the one before.
  package let goLine: Int
  /// The line that version 2 of that library names, the one that Helm reads with; 0 for the first.
  package let goLineOfVersion2: Int

  public init(_ reason: Reason, line: Int = 0, column: Int = 0) {
    self.init(reason, line: line, column: column, goLine: line)
  }

  init(_ reason: Reason, line: Int, column: Int, goLine: Int, goLineOfVersion2: Int? = nil) {
    self.reason = reason
    self.line = line
    self.column = column
    self.goLine = goLine
    self.goLineOfVersion2 = goLineOfVersion2 ?? goLine
  }
}

extension YAMLError: CustomStringConvertible {
  public var description: String {
    let place = line > 0 ? column > 0 ? "line \(line), column \(column): " : "line \(line): " : ""
    return "yaml: \(place)\(explanation)"
  }

  /// The message in the words that Go's YAML library has for it, which users of upstream's tools know.
  package var goDescription: String {
    switch reason {
    case .duplicateKey: "yaml: unmarshal errors:\n  line \(line): \(explanation)"
    case .excessiveAliasing: "yaml: document contains excessive aliasing"
    case .unknownAnchor(let name): "yaml: unknown anchor '\(name)' referenced"
    default: goLine > 0 ? "yaml: line \(goLine): \(explanation)" : "yaml: \(explanation)"
    }
  }

  /// The message in the words of version 2 of that library.
  package var goDescriptionOfVersion2: String {
    switch reason {
    case .syntax(let problem):
      return goLineOfVersion2 > 0 ? "yaml: line \(goLineOfVersion2): \(problem)" : "yaml: \(problem)"
    case .unsupportedKey(let key): return "yaml: invalid map key: \(key)"
    default: return goDescription
    }
  }

  /// The message without line and column, for those who name them in their own way.
  package var withoutPlace: String { explanation }

  /// The message without any text of the document, for documents that hold secrets.
  package var withoutText: String {
    switch reason {
    case .duplicateKey: "yaml: line \(line): a mapping key is defined twice"
    case .nonStringKey: "yaml: line \(line): a mapping key is not a string"
    case .wrongTag(_, let tag): "yaml: line \(line): a value does not fit its tag \(tag)"
    case .unknownAnchor: "yaml: line \(line): unknown anchor referenced"
    default: goDescription
    }
  }

  private var explanation: String {
    switch reason {
    case .syntax(let problem): problem
    case .duplicateKey(let key, let first): "mapping key \"\(key)\" already defined at line \(first)"
    case .unknownAnchor(let name): "unknown anchor '\(name)' referenced"
    case .invalidMerge(let problem): problem
    case .excessiveAliasing(let limit):
      "document contains excessive aliasing: its aliases expand to more than \(limit) nodes"
    case .tooManyNodes(let limit): "document has more than \(limit) nodes"
    case .tooManyDocuments(let limit): "more than \(limit) documents in one stream"
    case .tooDeep(let limit): "nested deeper than \(limit) levels"
    case .nonStringKey(let key): "key '\(key)' is not a string; put it in quotes"
    case .unsupportedKey: "a mapping key must be a scalar"
    case .wrongTag(let text, let tag): "cannot decode `\(text)` as \(tag)"
    }
  }
}

/// Bounds for reading text that somebody else wrote.
public struct YAMLLimits: Sendable, Hashable {
  /// Documents in one stream.
  public var documents: Int
  /// Nodes in one document, those from aliases included.
  public var nodes: Int
  /// Nodes in one document that come from aliases.
  public var aliasedNodes: Int
  /// Levels of nesting.
  public var depth: Int
  /// Whether the last of several equal keys counts, instead of being an error.
  public var allowsDuplicateKeys = false
  /// Whether `yes`, `no`, `on`, `off`, `y` and `n` are booleans, as in YAML 1.1.
  public var readsOldBooleans = false
  /// Whether the escape `\/`, which JSON has, is an error, as for Go's library.
  public var refusesEscapedSlashes = false

  public init(documents: Int = 200_000, nodes: Int = 2_000_000, aliasedNodes: Int = 100_000, depth: Int = 200) {
    self.documents = documents
    self.nodes = nodes
    self.aliasedNodes = aliasedNodes
    self.depth = depth
  }
}
