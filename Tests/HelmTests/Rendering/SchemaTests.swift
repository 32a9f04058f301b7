import Helm
import OperatorKitTesting
import Testing

extension RenderCase {
  private static func schema(_ name: String, _ schema: String, values: String, set: [String] = []) -> RenderCase {
    RenderCase(
      name, ["values.schema.json": schema, "values.yaml": values, "templates/a.yaml": "a: {{ .Values.a }}"], set: set)
  }

  private static let seven = #""$schema": "http://json-schema.org/draft-07/schema#""#

  static let schemas: [RenderCase] = [
    schema(
      "values that fit a schema", #"{"properties": {"a": {"type": "integer"}}, "required": ["a"]}"#,
      values: "a: 1"),
    schema("a value of the wrong type", #"{"properties": {"a": {"type": "object"}}}"#, values: "a: text"),
    schema("a value of --set", #"{"properties": {"a": {"maximum": 5}}}"#, values: "a: 1", set: ["a=123456"]),
    schema("a value that is missing", #"{"required": ["a", "b"]}"#, values: "c: 1"),
    schema("a value too many", #"{"additionalProperties": false, "properties": {"a": {}}}"#, values: "a: 1\nb: 2"),
    schema("a null takes the default away before the check", #"{"required": ["a"]}"#, values: "a: 1", set: ["a=null"]),
    schema(
      "alternatives", #"{"properties": {"a": {"anyOf": [{"type": "object"}, {"type": "array"}]}}}"#, values: "a: text"),
    schema("a format of draft 7", #"{\#(seven), "properties": {"a": {"format": "ipv4"}}}"#, values: "a: 1.2.3.400"),
    schema("a schema that is wrong", #"{\#(seven), "properties": {"a": {"type": "objekt"}}}"#, values: "a: 1"),
    schema("a wrong schema of the latest draft", #"{"properties": {"a": {"pattern": "["}}}"#, values: "a: 1"),
    schema("a reference to nothing", ##"{"$ref": "#/nope"}"##, values: "a: 1"),
    schema("a schema within itself", ##"{"properties": {"a": {"$ref": "#/properties/a"}}}"##, values: "a: 1"),
    schema("a schema that ends too soon", #"{"a": "#, values: "a: 1"),
    schema("a schema without anything", "", values: "a: 1"),
    schema("a schema with something behind it", "{} x", values: "a: 1"),
    subchart("values of a subchart", parent: "s: {a: text}"),
    subchart("values of a subchart that fit", parent: "s: {a: 5}"),
    RenderCase(
      "two charts at once",
      [
        "Chart.yaml": subchartHead, "values.schema.json": #"{"required": ["x"]}"#, "templates/a.yaml": "a: 1",
        "charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 1.0.0\n",
        "charts/s/values.schema.json": #"{"required": ["y"]}"#,
      ]),
  ]

  private static let subchartHead =
    "apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies: [{name: s, version: 1.x, repository: ''}]\n"

  private static func subchart(_ name: String, parent: String) -> RenderCase {
    RenderCase(
      name,
      [
        "Chart.yaml": subchartHead, "values.yaml": parent, "templates/a.yaml": "a: 1",
        "charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 1.0.0\n", "charts/s/values.yaml": "a: 1\n",
        "charts/s/values.schema.json": #"{"properties": {"a": {"type": "integer"}, "global": {}}, "required": ["a"]}"#,
      ])
  }
}

@Suite("Schemas of charts")
struct SchemaTests {
  @Test("H-28-09 values are checked for chart and subcharts as by the real helm", arguments: RenderCase.schemas)
  func same(_ sample: RenderCase) async throws { try await OracleTests.compare(sample) }

  @Test("H-28-09 the check can be switched off")
  func off() throws {
    let files = try ChartFiles([
      "Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n", "values.schema.json": #"{"required": ["a"]}"#,
      "templates/a.yaml": "a: 1",
    ])
    let chart = try ChartLoader().load(files.path)
    let release = ReleaseOptions(name: "x")
    let error = #expect(throws: HelmError.self) {
      try ChartRenderer().render(chart, values: Values(), release: release)
    }
    #expect(error?.kind == .schema)
    var options = RenderOptions()
    options.skipsSchemaValidation = true
    let rendered = try ChartRenderer(options: options).render(chart, values: Values(), release: release)
    #expect(rendered.manifests.count == 1)
  }
}
