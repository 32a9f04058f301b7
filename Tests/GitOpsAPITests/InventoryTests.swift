import GitOpsAPI
import JSON
import OperatorKit
import Testing

@Suite struct InventoryTests {
  private func object(_ apiVersion: String, _ kind: String, _ namespace: String?, _ name: String) -> DynamicObject {
    var metadata: JSONObject = ["name": .string(name)]
    metadata["namespace"] = namespace.map(JSONValue.string)
    return DynamicObject(["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": .object(metadata)])
  }

  @Test("K-14-01 an id is namespace, name, group and kind, with empty parts for cluster scope and the core group")
  func encoding() {
    #expect(InventoryID(object("apps/v1", "Deployment", "shop", "web")).description == "shop_web_apps_Deployment")
    #expect(InventoryID(object("v1", "Service", "shop", "web")).description == "shop_web__Service")
    #expect(InventoryID(object("v1", "Namespace", nil, "shop")).description == "_shop__Namespace")
    #expect(
      InventoryID(object("networking.k8s.io/v1", "IngressClass", nil, "nginx")).description
        == "_nginx_networking.k8s.io_IngressClass")
  }

  @Test("K-14-02 an entry holds the version without its group")
  func version() {
    let entry = InventoryEntry(object("apps/v1", "Deployment", "shop", "web"))
    #expect(entry.v == "v1")
    #expect(entry.groupVersionKind == GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"))
  }

  @Test("K-14-03 colons in names of RBAC kinds are written as two underscores, and read back for those kinds alone")
  func colons() throws {
    let role = object("rbac.authorization.k8s.io/v1", "ClusterRole", nil, "system:node:reader")
    let id = InventoryID(role)
    #expect(id.description == "_system__node__reader_rbac.authorization.k8s.io_ClusterRole")
    #expect(InventoryID(id.description) == id)
    let other = try #require(InventoryID("shop_a__b_example.org_Thing"))
    #expect(other.key == ObjectKey(namespace: "shop", name: "a__b"))
  }

  @Test("K-14-04 namespace ends at the first underscore, kind begins after the last, group after the one before")
  func parsing() throws {
    let id = try #require(InventoryID("shop_my_odd_name_apps_Deployment"))
    #expect(id.key == ObjectKey(namespace: "shop", name: "my_odd_name"))
    #expect(id.groupKind == GroupKind(group: "apps", kind: "Deployment"))
    #expect(InventoryID("_shop__Namespace")?.key == ObjectKey(namespace: "", name: "shop"))
    for bad in ["", "shop", "shop_web", "shop_web_Deployment"] { #expect(InventoryID(bad) == nil, "\(bad)") }
  }

  @Test("K-14-05 entries keep their order, and an object in another version is not stale")
  func staleness() {
    let old = ResourceInventory(entries: [
      InventoryEntry(id: "shop_web_apps_Deployment", v: "v1beta1"), InventoryEntry(id: "shop_b__Service", v: "v1"),
      InventoryEntry(id: "shop_a__Service", v: "v1"),
    ])
    let new = ResourceInventory(entries: [
      InventoryEntry(id: "shop_c__Service", v: "v1"), InventoryEntry(id: "shop_web_apps_Deployment", v: "v1"),
    ])
    #expect(old.subtracting(new).map(\.id) == ["shop_b__Service", "shop_a__Service"])
    #expect(
      new.union(old).entries.map(\.id) == [
        "shop_c__Service", "shop_web_apps_Deployment", "shop_b__Service", "shop_a__Service",
      ])
    #expect(new.union(old).entries[1].v == "v1", "what is about to be applied wins")
  }
}
