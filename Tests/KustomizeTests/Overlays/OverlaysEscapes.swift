extension OverlayCase {
  private static func value(_ name: String, _ text: String) -> OverlayCase {
    OverlayCase(
      name,
      "=== kustomization.yaml\nresources: [c.yaml]\n=== c.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"
        + "data:\n  x: \(text)\n  z: end")
  }

  /// What stands in double quotes, and line breaks that are none of ASCII's.
  static let escapes: [OverlayCase] = [
    value("an escaped apostrophe", #""it\'s \'quoted\', \"twice\" and 'once'""#),
    value("an escaped slash", #""a\/b""#),
    value("a slash behind an escaped backslash", #""a\\/b""#),
    OverlayCase(
      "an object in JSON with an escaped slash",
      """
      === kustomization.yaml
      resources: [c.json]
      === c.json
      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"url": "https:\\/\\/example.org"}}
      """),
    OverlayCase(
      "a patch in JSON with an escaped slash",
      """
      === kustomization.yaml
      resources: [c.yaml]
      patches:
      - target: {kind: ConfigMap}
        patch: '[{"op": "add", "path": "\\/data\\/y", "value": "https:\\/\\/z"}]'
      === c.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c}
      data: {x: "1"}
      """),
    OverlayCase("an escaped slash in a kustomization", "=== kustomization.yaml\nresources: [\"c\\/d.yaml\"]"),
    value("a line separator", #""a\Lb""#),
    value("two paragraph separators", #""a\P\Pb""#),
    value("a line separator between lines", #""a\Lb\nc""#),
    value("a line separator at the end of lines", #""a\nb\L""#),
    value("a paragraph separator after lines", #""\n\P""#),
  ]
}
