import Digests
import GitOpsAPI
import Helm
import JSON
import OperatorKit
import YAML

/// A chart on disk. It is loaded for the time of a question and held no longer, because a release may wait for hours.
struct ChartHandle: Sendable {
  let identity: ChartIdentity
  let artifact: Artifact
  let step: ChartStep

  /// The files of `crds/` of the chart and of the subcharts that take part. Throws ``ManifestProblem``.
  func definitions(_ request: RenderRequest) async throws -> [(name: String, bytes: [UInt8])] {
    // Rendering decides which subcharts take part.
    try await render(request).definitions
  }

  /// Renders the chart, with everything that follows rendering. Throws ``ManifestProblem``.
  func render(_ request: RenderRequest) async throws -> RenderedRelease {
    let version = identity.version
    do {
      return try await step.withChart(artifact) { chart in
        var chart = chart
        chart.metadata.version = version
        if let defaults = request.defaults { chart = try chart.with(defaults: defaults) }
        return try ChartHandle.render(chart, request)
      }
    } catch let error as HelmError {
      throw ManifestProblem(message: error.message)
    }
  }

  private static func render(_ chart: Chart, _ request: RenderRequest) throws -> RenderedRelease {
    var options = RenderOptions()
    options.capabilities = request.capabilities
    options.skipsSchemaValidation = request.skipsSchemaValidation
    options.lookup = request.lookup
    options.resolvesHost = request.resolvesHost
    let release = ReleaseOptions(
      name: request.releaseName, namespace: request.namespace, revision: request.revision,
      isUpgrade: request.isUpgrade)
    let rendered = try ChartRenderer(options: options).render(
      chart, values: Values(.object(request.values)), release: release)
    let documents = try PostRender(object: request.object, strategy: request.postRenderStrategy).run(rendered)
    var definitions: [(name: String, bytes: [UInt8])] = []
    try ChartCRD.forEach(rendered.crds) { (definition, bytes) throws(HelmError) in
      definitions.append((definition.path, bytes))
    }
    var metadata = rendered.metadata
    metadata.version = chart.metadata.version
    return RenderedRelease(
      manifest: documents.manifest, hooks: documents.hooks, notes: rendered.notes,
      chart: try ChartRecord.json(chart, metadata: metadata), config: request.values, definitions: definitions)
  }
}

extension Chart {
  /// The chart with other default values.
  fileprivate func with(defaults: JSONObject) throws(HelmError) -> Chart {
    try Chart(
      metadata: metadata, lock: lock, valuesFile: YAML.encode(.object(defaults)), schema: schema, templates: templates,
      files: files, dependencies: dependencies)
  }
}

/// A chart as release records keep it (H-25-06): the top chart alone, contents in base64.
enum ChartRecord {
  static func json(_ chart: Chart, metadata: ChartMetadata) throws -> JSONValue {
    var record: JSONObject = ["metadata": metadata.jsonValue, "lock": chart.lock?.jsonValue ?? .null]
    record["templates"] = try files(chart.templates)
    record["values"] = try chart.valuesFile.map { try Values(yaml: $0).jsonValue } ?? .null
    record["schema"] = chart.schema.map { .string(Base64.encode($0)) } ?? .null
    record["schemamodtime"] = "0001-01-01T00:00:00Z"
    record["files"] = try files(chart.files)
    return .object(record)
  }

  private static func files(_ files: [ChartFile]) throws -> JSONValue {
    .array(try files.map { ["name": .string($0.name), "data": .string(Base64.encode(try $0.bytes()))] })
  }
}
