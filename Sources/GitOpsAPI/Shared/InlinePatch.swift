/// A patch in a spec: a strategic merge patch or a list of JSON 6902 operations, as YAML.
public struct InlinePatch: Codable, Hashable, Sendable {
  public var patch: String
  /// `nil` when the patch names its object itself.
  public var target: ObjectSelector?

  public init(patch: String, target: ObjectSelector? = nil) {
    self.patch = patch
    self.target = target
  }

  package static let schema = Schema.object("A patch and the objects it is for.") {
    Field("patch", required: .string, "Strategic merge patch or JSON 6902 operations, as YAML.")
    Field("target", ObjectSelector.schema, "Objects to patch; when absent, the one that the patch names.")
  }
}
