/// A pattern of Go's `filepath.Match`: `*` and `?` stop at `/`, `[a-z]` and `[^a-z]` are classes, `\` takes the next
/// character as it is.
struct PathPattern {
  private enum Element {
    case one(Unicode.Scalar)
    case any
    case many
    case range([ClosedRange<Unicode.Scalar>], isNegated: Bool)
  }

  private var elements: [Element] = []
  private(set) var isValid = true

  init(_ text: String) {
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "*": elements.append(.many)
      case "?": elements.append(.any)
      case "\\":
        guard let next = scalars.popFirst() else {
          isValid = false
          return
        }
        elements.append(.one(next))
      case "[":
        guard let element = Self.range(&scalars) else {
          isValid = false
          return
        }
        elements.append(element)
      default: elements.append(.one(scalar))
      }
    }
  }

  private static func range(_ scalars: inout ArraySlice<Unicode.Scalar>) -> Element? {
    var isNegated = false
    if scalars.first == "^" {
      isNegated = true
      scalars.removeFirst()
    }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while true {
      if scalars.first == "]", !ranges.isEmpty {
        scalars.removeFirst()
        return .range(ranges, isNegated: isNegated)
      }
      guard let low = bound(&scalars) else { return nil }
      var high = low
      if scalars.first == "-" {
        scalars.removeFirst()
        guard let upper = bound(&scalars) else { return nil }
        high = upper
      }
      // An empty range matches nothing.
      if low <= high { ranges.append(low...high) } else { ranges.append("\u{0}"..."\u{0}") }
    }
  }

  private static func bound(_ scalars: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
    guard let scalar = scalars.popFirst(), scalar != "-", scalar != "]" else { return nil }
    return scalar == "\\" ? scalars.popFirst() : scalar
  }

  /// Whether the whole of a path matches.
  func matches(_ path: String) -> Bool { matches(Array(path.unicodeScalars)) }

  /// The same for a path that is compared with several patterns.
  func matches(_ text: [Unicode.Scalar]) -> Bool {
    guard isValid else { return false }
    // The two places to come back to when what follows the last `*` does not fit.
    var element = 0
    var position = 0
    var retry: (element: Int, position: Int)?
    while true {
      if element < elements.count, case .many = elements[element] {
        element += 1
        retry = (element, position)
        continue
      }
      if element == elements.count, position == text.count { return true }
      if element < elements.count, position < text.count, fits(elements[element], text[position]) {
        element += 1
        position += 1
        continue
      }
      guard let last = retry, last.position < text.count, text[last.position] != "/" else { return false }
      retry = (last.element, last.position + 1)
      element = last.element
      position = last.position + 1
    }
  }

  private func fits(_ element: Element, _ scalar: Unicode.Scalar) -> Bool {
    switch element {
    case .one(let wanted): wanted == scalar
    case .any: scalar != "/"
    case .many: false
    case .range(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
    }
  }
}
