import JSON
import OperatorKit
import Testing

@Suite struct ListItemScannerTests {
  private let list =
    #"{"kind":"List", "items" : [ {"a":"]}\"{"}, {"items":[1,{}]} ,{"b":[[]]}],"metadata":{"resourceVersion":"7","continue":"x"}}"#

  @Test("items are the same however the bytes arrive", arguments: [1, 2, 3, 7, 1_000])
  func chunks(size: Int) throws {
    var scanner = ListItemScanner()
    var items: [JSONValue] = []
    let bytes = Array(list.utf8)
    var start = 0
    while start < bytes.count {
      let end = min(start + size, bytes.count)
      for item in try scanner.feed(Array(bytes[start..<end])) { items.append(try JSONValue(parsing: item)) }
      start = end
    }
    #expect(items == [["a": "]}\"{"], ["items": [1, [:]]], ["b": [[]]]])
    #expect(
      try scanner.finish() == ["kind": "List", "items": [], "metadata": ["resourceVersion": "7", "continue": "x"]])
  }

  @Test func aListThatBreaksOffIsNotWhole() throws {
    var scanner = ListItemScanner()
    _ = try scanner.feed(Array(#"{"items":[{"a":1},{"b""#.utf8))
    #expect(throws: JSONError.self) { try scanner.finish() }
  }

  @Test func anEmptyListAndItemsOfNull() throws {
    var scanner = ListItemScanner()
    #expect(try scanner.feed(Array(#"{"items":null,"metadata":{}}"#.utf8)).isEmpty)
    #expect(try scanner.finish() == ["items": .null, "metadata": [:]])
  }

  @Test func randomBytesNeverTrap() {
    var generator = SeededGenerator(seed: 7)
    let alphabet = Array(#"{}[]",:\items 1"#.utf8)
    for _ in 0..<20_000 {
      var scanner = ListItemScanner()
      let bytes = (0..<Int.random(in: 0..<60, using: &generator)).map { _ in
        alphabet.randomElement(using: &generator) ?? 0
      }
      _ = try? scanner.feed(bytes)
      _ = try? scanner.finish()
    }
  }
}
