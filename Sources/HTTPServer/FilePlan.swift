package import HTTP

/// Which part of a file answers a request: RFC 9110, sections 13 (conditions) and 14 (ranges).
package struct FilePlan: Equatable {
  package enum Outcome: Equatable {
    case whole
    /// 206 with the bytes from `start`, `count` of them.
    case part(start: Int, count: Int)
    /// 304.
    case notModified
    /// 412.
    case preconditionFailed
    /// 416.
    case notSatisfiable
  }

  package let outcome: Outcome

  package init(headers: HTTPHeaders, size: Int, entityTag: String, modified: Int) {
    if let conditional = Self.condition(headers, entityTag, modified) {
      outcome = conditional
    } else if let range = headers["Range"], Self.rangeApplies(headers["If-Range"], entityTag, modified) {
      outcome = Self.part(range, size)
    } else {
      outcome = .whole
    }
  }

  /// The conditions in the order of RFC 9110, 13.2.2; `nil` when all hold.
  private static func condition(_ headers: HTTPHeaders, _ entityTag: String, _ modified: Int) -> Outcome? {
    if let match = headers["If-Match"] {
      if !lists(match, entityTag, weak: false) { return .preconditionFailed }
    } else if let since = headers["If-Unmodified-Since"].flatMap(HTTPDate.parse), modified > since {
      return .preconditionFailed
    }
    if let match = headers["If-None-Match"] {
      return lists(match, entityTag, weak: true) ? .notModified : nil
    }
    guard let since = headers["If-Modified-Since"].flatMap(HTTPDate.parse) else { return nil }
    return modified <= since ? .notModified : nil
  }

  private static func lists(_ header: String, _ entityTag: String, weak: Bool) -> Bool {
    header.split(separator: ",").contains { item in
      let tag = item.drop { $0 == " " || $0 == "\t" }
      let bare = weak && tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
      let end = bare.lastIndex { $0 != " " && $0 != "\t" }.map { bare.index(after: $0) } ?? bare.startIndex
      let value = String(bare[..<end])
      return value == "*" || value == entityTag
    }
  }

  private static func rangeApplies(_ ifRange: String?, _ entityTag: String, _ modified: Int) -> Bool {
    guard let ifRange else { return true }
    return ifRange.hasPrefix("\"") ? ifRange == entityTag : HTTPDate.parse(ifRange) == modified
  }

  /// One range of bytes. Several, or what cannot be read, are ignored, as the RFC allows.
  private static func part(_ header: String, _ size: Int) -> Outcome {
    let unit = "bytes="
    guard header.hasPrefix(unit) else { return .whole }
    let spec = String(header.dropFirst(unit.count))
    guard let dash = spec.firstIndex(of: "-"), !spec.contains(",") else { return .whole }
    let first = String(spec[..<dash])
    let last = String(spec[spec.index(after: dash)...])
    if first.isEmpty {
      guard let count = number(last) else { return .whole }
      guard count > 0, size > 0 else { return .notSatisfiable }
      return .part(start: max(0, size - min(count, size)), count: min(count, size))
    }
    guard let start = number(first), last.isEmpty || number(last) != nil else { return .whole }
    guard start < size else { return .notSatisfiable }
    let end = min(number(last) ?? .max, size - 1)
    return end < start ? .whole : .part(start: start, count: end - start + 1)
  }

  /// Digits only; too many count as the largest number.
  private static func number(_ text: String) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
      return nil
    }
    return Int(text) ?? .max
  }
}
