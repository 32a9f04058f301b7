/// What a cluster can do, as templates see it in `.Capabilities`.
public struct Capabilities: Sendable, Hashable {
  /// The version of a Kubernetes API server.
  public struct KubeVersion: Sendable, Hashable {
    /// In full, with `v`: `v1.33.4-gke.1245000`.
    public let version: String
    public let major: String
    public let minor: String
    /// Without what vendors add: `v1.33.4`. Ranges of versions are compared with it.
    public let normalized: String

    /// Reads a version as Kubernetes does: two or three numbers, then anything.
    ///
    /// - Throws: ``HelmError`` in the words of Kubernetes' library.
    public init(_ text: String) throws(HelmError) {
      let bare = text.hasPrefix("v") ? String(text.dropFirst()) : text
      let core = bare.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      let numbers = core.split(separator: ".", omittingEmptySubsequences: false)
      guard core.contains("."), numbers.count >= 2, let major = numbers.first, let first = UInt64(major),
        let second = UInt64(numbers[1])
      else { throw HelmError(.values, "could not parse \"\(text)\" as version") }
      let patch = numbers.count > 2 ? UInt64(numbers[2]) ?? 0 : 0
      version = text.hasPrefix("v") ? text : "v\(text)"
      self.major = String(first)
      self.minor = String(second)
      normalized = "v\(first).\(second).\(patch)"
    }

    init(major: Int, minor: Int) {
      version = "v\(major).\(minor).0"
      normalized = version
      self.major = String(major)
      self.minor = String(minor)
    }
  }

  /// The build of Helm that templates believe to run in.
  public struct HelmVersion: Sendable, Hashable {
    public var version = "v4.3.1"
    public var gitCommit = "c0d08d0d6d9424d4a14febb5e8a3e51b0dd00dff"
    public var gitTreeState = "clean"
    public var goVersion = "go1.27.2"
    public var kubeClientVersion = "v1.37"

    public init() {}
  }

  public var kubeVersion: KubeVersion
  /// `group/version`, and `group/version/Kind` where discovery gave it.
  public var apiVersions: [String]
  public var helmVersion = HelmVersion()

  public init(kubeVersion: KubeVersion, apiVersions: [String]) {
    self.kubeVersion = kubeVersion
    self.apiVersions = apiVersions
  }

  /// What `helm template` assumes without a cluster: the release of Kubernetes that Helm 4.3 was built with.
  public static let offline = Capabilities(kubeVersion: KubeVersion(major: 1, minor: 37), apiVersions: offlineVersions)
}
