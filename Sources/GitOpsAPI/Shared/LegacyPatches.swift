/// Patches in the notation that older versions had beside `patches`.
///
/// Objects are stored in the present version, where these fields would be lost without a word. So the older versions
/// know the fields, and refuse them with a rule that says what to write instead.
enum LegacyPatches {
  @FieldsBuilder static var fields: [Field] {
    Field("patchesJson6902", .list(json6902), "JSON 6902 patches; use patches.")
    Field("patchesStrategicMerge", .list(.anything), "Strategic merge patches; use patches.")
  }

  static let refusals = [
    ValidationRule.refusing("patchesJson6902", insteadUse: "patches"),
    ValidationRule.refusing("patchesStrategicMerge", insteadUse: "patches"),
  ]

  private static let json6902 = Schema.object("JSON 6902 operations and the objects they are for.") {
    Field("patch", required: .list(operation), "Operations, in their order.")
    Field("target", required: ObjectSelector.schema, "Objects to patch.")
  }

  private static let operation = Schema.object("One JSON 6902 operation.") {
    Field("from", .string, "JSON pointer of the value to move or copy.")
    Field(
      "op", required: .string.with { $0.allowed = ["test", "remove", "add", "replace", "move", "copy"] },
      "What to do.")
    Field("path", required: .string, "JSON pointer of the value to change.")
    Field("value", .anything, "The value to set or to expect.")
  }
}
