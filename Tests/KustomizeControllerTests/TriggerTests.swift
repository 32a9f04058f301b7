import GitOpsAPI
import KustomizeController
import OperatorKit
import Testing

/// What wakes a Kustomization.
@Suite struct TriggerTests {
  private func object(_ name: String = "app", _ change: (inout Kustomization) -> Void = { _ in }) -> Kustomization {
    var metadata = ObjectMeta(name: name, namespace: "tenant")
    metadata.generation = 1
    var object = Kustomization(
      metadata: metadata,
      spec: .init(interval: .seconds(60), prune: true, sourceRef: .init(kind: .gitRepository, name: "repo")))
    change(&object)
    return object
  }

  private let artifact = Artifact(
    digest: "sha256:1", lastUpdateTime: Timestamp(microseconds: 0), path: "x", revision: "main@sha1:1", url: "http://x")

  @Test("K-06-01 of its own changes a new generation and a request count, its status does not")
  func ownChanges() {
    let old = object()
    #expect(Triggers.isWorthwhile(old, object { $0.metadata.generation = 2 }))
    #expect(
      Triggers.isWorthwhile(old, object { $0.metadata.annotations = ["reconcile.fluxcd.io/requestedAt": "1"] }))
    #expect(!Triggers.isWorthwhile(old, object { $0.status.lastAppliedRevision = "x" }))
    #expect(!Triggers.isWorthwhile(old, object { $0.metadata.annotations = ["other": "1"] }))
  }

  @Test("K-06-03 a revision that is at work or done already wakes nobody")
  func attemptedRevision() {
    func needs(_ type: String?, _ attempted: String?) -> Bool {
      Triggers.needs(
        object {
          $0.status.lastAttemptedRevision = attempted
          if let type { $0.status.conditions = [Condition(type: type, status: .true, reason: "x", message: "")] }
        }, artifact)
    }
    #expect(!needs("Ready", "main@sha1:1") && !needs("Reconciling", "main@sha1:1"))
    #expect(needs("Ready", "main@sha1:0") && needs("Stalled", "main@sha1:1") && needs(nil, "main@sha1:1"))
  }

  @Test("K-06-07 everything that a Kustomization reads is an index entry, optional variables too")
  func configuration() throws {
    let index = try #require(Triggers.indexers[Triggers.Index.configuration])
    let secret = object {
      $0.spec.kubeConfig = KubeConfigReference(secretRef: SecretKeyReference(name: "remote"))
      $0.spec.postBuild = .init(substituteFrom: [
        .init(kind: .configMap, name: "vars", optional: true), .init(kind: .secret, name: "keys"),
      ])
    }
    #expect(index(secret) == ["ConfigMap/tenant/vars", "Secret/tenant/keys", "Secret/tenant/remote"])
    let map = object { $0.spec.kubeConfig = KubeConfigReference(configMapRef: LocalObjectReference(name: "cluster")) }
    #expect(index(map) == ["ConfigMap/tenant/cluster"])
  }

  @Test("K-07-03 K-07-04 a dependency must be current, ready, and of the same revision where the source is the same")
  func readiness() {
    func problem(_ change: (inout Kustomization) -> Void) -> String? {
      let ready = object("base") {
        $0.status.observedGeneration = 1
        $0.status.lastAppliedRevision = "main@sha1:1"
        $0.status.conditions = [Condition(type: "Ready", status: .true, reason: "x", message: "")]
        change(&$0)
      }
      return DependencyCheck.problem(ready, of: object(), artifact: artifact)
    }
    #expect(problem { _ in } == nil)
    #expect(problem { $0.metadata.generation = 2 } == "is not ready")
    #expect(problem { $0.status.conditions = [] } == "is not ready")
    #expect(problem { $0.status.lastAppliedRevision = "main@sha1:0" } == "revision is not up to date")
    #expect(
      problem {
        $0.status.lastAppliedRevision = "main@sha1:0"
        $0.spec.sourceRef.name = "another"
      } == nil)
  }

  @Test("a cycle of dependencies is found from each of its members, and only from them")
  func cycles() {
    func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "tenant", name: name) }
    let graph = ["a": ["b", "x"], "b": ["c"], "c": ["a"], "x": [], "d": ["a"], "self": ["self"]]
    func cycle(_ start: String) -> [String]? {
      DependencyCycle.find(from: key(start)) { (graph[$0.name] ?? []).map(key) }?.map(\.name)
    }
    #expect(cycle("a") == ["a", "b", "c", "a"])
    #expect(cycle("c") == ["c", "a", "b", "c"])
    #expect(cycle("self") == ["self", "self"])
    #expect(cycle("d") == nil && cycle("x") == nil && cycle("unknown") == nil)
  }
}
