/// Writes sample lines of the Prometheus text format.
public struct MetricsTextWriter {
  private(set) var bytes: [UInt8] = []
  private var name = ""
  private var labelNames: [String] = []
  private var labelValues: [String] = []

  init() {}

  mutating func begin(_ family: any AnyMetricFamily) {
    name = family.name
    labelNames = family.labelNames
    append("# HELP \(name) ")
    appendEscaped(family.help, quotes: false)
    append("\n# TYPE \(name) \(family.typeName)\n")
  }

  mutating func select(_ labels: [String]) { labelValues = labels }

  mutating func take() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  /// Writes one line of the current series; `bound` is the value of a bucket's `le` label.
  mutating func sample(_ value: Double, suffix: String = "", bound: String? = nil) {
    append(name)
    append(suffix)
    var separator = "{"
    for (label, value) in zip(labelNames, labelValues) {
      append("\(separator)\(label)=\"")
      appendEscaped(value, quotes: true)
      append("\"")
      separator = ","
    }
    if let bound {
      append("\(separator)le=\"\(bound)\"")
      separator = ","
    }
    append(separator == "," ? "} " : " ")
    append(MetricsTextWriter.number(value))
    append("\n")
  }

  /// A number as Prometheus reads it.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func appendEscaped(_ text: String, quotes: Bool) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): append("\\\\")
      case UInt8(ascii: "\n"): append("\\n")
      case UInt8(ascii: "\"") where quotes: append("\\\"")
      default: bytes.append(byte)
      }
    }
  }
}
