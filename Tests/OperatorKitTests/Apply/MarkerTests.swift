import JSON
import OperatorKit
import Testing

@Suite("Markers and labels")
struct MarkerTests {
  let markers = ControlMarkers(prefix: "example.org")

  func object(_ place: String, _ key: String, _ value: String) -> DynamicObject {
    manifest(#"{"kind":"X","metadata":{"name":"x","\#(place)":{"example.org/\#(key)":"\#(value)"}}}"#)
  }

  @Test("K-13-01 markers count as label and annotation, in any case", arguments: ["labels", "annotations"])
  func places(place: String) {
    #expect(markers.isExcluded(object(place, "reconcile", "DISABLED")))
    #expect(markers.isForced(object(place, "force", "Enabled")))
    #expect(!markers.isForced(object(place, "force", "enable")))
    #expect(!markers.isForced(object(place, "prune", "enabled")))
  }

  @Test("K-13-02 K-13-05 K-13-06 K-13-04 K-13-08 each marker means one thing")
  func meanings() {
    #expect(markers.isExcluded(object("labels", "reconcile", "disabled")))
    #expect(markers.isExcluded(object("labels", "ssa", "ignore")))
    #expect(!markers.isExcluded(object("labels", "ssa", "override")))
    #expect(markers.isCreatedOnly(object("annotations", "ssa", "IfNotPresent")))
    #expect(markers.isMerged(object("annotations", "ssa", "merge")))
    #expect(markers.isKept(object("annotations", "prune", "disabled")))
    #expect(markers.isKept(object("annotations", "ssa", "Ignore")))
    #expect(markers.isKept(object("annotations", "reconcile", "disabled")))
    #expect(!markers.isKept(object("annotations", "prune", "enabled")))
  }

  @Test("K-12-02 K-15-02 owner labels are put on objects and matched all together")
  func owner() {
    let owner = OwnerLabels(["b": "2", "a": "1"])
    var object = manifest(#"{"kind":"X","metadata":{"name":"x","labels":{"a":"0"}}}"#)
    #expect(!owner.match(object))
    owner.apply(to: &object)
    #expect(object.labels == ["a": "1", "b": "2"])
    #expect(owner.match(object))
    #expect(owner.selector.description == "a=1,b=2")
    object.setLabel("b", nil)
    #expect(!owner.match(object))
    #expect(!OwnerLabels([:]).match(object))
  }
}
