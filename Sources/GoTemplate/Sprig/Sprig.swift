extension TemplateFunctions {
  static func makeSprig() -> TemplateFunctions {
    let table = makeBuiltins()
    return table
  }
}
