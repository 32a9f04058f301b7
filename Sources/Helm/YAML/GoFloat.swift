import YAML

/// Floating-point numbers as Go's `%v` prints them.
enum GoFloat {
  static func text(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return GoNumber.shortest(value)
  }
}
