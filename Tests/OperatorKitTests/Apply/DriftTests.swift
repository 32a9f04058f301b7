import JSON
import OperatorKit
import Testing

@Suite("Drift")
struct DriftTests {
  let live = manifest(
    #"{"apiVersion":"v1","kind":"X","metadata":{"name":"x","resourceVersion":"1","labels":{"a":"1"},"annotations":{}},"spec":{"n":1,"list":[1,2,3]},"status":{"s":1}}"#
  )

  @Test(
    "K-12-16 labels, annotations and all but metadata and status count",
    arguments: [
      (["metadata", "labels", "a"], "2", true), (["metadata", "annotations", "a"], "2", true),
      (["spec", "n"], "2", true), (["data"], "new", true), (["status", "s"], "2", false),
      (["metadata", "resourceVersion"], "2", false), (["metadata", "finalizers"], "2", false),
    ] as [([String], String, Bool)])
  func counts(path: [String], value: String, expected: Bool) {
    var desired = live
    desired.json[path: path] = .string(value)
    #expect(Drift.hasDrifted(live: live, desired: desired) == expected)
    #expect(Drift.report(live: live, desired: desired).isEmpty == !expected)
  }

  @Test("K-12-16 no annotations and none at all are the same, and so are 1 and 1.0")
  func equal() {
    var desired = live
    desired.json[path: "metadata", "annotations"] = nil
    desired.json[path: "spec", "n"] = .number(JSONNumber(text: "1.0") ?? JSONNumber(0))
    #expect(!Drift.hasDrifted(live: live, desired: desired))
  }

  @Test("K-12-25 ignored paths are left out of the comparison, in arrays by their places before")
  func ignored() throws {
    var desired = live
    desired.json[path: "spec", "list"] = [9, 2, 9]
    let pointers = ["/spec/list/0", "/spec/list/2"].compactMap { JSONPointer($0) }
    #expect(!Drift.hasDrifted(live: live, desired: desired, ignoring: pointers))
    #expect(Drift.hasDrifted(live: live, desired: desired, ignoring: [pointers[0]]))
    #expect(
      !Drift.hasDrifted(
        live: live, desired: desired, ignoring: [pointers[0]] + [JSONPointer("/spec/list")].compactMap(\.self)))
  }

  @Test("a report names the paths, and no more than it was asked for")
  func report() {
    var desired = live
    desired.json[path: "spec", "n"] = 2
    desired.json[path: "spec", "list"] = [1, 5]
    desired.setLabel("b", "x")
    let report = Drift.report(live: live, desired: desired)
    #expect(
      report.description == """
        /metadata/labels/b: absent → "x"
        /spec/list/1: 2 → 5
        /spec/list/2: 3 → absent
        /spec/n: 1 → 2
        """)
    let short = Drift.report(live: live, desired: desired, limit: 1)
    #expect(short.differences.count == 1)
    #expect(!short.isComplete)
    #expect(report.isComplete)
  }

  @Test("a report shows nothing of a Secret's data")
  func masked() {
    let secret = manifest(
      #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x","annotations":{"k":"hidden1"}},"data":{"p":"hidden2"},"type":"a"}"#
    )
    var desired = secret
    desired.json["data"] = ["p": "hidden3", "q": "hidden4"]
    desired.json["type"] = "b"
    desired.setAnnotation("k", nil)
    let text = Drift.report(live: secret, desired: desired).description
    #expect(!text.contains("hidden"))
    #expect(text.contains("/data/p: \"*** (before)\" → \"*** (after)\""))
    #expect(text.contains("/data/q: absent → \"*** (after)\""))
    #expect(text.contains("/type: \"a\" → \"b\""))
  }

  @Test("long values are shortened")
  func shortened() {
    var desired = live
    desired.json["data"] = .string(String(repeating: "ä", count: 5000))
    let report = Drift.report(live: live, desired: desired)
    #expect(report.description.utf8.count < 400)
    #expect(report.description.contains("(10002 bytes)"))
  }

  @Test("metrics that old API servers repeat in dry runs are no drift")
  func metrics() {
    let live = manifest(#"{"kind":"HorizontalPodAutoscaler","spec":{"metrics":[{"type":"Resource"}]}}"#)
    let dryRun = manifest(
      #"{"kind":"HorizontalPodAutoscaler","spec":{"metrics":[{"type":"Resource"},{"type":"Resource"},{"type":""}]}}"#)
    #expect(!Drift.hasDrifted(live: live, desired: dryRun))
  }
}
