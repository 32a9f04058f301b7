import YAML

extension ChartDependency {
  static func list(_ fields: GoFields) throws(HelmError) -> [ChartDependency] {
    var result: [ChartDependency] = []
    for item in try fields.structures("dependencies", type: "v2.Dependency") {
      guard let item else { throw HelmError(.chart, "validation: dependencies must not contain empty or null nodes") }
      result.append(try ChartDependency(item))
    }
    return result
  }

  private init(_ fields: GoFields) throws(HelmError) {
    self.init()
    name = try fields.string("name")
    version = try fields.string("version")
    repository = try fields.string("repository")
    condition = try fields.string("condition")
    tags = try fields.strings("tags")
    alias = try fields.string("alias")
    enabled = try fields.bool("enabled")
    importValues = try fields.items("import-values").compactMap(ImportedValues.init)
  }
}

extension ChartDependency.ImportedValues {
  /// Entries that are neither a name nor a pair are ignored, as Helm ignores them.
  init?(_ node: YAMLNode) {
    if node.isMapping {
      self = .table(child: node["child"]?.text ?? "<nil>", parent: node["parent"]?.text ?? "<nil>")
    } else if case .string(let name) = node.scalarValue {
      self = .export(name)
    } else {
      return nil
    }
  }
}

extension ChartLock {
  /// Reads `Chart.lock` or `requirements.lock`.
  ///
  /// - Throws: ``HelmError`` with the file's name.
  public init(yaml text: [UInt8], file: String = "Chart.lock") throws(HelmError) {
    self.init()
    do throws(HelmError) {
      let node = try HelmYAML.document(text)
      let fields = try GoFields(node, type: "v2.Lock")
      generated = try fields.string("generated")
      digest = try fields.string("digest")
      dependencies = try ChartDependency.list(fields)
    } catch {
      throw error.prefixed("cannot load \(file): ")
    }
  }
}
