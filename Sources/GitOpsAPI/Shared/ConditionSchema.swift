import JSON
package import OperatorKit

extension Condition {
  private static let reasonPattern = Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$", example: "Succeeded")
  private static let typePattern = Pattern(
    #"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"#,
    example: "Ready")

  package static let schema = Schema.object("One observation about this object.") {
    Field("lastTransitionTime", required: .timestamp, "When the condition last changed.")
    Field("message", required: .string(upTo: maximumMessageBytes), "Details, for people.")
    Field("observedGeneration", .int64.with { $0.minimum = 0 }, "Generation that the condition speaks of.")
    Field("reason", required: .string(1...1024).matching(reasonPattern), "Why, in one word, for programs.")
    Field("status", required: .string.with { $0.allowed = ["True", "False", "Unknown"] }, "Whether it holds.")
    Field("type", required: .string(upTo: 316).matching(typePattern), "What is observed.")
  }
}

extension Field {
  package static let conditions = Field("conditions", .list(Condition.schema), "What was observed.")
  package static let observedGeneration = Field(
    "observedGeneration", .int64, "Generation that was last reconciled.")
  package static let lastHandledReconcileAt = Field(
    "lastHandledReconcileAt", .string, "Value of the annotation reconcile.fluxcd.io/requestedAt last acted upon.")
  package static let artifact = Field("artifact", Artifact.schema, "What was last fetched.")
  package static let suspend = Field("suspend", .boolean, "Leave the object alone until this is false again.")
}

extension Schema {
  /// A status that says "not seen yet" from the moment the object exists.
  package static func status(@FieldsBuilder _ fields: () -> [Field]) -> Schema {
    Schema.object("What was observed.", fields).with {
      $0.defaultValue = ["observedGeneration": -1]
    }
  }
}
