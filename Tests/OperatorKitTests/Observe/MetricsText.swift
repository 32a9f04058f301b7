/// Reads the Prometheus text format, strictly, so that the tests see what a server would see.
struct MetricsText {
  struct Sample: Hashable {
    var name: String
    var labels: [String: String]
    var value: Double
  }

  struct SyntaxError: Error { var line: String }

  var types: [String: String] = [:]
  var samples: [Sample] = []

  init(_ text: String) throws {
    guard text.isEmpty || text.hasSuffix("\n") else { throw SyntaxError(line: "no newline at the end") }
    for line in text.split(separator: "\n") {
      if line.hasPrefix("# TYPE ") {
        let words = line.split(separator: " ")
        guard words.count == 4, types[String(words[2])] == nil else { throw SyntaxError(line: String(line)) }
        types[String(words[2])] = String(words[3])
      } else if !line.hasPrefix("# HELP ") {
        samples.append(try MetricsText.sample(String(line)))
      }
    }
  }

  func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
    samples.first { $0.name == name && $0.labels == labels }?.value
  }

  func names() -> Set<String> { Set(samples.map(\.name)) }

  private static func sample(_ line: String) throws -> Sample {
    var rest = Substring(line)
    let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" })
    rest = rest.dropFirst(name.count)
    var labels: [String: String] = [:]
    if rest.first == "{" {
      rest = rest.dropFirst()
      while rest.first != "}" {
        let label = String(rest.prefix { $0 != "=" })
        rest = rest.dropFirst(label.count)
        guard rest.hasPrefix("=\"") else { throw SyntaxError(line: line) }
        rest = rest.dropFirst(2)
        labels[label] = try quoted(&rest, line)
        if rest.first == "," { rest = rest.dropFirst() }
      }
      rest = rest.dropFirst()
    }
    guard rest.first == " ", let value = Double(rest.dropFirst() == "+Inf" ? "inf" : String(rest.dropFirst())) else {
      throw SyntaxError(line: line)
    }
    return Sample(name: name, labels: labels, value: value)
  }

  private static func quoted(_ rest: inout Substring, _ line: String) throws -> String {
    var value = ""
    while let character = rest.popFirst() {
      switch character {
      case "\"": return value
      case "\\":
        let escaped = rest.popFirst()
        value.append(escaped == "n" ? "\n" : escaped ?? "?")
      default: value.append(character)
      }
    }
    throw SyntaxError(line: line)
  }
}
