/// All functions, methods and operators by name.
enum FunctionLibrary {
  typealias Table = [String: [Overload]]

  static func find(_ name: String, isMember: Bool) -> Function? {
    (isMember ? methods : functions)[name]
  }

  private static let functions = index([
    ComparisonFunctions.operators, ArithmeticFunctions.operators, TimeFunctions.operators,
    CollectionFunctions.functions, ConversionFunctions.functions, StringFunctions.functions,
    SetFunctions.functions, EncoderFunctions.functions, OptionalFunctions.functions,
    MathFunctions.functions, ListFunctions.functions, BitFunctions.functions,
  ])

  private static let methods = index([
    CollectionFunctions.methods, StringFunctions.methods, StringSearchFunctions.methods,
    StringSplitFunctions.methods, TimeFunctions.methods, OptionalFunctions.methods,
    ListFunctions.methods,
  ])

  private static func index(_ tables: [Table]) -> [String: Function] {
    var overloads: Table = [:]
    for table in tables { overloads.merge(table) { $0 + $1 } }
    var functions: [String: Function] = [:]
    for (name, overloads) in overloads { functions[name] = Function(name: name, overloads: overloads) }
    return functions
  }
}
