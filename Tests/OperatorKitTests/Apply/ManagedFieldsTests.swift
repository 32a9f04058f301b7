import JSON
import OperatorKit
import Testing

@Suite("Managed fields")
struct ManagedFieldsTests {
  func object(_ entries: String, spec: String = "{}") -> DynamicObject {
    manifest(
      #"{"apiVersion":"v1","kind":"X","metadata":{"name":"x","resourceVersion":"7","managedFields":[\#(entries)]},"spec":\#(spec)}"#
    )
  }

  func entry(_ manager: String, _ operation: String, _ fields: String, subresource: String = "") -> String {
    #"{"manager":"\#(manager)","operation":"\#(operation)","apiVersion":"v1","subresource":"\#(subresource)","fieldsV1":\#(fields)}"#
  }

  let managers: [ManagedFields.Manager] = [
    .init(prefix: "kubectl", operation: .apply), .init(prefix: "kubectl", operation: .update),
    .init(prefix: "ours", operation: .update),
  ]

  @Test("K-12-22 fields of other managers are merged into our entry")
  func takeover() throws {
    let before = ManagedFields(
      object(
        [
          entry("kubectl", "Update", #"{"f:spec":{"f:a":{},"f:b":{"f:c":{}}}}"#),
          entry("other", "Update", #"{"f:spec":{"f:z":{}}}"#),
          entry("ours", "Apply", #"{"f:spec":{"f:b":{"f:d":{}}}}"#),
        ].joined(separator: ",")))
    let fields = try #require(before.takenOver(from: managers, by: "ours"))
    #expect(fields.entries.map { $0["manager"]?.stringValue } == ["other", "ours"])
    #expect(fields.entries.last?["operation"] == "Apply")
    #expect(
      fields.entries.last?["fieldsV1"] == ["f:spec": ["f:a": [:], "f:b": ["f:c": [:], "f:d": [:]]]])
    #expect(fields.takenOver(from: managers, by: "ours") == nil)
  }

  @Test("K-12-22 without an entry of ours the first one found becomes it")
  func rename() throws {
    let before = ManagedFields(object(entry("ours", "Update", #"{"f:a":{}}"#)))
    let fields = try #require(before.takenOver(from: managers, by: "ours"))
    #expect(fields.entries.count == 1)
    #expect(fields.entries[0]["manager"] == "ours")
    #expect(fields.entries[0]["operation"] == "Apply")
  }

  @Test(
    "K-12-23 names are compared by prefix; subresources and exempt managers keep their fields",
    arguments: [
      ("kubectl-client-side-apply", "Update", "", true), ("kubectl", "Update", "status", false),
      ("flux-client-side-apply", "Update", "", false), ("kubectl-exempt", "Apply", "", false),
      ("my-kubectl", "Apply", "", false), ("ours", "Update", "", true),
    ])
  func matching(manager: String, operation: String, subresource: String, expected: Bool) {
    let fields = ManagedFields(object(entry(manager, operation, #"{"f:a":{}}"#, subresource: subresource)))
    #expect((fields.takenOver(from: managers, exempt: ["kubectl-exempt"], by: "ours") != nil) == expected)
  }

  @Test("K-12-22 the patch replaces the managers, and only those of the object that was read")
  func patch() throws {
    let read = object(entry("kubectl", "Update", "{}"))
    let fields = try #require(ManagedFields(read).takenOver(from: managers, by: "ours"))
    let operations = fields.patch(for: read)
    #expect(operations.map { $0["path"] } == ["/metadata/managedFields", "/metadata/resourceVersion"])
    #expect(operations.allSatisfy { $0["op"] == "replace" })
    #expect(operations[1]["value"] == "7")
  }

  @Test("K-12-24 every entry can be said to be of one version")
  func migrate() throws {
    let before = ManagedFields(object(entry("a", "Update", "{}", subresource: "status")))
    #expect(before.migrated(to: "v1") == nil)
    let fields = try #require(before.migrated(to: "example.org/v2"))
    #expect(fields.entries[0]["apiVersion"] == "example.org/v2")
  }

  @Test("K-12-26 who applies a field is found through keys of lists")
  func owners() {
    let scaler = entry(
      "scaler", "Apply",
      #"{"f:spec":{"f:replicas":{},"f:ports":{"k:{\"name\":\"b\",\"port\":2}":{"f:x":{}}},"f:set":{"v:\"two\"":{}}}}"#)
    let ours = entry("ours", "Apply", #"{"f:spec":{"f:ports":{"k:{\"name\":\"a\",\"port\":1}":{"f:x":{}}}}}"#)
    let status = entry("status", "Apply", #"{"f:spec":{"f:replicas":{}}}"#, subresource: "status")
    let update = entry("update", "Update", #"{"f:spec":{"f:replicas":{}}}"#)
    let object = object(
      [scaler, ours, status, update].joined(separator: ","),
      spec: #"{"replicas":1,"ports":[{"name":"a","port":1,"x":1},{"name":"b","port":2,"x":1}],"set":["one","two"]}"#)
    let fields = ManagedFields(object)
    let owners = { (path: String) in JSONPointer(path).map { fields.appliers(of: $0, in: object) } }
    #expect(owners("/spec/replicas") == ["scaler"])
    #expect(owners("/spec/ports/0/x") == ["ours"])
    #expect(owners("/spec/ports/1/x") == ["scaler"])
    #expect(owners("/spec/ports/2/x") == [])
    #expect(owners("/spec/set/1") == ["scaler"])
    #expect(owners("/spec/set/0") == [])
    #expect(owners("/spec/unknown") == [])
  }
}
