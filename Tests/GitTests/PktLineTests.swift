import Git
import Testing

@Suite("Packet lines")
struct PktLineTests {
  private func parse(_ text: String, step: Int) throws -> [String] {
    var found: [String] = []
    var parser = PktLineParser()
    let bytes = Array(text.utf8)
    var offset = 0
    while offset < bytes.count {
      let end = min(offset + step, bytes.count)
      try bytes[offset..<end].withUnsafeBytes { part in
        try parser.feed(part) { packet in
          switch packet {
          case .data(let data): found.append(String(decoding: data, as: UTF8.self))
          case .flush: found.append("flush")
          case .delimiter: found.append("delimiter")
          case .responseEnd: found.append("end")
          }
        }
      }
      offset = end
    }
    try parser.finish()
    return found
  }

  @Test("Packets are the same however the bytes arrive", arguments: 1...30)
  func pieces(step: Int) throws {
    let found = try parse(
      "0009hello" + "0000" + "0001" + "0004" + "0002" + "0006ab" + "000aabcdef" + "0000", step: step)
    #expect(found == ["hello", "flush", "delimiter", "", "end", "ab", "abcdef", "flush"])
  }

  @Test("Impossible lengths are refused", arguments: ["0003", "fff1", "ffff", "xxxx", "00g0", "-001", " 123", "<!DO"])
  func impossible(text: String) {
    #expect(throws: GitError.self) { try parse(text, step: 10) }
    #expect(throws: GitError.self) { try parse(text, step: 1) }
  }

  @Test("A packet that is cut off is noticed", arguments: ["0", "000", "0009hell", "fff0"])
  func cutOff(text: String) {
    #expect(throws: GitError.self) { try parse(text, step: 3) }
  }

  @Test("Random bytes never trap, in any reader of answers")
  func random() {
    var generator = SystemRandomNumberGenerator()
    let words = [
      "0000", "0001", "0002", "000dpackfile\n", "0009\u{1}PACK", "ERR x", "version 2\n", "0008NAK\n", "shallow ", "00",
    ]
    for round in 0..<5000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...8, using: &generator) {
        if round % 2 == 0 { bytes += Array((words.randomElement(using: &generator) ?? "").utf8) }
        bytes += (0..<Int.random(in: 0...6, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator)
        }
      }
      var advertisement = AdvertisementReader(prefixes: [])
      var list = ListCommand()
      var answers = [FetchAnswer(.v2), FetchAnswer(.v0)]
      bytes.withUnsafeBytes { bytes in
        try? advertisement.feed(bytes)
        try? list.feed(bytes)
        for index in answers.indices { try? answers[index].feed(bytes) { _ in } }
      }
      _ = try? advertisement.finish()
      _ = try? list.finish()
      for answer in answers { try? answer.finish() }
    }
  }
}
