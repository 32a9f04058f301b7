import YAML

extension ChartMetadata {
  /// Reads `Chart.yaml`, without checking what it says.
  ///
  /// - Throws: ``HelmError`` in Helm's words, `cannot load Chart.yaml: ...`.
  public init(yaml text: [UInt8]) throws(HelmError) {
    self.init()
    do throws(HelmError) {
      let node = try HelmYAML.document(text)
      // Helm looks for the version of the format first.
      let base = try GoFields(node, type: "loader.chartBase")
      try read(base)
    } catch {
      throw error.prefixed("cannot load Chart.yaml: ")
    }
    if apiVersion.isEmpty { apiVersion = "v1" }
  }

  /// Takes over what `requirements.yaml` says.
  mutating func readRequirements(_ text: [UInt8]) throws(HelmError) {
    do throws(HelmError) {
      try read(try GoFields(try HelmYAML.document(text), type: "v2.Metadata"))
    } catch {
      throw error.prefixed("cannot load requirements.yaml: ")
    }
  }

  private mutating func read(_ fields: GoFields) throws(HelmError) {
    func take(_ name: String, _ target: inout String) throws(HelmError) {
      if fields.has(name) { target = try fields.string(name) }
    }
    try take("apiVersion", &apiVersion)
    try take("name", &name)
    try take("home", &home)
    try take("version", &version)
    try take("description", &description)
    try take("icon", &icon)
    try take("condition", &condition)
    try take("tags", &tags)
    try take("appVersion", &appVersion)
    try take("kubeVersion", &kubeVersion)
    try take("type", &type)
    if fields.has("sources") { sources = try fields.strings("sources") }
    if fields.has("keywords") { keywords = try fields.strings("keywords") }
    if fields.has("deprecated") { deprecated = try fields.bool("deprecated") }
    if let read = try fields.stringMap("annotations") { annotations.merge(read) { $1 } }
    if fields.has("maintainers") { try readMaintainers(fields) }
    if fields.has("dependencies") { dependencies = try ChartDependency.list(fields) }
  }

  private mutating func readMaintainers(_ fields: GoFields) throws(HelmError) {
    maintainers = []
    for maintainer in try fields.structures("maintainers", type: "v2.Maintainer") {
      guard let maintainer else {
        throw HelmError(.chart, "validation: maintainers must not contain empty or null nodes")
      }
      let name = try maintainer.string("name")
      maintainers.append(
        Maintainer(name: name, email: try maintainer.string("email"), url: try maintainer.string("url")))
    }
  }
}
