extension TemplateFunctions {
  static func makeSprig() -> TemplateFunctions {
    var table = makeBuiltins()
    table.addStrings()
    table.addStringShapes()
    table.addStringLists()
    table.addDefaults()
    table.addJSON()
    table.addReflection()
    table.addLists()
    table.addListParts()
    table.addDicts()
    table.addMerging()
    table.addMath()
    table.addFloatMath()
    table.addEncodings()
    table.addRegularExpressions()
    table.addVersions()
    table.addPaths()
    table.addURLs()
    table.addRandom()
    table.addDigests()
    table.addNetwork()
    table.addDates()
    table.addPasswords()
    table.addCertificates()
    return table
  }

  /// A function under two names, of which the second is the one that reports errors; in Sprig the first panics, which
  /// comes to the same.
  mutating func addMust(
    _ name: String, _ must: String, _ parameters: [TemplateParameter], variadic: TemplateParameter? = nil,
    _ body: @escaping SendableBody
  ) {
    add(name, parameters, variadic: variadic, body)
    add(must, parameters, variadic: variadic, body)
  }
}

extension TemplateCall {
  /// The bytes of a `string` argument.
  func bytes(_ index: Int) -> [UInt8] { self[index].stringBytes ?? [] }
}
