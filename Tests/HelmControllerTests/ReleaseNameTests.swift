import GitOpsAPI
import JSON
import Testing

@testable import HelmController

@Suite struct ReleaseNameTests {
  @Test("H-12-01 the name is the one that is given, or made of target namespace and name, or the object's")
  func names() throws {
    #expect(ReleaseNames.full(try Sample.object()) == "shop")
    #expect(ReleaseNames.full(try Sample.object(["targetNamespace": "prod"])) == "prod-shop")
    #expect(ReleaseNames.full(try Sample.object(["targetNamespace": "prod", "releaseName": "web"])) == "web")
  }

  @Test("H-12-02 a name of more than 53 characters ends in twelve digits of its hash")
  func long() throws {
    let name = String(repeating: "a", count: 60)
    let short = ReleaseNames.shortened(name)
    #expect(short == String(repeating: "a", count: 40) + "-11ee391211c6")
    #expect(ReleaseNames.shortened(String(repeating: "a", count: 53)).count == 53)
  }

  @Test("H-12-03 release and storage namespace are those of the spec, or the object's own")
  func namespaces() throws {
    let plain = try Sample.object()
    #expect(plain.releaseNamespace == "apps" && plain.storageNamespace == "apps")
    let moved = try Sample.object(["targetNamespace": "prod", "storageNamespace": "helm"])
    #expect(moved.releaseNamespace == "prod" && moved.storageNamespace == "helm")
  }
}
