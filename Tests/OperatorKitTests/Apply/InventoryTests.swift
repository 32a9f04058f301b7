import OperatorKit
import Testing

@Suite("Inventory and change sets")
struct InventoryTests {
  let web = reference("Deployment", "web", group: "apps", namespace: "prod")
  let config = reference("ConfigMap", "web", namespace: "prod")

  @Test("K-14-05 K-15-01 what is stale does not depend on API versions")
  func stale() {
    let webBeta = ObjectReference(
      group: "apps", version: "v1beta1", kind: "Deployment", namespace: "prod", name: "web")
    let old = Inventory([webBeta, config])
    #expect(old.subtracting(Inventory([web])) == [config])
    #expect(old.subtracting(Inventory([web, config])).isEmpty)
  }

  @Test("the union holds everything that exists or may soon exist, once, the newer version first")
  func union() {
    let old = Inventory([config, reference("Secret", "gone", namespace: "prod")])
    let union = old.union(Inventory([web, config]))
    #expect(union.entries.map(\.subject) == ["Deployment/prod/web", "ConfigMap/prod/web", "Secret/prod/gone"])
  }

  @Test("K-12-17 K-18-07 changes are written as a line each, with what changed only")
  func changeLines() {
    let set = ChangeSet([
      Change(web, .created, uid: "1"), Change(config, .unchanged, uid: "2"),
      Change(reference("Namespace", "prod"), .configured, uid: "3"),
    ])
    #expect(set.changeText == "Deployment/prod/web created\nNamespace/prod configured")
    #expect(set.description == "Deployment/prod/web created\nConfigMap/prod/web unchanged\nNamespace/prod configured")
    #expect(set.hasChanges)
    #expect(!ChangeSet([Change(config, .unchanged)]).hasChanges)
    #expect(set.subjectsByAction[.created] == ["Deployment/prod/web"])
    #expect(
      ChangeAction.allCases.map(\.rawValue)
        == ["created", "configured", "unchanged", "skipped", "deleted", "unknown"])
  }

  @Test("K-13-11 skipped objects are in the inventory while they exist, and their health is nobody's business")
  func skipped() {
    let set = ChangeSet([Change(web, .skipped, uid: "1"), Change(config, .skipped), Change(config, .deleted)])
    #expect(set.inventory.entries == [web])
    #expect(set.checkable.isEmpty)
    #expect(ChangeSet([Change(web, .unchanged, uid: "1")]).checkable == [web])
  }

  @Test("a cluster-scoped object has no namespace, whatever its manifest says")
  func scope() {
    let stray = reference("Namespace", "a", namespace: "b")
    #expect(stray.scoped(to: .namespace) == reference("Namespace", "a"))
    #expect(config.scoped(to: .configMap) == config)
  }
}
