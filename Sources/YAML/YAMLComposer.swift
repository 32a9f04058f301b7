/// Builds the tree of a document from events, within limits.
final class YAMLComposer {
  private struct Anchor {
    var node: YAMLNode
    var size: Int
  }

  private let events: YAMLEvents
  private let limits: YAMLLimits
  private var anchors: [String: Anchor] = [:]
  private var nodes = 0
  private var aliased = 0

  init(_ events: YAMLEvents, limits: YAMLLimits) {
    self.events = events
    self.limits = limits
  }

  /// The next document of the stream; `nil` at its end.
  func document() throws(YAMLError) -> YAMLNode? {
    anchors = [:]
    nodes = 0
    aliased = 0
    while true {
      switch try events.next().event {
      case .streamEnd: return nil
      case .documentStart:
        let (event, mark) = try events.next()
        let root = try node(event, at: mark, depth: 0)
        _ = try events.next()  // the end of the document
        return root
      default: continue
      }
    }
  }

  private func node(_ event: YAMLEvents.Event, at mark: YAMLEvents.Mark, depth: Int) throws(YAMLError) -> YAMLNode {
    guard depth < limits.depth else { throw error(.tooDeep(limit: limits.depth), mark) }
    try count(1, mark)
    let before = nodes
    switch event {
    case .scalar(let text, let anchor, let tag, let style):
      let node = try scalar(text, tag, style, mark)
      if let anchor { anchors[anchor] = Anchor(node: node, size: 1) }
      return node
    case .alias(let name): return try alias(name, mark)
    case .sequenceStart(let anchor, _, let flow):
      let items = try sequence(depth: depth)
      let node = YAMLNode(
        .sequence(items), tag: .sequence, style: flow ? .flow : .plain, line: mark.line, column: mark.column)
      if let anchor { anchors[anchor] = Anchor(node: node, size: nodes - before + 1) }
      return node
    case .mappingStart(let anchor, _, let flow):
      let entries = try mapping(depth: depth, mark)
      let node = YAMLNode(
        .mapping(entries), tag: .mapping, style: flow ? .flow : .plain, line: mark.line, column: mark.column)
      if let anchor { anchors[anchor] = Anchor(node: node, size: nodes - before + 1) }
      return node
    default: throw error(.syntax("unexpected end of document"), mark)
    }
  }

  private func count(_ more: Int, _ mark: YAMLEvents.Mark) throws(YAMLError) {
    nodes = nodes.addingReportingOverflow(more).partialValue
    guard nodes <= limits.nodes else { throw error(.tooManyNodes(limit: limits.nodes), mark) }
  }

  private func alias(_ name: String, _ mark: YAMLEvents.Mark) throws(YAMLError) -> YAMLNode {
    guard let anchor = anchors[name] else { throw error(.unknownAnchor(name), mark) }
    aliased += anchor.size
    guard aliased <= limits.aliasedNodes else {
      throw error(.excessiveAliasing(limit: limits.aliasedNodes), mark)
    }
    try count(anchor.size, mark)
    return anchor.node
  }

  private func scalar(
    _ text: String, _ tag: String?, _ style: YAMLStyle, _ mark: YAMLEvents.Mark
  ) throws(YAMLError) -> YAMLNode {
    func node(_ tag: YAMLTag) -> YAMLNode {
      YAMLNode(.scalar(text), tag: tag, style: style, line: mark.line, column: mark.column)
    }
    guard let tag, tag != "!" else {
      if style.isQuoted { return node(.string) }
      if limits.readsOldBooleans, let value = ScalarResolver.oldBoolean(text) {
        return YAMLNode(.scalar(value ? "true" : "false"), tag: .bool, line: mark.line, column: mark.column)
      }
      return node(ScalarResolver.resolve(text))
    }
    let wanted = YAMLTag(name: tag)
    let natural = ScalarResolver.resolve(text)
    switch wanted {
    case .null, .bool, .int, .timestamp:
      guard natural == wanted else { throw error(.wrongTag(text: text, tag: tag), mark) }
    case .float:
      guard natural == .float || natural == .int else { throw error(.wrongTag(text: text, tag: tag), mark) }
    default: break
    }
    return node(wanted)
  }

  private func sequence(depth: Int) throws(YAMLError) -> [YAMLNode] {
    var items: [YAMLNode] = []
    while true {
      let (event, mark) = try events.next()
      if case .sequenceEnd = event { return items }
      items.append(try node(event, at: mark, depth: depth + 1))
    }
  }

  private func mapping(depth: Int, _ start: YAMLEvents.Mark) throws(YAMLError) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    var keys = UniqueKeys()
    var merges: [YAMLNode] = []
    while true {
      let (event, mark) = try events.next()
      if case .mappingEnd = event { break }
      let key = try node(event, at: mark, depth: depth + 1)
      guard case .scalar(let name) = key.content else { throw try refusal(of: key, mark) }
      if let first = keys.insert(name, line: mark.line, after: entries) {
        guard limits.allowsDuplicateKeys else { throw error(.duplicateKey(name, firstLine: first), mark) }
        let (valueEvent, valueMark) = try events.next()
        let value = try node(valueEvent, at: valueMark, depth: depth + 1)
        if let index = entries.firstIndex(where: { $0.key == name }) { entries[index].value = value }
        continue
      }
      let (valueEvent, valueMark) = try events.next()
      let value = try node(valueEvent, at: valueMark, depth: depth + 1)
      if key.tag == .merge { merges.append(value) } else { entries.append(.init(name, value, keyTag: key.tag)) }
    }
    guard !merges.isEmpty else { return entries }
    return try MergeKeys.merge(merges, into: entries, at: start)
  }

  /// The error for a key that is no scalar. One of syntax in the rest of the document comes first, as it does where
  /// texts are read before they are understood.
  private func refusal(of key: YAMLNode, _ mark: YAMLEvents.Mark) throws(YAMLError) -> YAMLError {
    while true {
      switch try events.next().0 {
      case .documentEnd, .streamEnd: return error(.unsupportedKey(goSyntax: key.goSyntax), mark)
      default: continue
      }
    }
  }

  private func error(_ reason: YAMLError.Reason, _ mark: YAMLEvents.Mark) -> YAMLError {
    YAMLError(reason, line: mark.line, column: mark.column)
  }
}

/// The keys of one mapping so far, to find the one that is written twice.
private struct UniqueKeys {
  private var lines: [Int] = []
  private var index: [String: Int]?

  private static let indexThreshold = 16

  /// Notes a key; gives the line of the first one when it was there before.
  mutating func insert(_ key: String, line: Int, after entries: [YAMLNode.Entry]) -> Int? {
    if index == nil, entries.count < Self.indexThreshold {
      if let position = entries.firstIndex(where: { $0.key == key }) {
        return position < lines.count ? lines[position] : line
      }
      lines.append(line)
      return nil
    }
    var known = index ?? Dictionary(zip(entries.map(\.key), lines), uniquingKeysWith: { first, _ in first })
    index = nil
    defer { index = known }
    if let first = known[key] { return first }
    known[key] = line
    return nil
  }
}
