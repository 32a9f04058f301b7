/// Sizes as people read them: four digits, and thousands as units.
package enum HumanSize {
  private static let units = ["B", "kB", "MB", "GB", "TB", "PB"]

  package static func text(_ bytes: Int64) -> String {
    var value = Double(max(bytes, 0))
    var unit = 0
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    // Four significant digits, without zeros at the end.
    let decimals = value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3
    let scale = [1.0, 10, 100, 1000][decimals]
    let scaled = Int64((value * scale).rounded(.toNearestOrEven))
    let whole = scaled / Int64(scale)
    var fraction = String(String(Int64(scale) + scaled % Int64(scale)).dropFirst())
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return fraction.isEmpty ? "\(whole)\(units[unit])" : "\(whole).\(fraction)\(units[unit])"
  }
}
