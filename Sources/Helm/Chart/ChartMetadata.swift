/// What `Chart.yaml` says, with the parts of `requirements.yaml` that older charts have beside it.
public struct ChartMetadata: Sendable, Hashable {
  /// A person who looks after the chart.
  public struct Maintainer: Sendable, Hashable {
    public var name = ""
    public var email = ""
    public var url = ""

    public init(name: String = "", email: String = "", url: String = "") {
      self.name = name
      self.email = email
      self.url = url
    }
  }

  public var name = ""
  public var home = ""
  public var sources: [String] = []
  /// A semantic version.
  public var version = ""
  public var description = ""
  public var keywords: [String] = []
  public var maintainers: [Maintainer] = []
  public var icon = ""
  /// `v1` or `v2`; `v1` when the file does not say.
  public var apiVersion = ""
  public var condition = ""
  public var tags = ""
  public var appVersion = ""
  public var deprecated = false
  public var annotations: [String: String] = [:]
  /// A range of Kubernetes versions, empty for any.
  public var kubeVersion = ""
  public var dependencies: [ChartDependency] = []
  /// `application`, `library` or empty, which means `application`.
  public var type = ""

  public init(name: String = "", version: String = "", apiVersion: String = "") {
    self.name = name
    self.version = version
    self.apiVersion = apiVersion
  }

  public var isLibrary: Bool { type.lowercased() == "library" }
}

/// A chart that another chart contains.
public struct ChartDependency: Sendable, Hashable {
  /// What a chart takes over from the values of a dependency.
  public enum ImportedValues: Sendable, Hashable {
    /// What the dependency has under `exports.<name>`.
    case export(String)
    /// A table of the dependency, and where it is put.
    case table(child: String, parent: String)
  }

  public var name = ""
  /// A range of versions.
  public var version = ""
  /// Where it comes from: a URL, `@name`, `alias:name`, `file://...` or nothing.
  public var repository = ""
  /// Paths in the values that switch it on or off, separated by commas; the first that is there decides.
  public var condition = ""
  public var tags: [String] = []
  public var importValues: [ImportedValues] = []
  /// The name under which it is used.
  public var alias = ""
  /// Whether conditions and tags let it take part. Written by dependency processing, and part of release records.
  public var enabled = false

  public init(name: String = "", version: String = "", repository: String = "", alias: String = "") {
    self.name = name
    self.version = version
    self.repository = repository
    self.alias = alias
  }
}

/// What `Chart.lock` says.
public struct ChartLock: Sendable, Hashable {
  /// When it was written, in the words of RFC 3339.
  public var generated = ""
  public var digest = ""
  public var dependencies: [ChartDependency] = []

  public init() {}
}
