import JSON
import OperatorKit
import Testing

@Suite("Apply sets")
struct ApplySetTests {
  @Test("K-12-03 owner labels first, then normalization, then common metadata, which may override a label")
  func order() throws {
    var set = ApplySet(
      owner: OwnerLabels(["owner": "a", "other": "b"]),
      common: CommonMetadata(labels: ["owner": "c"], annotations: ["note": "d"]))
    let config = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","labels":null}}"#
    try set.add(manifest(config))
    let object = try #require(set.applied.first { _ in true })
    #expect(object.labels == ["owner": "c", "other": "b"])
    #expect(object.annotations == ["note": "d"])
  }

  @Test("the same object twice is an error that names both places")
  func duplicate() throws {
    var set = ApplySet(owner: OwnerLabels([:]))
    let config = manifest(#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","namespace":"n"}}"#)
    try set.add(config, origin: ObjectOrigin(file: "a.yaml", line: 3))
    let error = #expect(throws: ApplySetError.self) { try set.add(config, origin: ObjectOrigin(file: "b.yaml")) }
    #expect(
      error?.description
        == "ConfigMap/n/x is defined more than once (a.yaml:3, b.yaml): remove one of the definitions")
    #expect(set.count == 1)
  }

  @Test("the inventory of a set is in apply order")
  func inventory() throws {
    var set = ApplySet(owner: OwnerLabels([:]))
    try set.add(manifest(#"{"apiVersion":"v1","kind":"Service","metadata":{"name":"x"}}"#))
    try set.add(manifest(#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"x"}}"#))
    #expect(set.inventory.entries.map(\.subject) == ["Namespace/x", "Service/x"])
  }

  @Test("K-16-12 jobs that are deleted when they are done are known")
  func expiringJobs() throws {
    var set = ApplySet(owner: OwnerLabels([:]))
    try set.add(manifest(#"{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"kept"},"spec":{}}"#))
    try set.add(
      manifest(#"{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"x"},"spec":{"ttlSecondsAfterFinished":0}}"#))
    #expect(set.expiringJobs.map(\.name) == ["x"])
  }
}
