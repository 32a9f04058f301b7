import GoTemplate

/// `.Capabilities`.
final class CapabilitiesObject: TemplateObject {
  private let kubeVersion: KubeVersionObject
  private let apiVersions: VersionSetObject
  private let helmVersion: HelmVersionObject

  init(_ capabilities: Capabilities) {
    kubeVersion = KubeVersionObject(capabilities.kubeVersion)
    apiVersions = VersionSetObject(capabilities.apiVersions)
    helmVersion = HelmVersionObject(capabilities.helmVersion)
  }

  var typeName: String { "*common.Capabilities" }
  var kind: TemplateKind { .ptr }
  var text: String {
    let version = kubeVersion.version
    let kube = "{\(version.version) \(version.normalized) \(version.major) \(version.minor)}"
    return "&{\(kube) [\(apiVersions.versions.joined(separator: " "))] \(helmVersion.text)}"
  }
  var encoded: TemplateValue? {
    ["KubeVersion": .object(kubeVersion), "APIVersions": .object(apiVersions), "HelmVersion": .object(helmVersion)]
  }

  func member(_ name: String) -> TemplateMember? {
    switch name {
    case "KubeVersion": .field(.object(kubeVersion))
    case "APIVersions": .field(.object(apiVersions))
    case "HelmVersion": .field(.object(helmVersion))
    default: nil
    }
  }
}

/// `.Capabilities.KubeVersion`.
final class KubeVersionObject: TemplateObject {
  let version: Capabilities.KubeVersion

  init(_ version: Capabilities.KubeVersion) { self.version = version }

  var typeName: String { "common.KubeVersion" }
  var kind: TemplateKind { .struct }
  var text: String { version.normalized }
  var encoded: TemplateValue? {
    ["Version": .string(version.version), "Major": .string(version.major), "Minor": .string(version.minor)]
  }

  func member(_ name: String) -> TemplateMember? {
    switch name {
    case "Version": return .field(.string(version.version))
    case "Major": return .field(.string(version.major))
    case "Minor": return .field(.string(version.minor))
    case "GitVersion":
      let text = version.version
      return .method(TemplateFunction { _ in .string(text) })
    case "String":
      let text = version.normalized
      return .method(TemplateFunction { _ in .string(text) })
    default: return nil
    }
  }
}

/// `.Capabilities.APIVersions`.
final class VersionSetObject: TemplateObject {
  let versions: [String]
  private let known: Set<String>

  init(_ versions: [String]) {
    self.versions = versions
    known = Set(versions)
  }

  var typeName: String { "common.VersionSet" }
  var kind: TemplateKind { .slice }
  var text: String { "[\(versions.joined(separator: " "))]" }
  var contents: TemplateValue? { TemplateValue(versions) }

  func member(_ name: String) -> TemplateMember? {
    guard name == "Has" else { return nil }
    let known = known
    return .method(TemplateFunction([.string]) { call in .bool(known.contains(call.string(0))) })
  }
}

/// `.Capabilities.HelmVersion`.
final class HelmVersionObject: TemplateObject {
  private let version: Capabilities.HelmVersion

  init(_ version: Capabilities.HelmVersion) { self.version = version }

  var typeName: String { "version.BuildInfo" }
  var kind: TemplateKind { .struct }
  var text: String {
    let build = "\(version.gitCommit) \(version.gitTreeState) \(version.goVersion)"
    return "{\(version.version) \(build) \(version.kubeClientVersion)}"
  }
  var encoded: TemplateValue? {
    [
      "version": .string(version.version), "git_commit": .string(version.gitCommit),
      "git_tree_state": .string(version.gitTreeState), "go_version": .string(version.goVersion),
      "kube_client_version": .string(version.kubeClientVersion),
    ]
  }

  func member(_ name: String) -> TemplateMember? {
    switch name {
    case "Version": .field(.string(version.version))
    case "GitCommit": .field(.string(version.gitCommit))
    case "GitTreeState": .field(.string(version.gitTreeState))
    case "GoVersion": .field(.string(version.goVersion))
    case "KubeClientVersion": .field(.string(version.kubeClientVersion))
    default: nil
    }
  }
}
