import GoTemplate

/// `--name-template`: names of releases that are made by a template.
public enum NameTemplate {
  /// Executes a template without any values and with the functions of Sprig alone.
  ///
  /// - Throws: ``HelmError`` in the words of Helm's command line.
  public static func name(_ text: String) throws(HelmError) -> String {
    var output: [UInt8] = []
    do throws(TemplateError) {
      var templates = TemplateSet(functions: .sprig)
      try templates.parse(name: "name-template", text: text)
      try TemplateRun(templates).execute("name-template", data: .null, into: &output)
    } catch {
      throw HelmError(.template, error.message)
    }
    return String(decoding: output, as: UTF8.self)
  }
}
