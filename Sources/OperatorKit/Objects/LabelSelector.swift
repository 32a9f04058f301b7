/// A label selector in the notation of query strings: `app=web,tier!=cache,env in (a,b),!legacy`.
public struct LabelSelector: Hashable, Sendable, CustomStringConvertible {
  enum Requirement: Hashable, Sendable {
    case exists(String)
    case missing(String)
    case isOneOf(String, Set<String>)
    case isNoneOf(String, Set<String>)
  }

  /// The text that API servers are given.
  public let description: String
  let requirements: [Requirement]

  /// Why a text is not a selector.
  public struct SyntaxError: Error, CustomStringConvertible {
    public let text: String
    public var description: String { "'\(text)' is not a label selector such as app=web,tier in (a,b),!legacy" }
  }

  public static let everything = LabelSelector(description: "", requirements: [])

  private init(description: String, requirements: [Requirement]) {
    self.description = description
    self.requirements = requirements
  }

  /// Reads a selector; throws ``SyntaxError``.
  public init(_ text: String) throws {
    var requirements: [Requirement] = []
    for part in try LabelSelector.split(text) {
      guard let requirement = LabelSelector.requirement(part) else { throw SyntaxError(text: text) }
      requirements.append(requirement)
    }
    self.init(description: text, requirements: requirements)
  }

  /// A selector for objects that have all of the labels.
  public init(matching labels: [String: String]) {
    let sorted = labels.sorted { $0.key < $1.key }
    self.init(
      description: sorted.map { "\($0.key)=\($0.value)" }.joined(separator: ","),
      requirements: sorted.map { .isOneOf($0.key, [$0.value]) })
  }

  public var isEmpty: Bool { requirements.isEmpty }

  public func matches(_ labels: [String: String]) -> Bool {
    requirements.allSatisfy { requirement in
      switch requirement {
      case .exists(let key): labels[key] != nil
      case .missing(let key): labels[key] == nil
      case .isOneOf(let key, let values): labels[key].map(values.contains) ?? false
      case .isNoneOf(let key, let values): labels[key].map { !values.contains($0) } ?? true
      }
    }
  }

  /// The parts between commas that are not inside parentheses.
  private static func split(_ text: String) throws -> [String] {
    var parts: [String] = []
    var current = ""
    var depth = 0
    for character in text {
      switch character {
      case "(": depth += 1
      case ")": depth -= 1
      default: break
      }
      if character == ",", depth == 0 {
        parts.append(current.trimmingSpaces)
        current = ""
      } else {
        current.append(character)
      }
    }
    guard depth == 0 else { throw SyntaxError(text: text) }
    parts.append(current.trimmingSpaces)
    return parts == [""] ? [] : parts
  }

  private static func requirement(_ part: String) -> Requirement? {
    if part.hasPrefix("!"), isKey(String(part.dropFirst()).trimmingSpaces) {
      return .missing(String(part.dropFirst()).trimmingSpaces)
    }
    if isKey(part) { return .exists(part) }
    if let open = part.firstIndex(of: "("), part.hasSuffix(")") {
      return setRequirement(
        head: part[..<open].split(separator: " ").map(String.init),
        values: part[part.index(after: open)...].dropLast())
    }
    for (operation, negated) in [("!=", true), ("==", false), ("=", false)] {
      let sides = part.split(separator: operation, maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else { continue }
      let (key, value) = (String(sides[0]).trimmingSpaces, String(sides[1]).trimmingSpaces)
      guard isKey(key), !value.contains("=") else { return nil }
      return negated ? .isNoneOf(key, [value]) : .isOneOf(key, [value])
    }
    return nil
  }

  private static func setRequirement(head: [String], values: Substring) -> Requirement? {
    guard head.count == 2, isKey(head[0]) else { return nil }
    let set = Set(values.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmingSpaces })
    switch head[1] {
    case "in": return .isOneOf(head[0], set)
    case "notin": return .isNoneOf(head[0], set)
    default: return nil
    }
  }

  private static func isKey(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
          UInt8(ascii: "/"):
          true
        default: false
        }
      }
  }
}

extension String {
  /// Without spaces, tabs and line ends at either end.
  package var trimmingSpaces: String {
    var view = self[...]
    while let first = view.first, first.isWhitespace { view = view.dropFirst() }
    while let last = view.last, last.isWhitespace { view = view.dropLast() }
    return String(view)
  }
}
