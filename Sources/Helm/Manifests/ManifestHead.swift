import YAML

/// What Helm reads of a manifest: what it is called and its annotations.
struct ManifestHead: Sendable {
  var apiVersion = ""
  var kind = ""
  var name = ""
  var annotations: [String: String] = [:]

  private static let metadataType =
    #"struct { Name string "json:\"name\""; Annotations map[string]string "json:\"annotations\"" }"#

  /// - Throws: ``HelmError`` when the text is no YAML or not an object.
  init(_ text: ArraySlice<UInt8>) throws(HelmError) {
    let fields = try GoFields(try HelmYAML.document(Array(text), kind: .manifest), type: "util.SimpleHead")
    apiVersion = try fields.string("apiVersion")
    kind = try fields.string("kind")
    guard let metadata = try fields.structure("metadata", type: Self.metadataType) else { return }
    name = try metadata.string("name")
    annotations = try metadata.stringMap("annotations") ?? [:]
  }
}
