import GitOpsAPI
import JSON
import OperatorKit
import Testing

/// Models and schemas are written side by side; these tests keep them from drifting apart.
@Suite struct RoundTripTests {
  private func checkModel<Kind: DefinedKind>(_ kind: Kind.Type) throws {
    let version = try #require(Kind.definition.versions.first)
    #expect(version.name == Kind.resourceType.version)
    var object: JSONValue = ["metadata": ["name": "sample", "namespace": "apps"]]
    object["spec"] = sample(of: version.spec)
    object["status"] = version.status.map(sample)

    let model = try JSONDecoding.decode(Kind.self, from: object)
    #expect(unsetFields(of: model.spec) == [], "fields of \(Kind.self).Spec that the schema lacks")
    #expect(unsetFields(of: model.status) == [], "fields of \(Kind.self).Status that the schema lacks")

    object["apiVersion"] = .string(Kind.resourceType.apiVersion)
    object["kind"] = .string(Kind.resourceType.kind)
    #expect(try JSONEncoding.encode(model) == object, "fields of the schema that \(Kind.self) loses")
  }

  @Test("every field of every schema survives the model of its kind, and no model has others")
  func modelsAndSchemasAgree() throws {
    for kind in DefinedKinds.all { try checkModel(kind) }
  }
}
