/// One YAML document of a release.
public struct RenderedManifest: Sendable {
  /// The template it comes from, `chart/templates/file.yaml`.
  public let path: String
  public let kind: String
  public let apiVersion: String
  /// The object's name.
  public let name: String
  /// Its text, without the separator.
  public let content: ArraySlice<UInt8>

  public init(path: String, kind: String, apiVersion: String, name: String, content: ArraySlice<UInt8>) {
    self.path = path
    self.kind = kind
    self.apiVersion = apiVersion
    self.name = name
    self.content = content
  }

  /// Writes the document as it stands in a release: separator, source, text.
  public func write(to out: inout [UInt8]) {
    out += Array("---\n# Source: \(path)\n".utf8)
    out += content
    out.append(UInt8(ascii: "\n"))
  }
}
