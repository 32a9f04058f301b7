import Glibc

extension TemplateFunctions {
  mutating func addFloatMath() {
    add("floor", [.any]) { call in .float64(Cast.float64(call[0]).rounded(.down)) }
    add("ceil", [.any]) { call in .float64(Cast.float64(call[0]).rounded(.up)) }
    add("round", [.any, .int], variadic: .float64) { call in
      var limit = 0.5
      if case .float64(let value) = call[2] { limit = value }
      let power = pow(10, Double(call.int(1)))
      let shifted = power * Cast.float64(call[0])
      let fraction = shifted - shifted.rounded(.towardZero)
      return .float64(shifted.rounded(fraction >= limit ? .up : .down) / power)
    }
    add("maxf", [.any], variadic: .any) { call in
      .float64(call.rest(from: 1).reduce(Cast.float64(call[0])) { FloatMath.larger($0, Cast.float64($1)) })
    }
    add("minf", [.any], variadic: .any) { call in
      .float64(call.rest(from: 1).reduce(Cast.float64(call[0])) { FloatMath.smaller($0, Cast.float64($1)) })
    }
    add("add1f", [.any]) { call throws(TemplateError) in
      .float64(try FloatMath.fold(call[0], [.int(1)], Decimal.adding))
    }
    add("addf", variadic: .any) { call throws(TemplateError) in
      .float64(try FloatMath.fold(.float64(0), call.arguments[...], Decimal.adding))
    }
    add("subf", [.any], variadic: .any) { call throws(TemplateError) in
      .float64(try FloatMath.fold(call[0], call.rest(from: 1), Decimal.subtracting))
    }
    add("mulf", [.any], variadic: .any) { call throws(TemplateError) in
      .float64(try FloatMath.fold(call[0], call.rest(from: 1), Decimal.multiplying))
    }
    add("divf", [.any], variadic: .any) { call throws(TemplateError) in
      .float64(try FloatMath.fold(call[0], call.rest(from: 1), Decimal.dividing))
    }
  }
}

enum FloatMath {
  static func larger(_ left: Double, _ right: Double) -> Double { left.isNaN || right.isNaN ? .nan : max(left, right) }
  static func smaller(_ left: Double, _ right: Double) -> Double { left.isNaN || right.isNaN ? .nan : min(left, right) }

  /// Sprig calculates with decimals, so that 0.1 and 0.2 are 0.3.
  static func fold(
    _ first: TemplateValue, _ others: ArraySlice<TemplateValue>,
    _ operation: (Decimal, Decimal) throws(TemplateError) -> Decimal
  ) throws(TemplateError) -> Double {
    var result = try Decimal(Cast.float64(first))
    for other in others { result = try operation(result, try Decimal(Cast.float64(other))) }
    return result.double
  }
}
