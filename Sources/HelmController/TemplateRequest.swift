import ControllerSupport
import Helm

/// One run of `helm-controller template`.
struct TemplateRequest {
  private let flags: TemplateFlags
  private let name: String
  private let chart: String

  init(_ flags: TemplateFlags) throws {
    self.flags = flags
    let arguments = flags.positional
    guard let first = arguments.first else {
      throw UsageError(
        """
        "helm-controller template" requires at least 1 argument

        Usage:  helm-controller template [NAME] CHART [flags]
        """)
    }
    guard arguments.count <= 2 else {
      let extra = arguments.dropFirst(2).joined(separator: ", ")
      throw UsageError("expected at most two arguments, unexpected arguments: \(extra)")
    }
    if flags.last("repo") != nil {
      throw UsageError("--repo is not available here: the command renders charts of the disk")
    }
    for refused in ["post-renderer", "post-renderer-args"] where flags.last(refused) != nil {
      throw UsageError("--\(refused) is not available here: no other programs are run")
    }
    name = try TemplateRequest.name(flags, given: arguments.count == 2 ? first : nil)
    chart = arguments.count == 2 ? arguments[1] : first
  }

  private static func name(_ flags: TemplateFlags, given: String?) throws -> String {
    let template = flags.last("name-template") ?? ""
    if given != nil, flags.isOn("generate-name") {
      throw UsageError("cannot set --generate-name and also specify a name")
    }
    if given != nil, !template.isEmpty { throw UsageError("cannot set --name-template and also specify a name") }
    return try given ?? (template.isEmpty ? "release-name" : NameTemplate.name(template))
  }

  func execute() throws {
    let renderer = try ChartRenderer(options: options())
    let values = try ValueSources(flags).values()
    var limits = ChartLimits()
    limits.followsLinksOutside = true
    let chart = try ChartLoader(limits: limits).load(locate(chart))
    try chart.checkInstallable()
    if chart.metadata.deprecated { StandardStream.error.write("level=WARN msg=\"this chart is deprecated\"\n") }
    try ReleaseName.check(name)
    let release = ReleaseOptions(
      name: name, namespace: flags.last("namespace") ?? "default", isUpgrade: flags.isOn("is-upgrade"))
    let prepared = try renderer.prepare(chart, values: values, release: release)
    let rendered: RenderedChart
    do {
      rendered = try renderer.render(prepared, release: release)
    } catch {
      throw HelmError(error.kind, "\(error.message)\n\nUse --debug flag to render out invalid YAML")
    }
    try TemplateOutput(flags, releaseName: name).write(rendered)
  }

  private func options() throws -> RenderOptions {
    var options = RenderOptions.commandLine
    if let version = flags.last("kube-version") {
      do throws(HelmError) {
        options.capabilities.kubeVersion = try Capabilities.KubeVersion(version)
      } catch {
        throw HelmError(.values, "invalid kube version '\(version)': \(error.message)")
      }
    }
    options.capabilities.apiVersions += flags.list("api-versions")
    options.skipsSchemaValidation = flags.isOn("skip-schema-validation")
    return options
  }

  private func locate(_ path: String) throws -> String {
    if DiskPath.exists(path) { return path }
    if path.hasPrefix("/") || path.hasPrefix(".") { throw UsageError("path \"\(path)\" not found") }
    throw UsageError("non-absolute URLs should be in form of repo_name/path_to_chart, got: \(path)")
  }
}
