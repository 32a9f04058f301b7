import GitOpsAPI
import Helm
import JSON
import OperatorKit
import Testing

@testable import HelmController

@Suite struct ClusterRuleTests {
  private func object(_ kind: String, _ name: String = "x", _ fields: JSONObject = [:], apiVersion: String = "apps/v1")
    -> DynamicObject
  {
    var json: JSONObject = [
      "apiVersion": .string(apiVersion), "kind": .string(kind),
      "metadata": ["name": .string(name), "namespace": "apps"],
    ]
    for (key, value) in fields { json[key] = value }
    return DynamicObject(.object(json))
  }

  private func releaseObject(_ kind: String, _ name: String = "x") -> ReleaseObject {
    let type = ResourceType(group: "", version: "v1", kind: kind, plural: kind.lowercased())
    let object = DynamicObject(type, ObjectKey(namespace: "apps", name: name))
    return ReleaseObject(object: object, type: type, reference: ObjectReference(object))
  }

  @Test("H-26-02 ownership is one label and two annotations; others are told apart field by field")
  func ownership() {
    let ownership = Ownership(release: "shop", namespace: "apps")
    var mine = object("ConfigMap", apiVersion: "v1")
    #expect(
      ownership.problem(mine)
        == "invalid ownership metadata; label validation error: missing key \"app.kubernetes.io/managed-by\": must be set to "
        + "\"Helm\"; annotation validation error: missing key \"meta.helm.sh/release-name\": must be set to \"shop\"; "
        + "annotation validation error: missing key \"meta.helm.sh/release-namespace\": must be set to \"apps\"")
    ownership.mark(&mine)
    #expect(ownership.problem(mine) == nil)
    #expect(
      Ownership(release: "other", namespace: "apps").problem(mine)
        == "invalid ownership metadata; annotation validation error: key \"meta.helm.sh/release-name\" must equal "
        + "\"other\": current value is \"shop\"")
  }

  @Test("H-27-05 objects are installed kind by kind, unknown kinds last by name")
  func installOrder() {
    let order = [
      "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
      "PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass",
      "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList",
      "ClusterRoleBinding", "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList", "Service",
      "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment", "HorizontalPodAutoscaler",
      "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService", "MutatingWebhookConfiguration",
      "ValidatingWebhookConfiguration", "Apple", "Widget",
    ]
    #expect(KindOrder.install.sorted(order.reversed()) { $0 } == order)
  }

  @Test("H-27-06 objects are uninstalled kind by kind, unknown kinds last")
  func uninstallOrder() {
    let order = [
      "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService", "Ingress", "IngressClass",
      "Service", "CronJob", "Job", "StatefulSet", "HorizontalPodAutoscaler", "Deployment", "ReplicaSet",
      "ReplicationController", "Pod", "DaemonSet", "RoleBindingList", "RoleBinding", "RoleList", "Role",
      "ClusterRoleBindingList", "ClusterRoleBinding", "ClusterRoleList", "ClusterRole", "CustomResourceDefinition",
      "PersistentVolumeClaim", "PersistentVolume", "StorageClass", "ConfigMap", "SecretList", "Secret",
      "ServiceAccount", "PodDisruptionBudget", "PodSecurityPolicy", "LimitRange", "ResourceQuota", "NetworkPolicy",
      "Namespace", "PriorityClass", "Apple", "Widget",
    ]
    #expect(KindOrder.uninstall.sorted(order.reversed()) { $0 } == order)
  }

  @Test("H-26-05 kinds of Kubernetes get strategic merge patches, others merge patches")
  func threeWay() throws {
    let original = object(
      "Deployment", "web",
      [
        "spec": [
          "replicas": 1,
          "template": ["spec": ["containers": [["name": "a", "image": "a:1"], ["name": "old", "image": "o:1"]]]],
        ]
      ])
    let target = object(
      "Deployment", "web", ["spec": ["template": ["spec": ["containers": [["name": "a", "image": "a:2"]]]]]])
    var live = original
    live.json[path: "spec", "paused"] = true
    guard case .strategicMerge(let patch)? = ThreeWayPatch.make(target, original: original, live: live) else {
      return fail("no strategic merge patch")
    }
    #expect(
      patch == [
        "spec": [
          "replicas": .null,
          "template": ["spec": ["containers": [["name": "a", "image": "a:2"], ["$patch": "delete", "name": "old"]]]],
        ]
      ])
    #expect(ThreeWayPatch.make(original, original: original, live: live) == nil)
    let custom = object("Widget", "w", ["spec": ["list": [1]]], apiVersion: "example.com/v1")
    let changed = object("Widget", "w", ["spec": ["list": [2]]], apiVersion: "example.com/v1")
    guard case .merge(let merge)? = ThreeWayPatch.make(changed, original: custom, live: custom) else {
      return fail("no merge patch")
    }
    #expect(merge == ["spec": ["list": [2]]])
  }

  @Test("drift becomes a JSON patch without status and metadata of others, and without what is ignored")
  func difference() throws {
    let live = object("Deployment", "web", ["spec": ["a": 1, "b": [1, 2], "c": 1], "status": ["x": 1]])
    var wanted = object("Deployment", "web", ["spec": ["a": 2, "b": [1, 3], "d": 1]])
    wanted.setLabel("l", "v")
    let ignored = try #require(JSONPointer("/spec/a"))
    #expect(
      JSONDifference.operations(live: live, wanted: wanted, ignoring: [ignored]) == [
        ["op": "add", "path": "/metadata/labels", "value": [:]],
        ["op": "add", "path": "/metadata/labels/l", "value": "v"],
        ["op": "replace", "path": "/spec/b/1", "value": 3], ["op": "remove", "path": "/spec/c"],
        ["op": "add", "path": "/spec/d", "value": 1],
      ])
  }

  @Test("H-21-04 a hook is done when its Job has completed, its Pod has succeeded; anything else at once")
  func hookReadiness() {
    let job = object("Job", "j", apiVersion: "batch/v1")
    #expect(HookReadiness.judge(job).status == .inProgress)
    var done = job
    done.json["status"] = ["conditions": [["type": "Complete", "status": "True"]]]
    #expect(HookReadiness.judge(done).status == .current)
    done.json["status"] = ["conditions": [["type": "Failed", "status": "True", "message": "m"]]]
    #expect(HookReadiness.judge(done).status == .failed)
    var pod = object("Pod", "p", apiVersion: "v1")
    pod.json["status"] = ["phase": "Running"]
    #expect(HookReadiness.judge(pod).status == .inProgress)
    pod.json["status"] = ["phase": "Succeeded"]
    #expect(HookReadiness.judge(pod).status == .current)
    pod.json["status"] = ["phase": "Failed"]
    #expect(HookReadiness.judge(pod).status == .failed)
    #expect(HookReadiness.judge(object("ConfigMap", apiVersion: "v1")).status == .current)
  }

  @Test("H-21-02 the rules of Helm 3 look at replicas, addresses and claims")
  func legacy() {
    var deployment = object("Deployment", "d", ["spec": ["replicas": 2], "status": ["readyReplicas": 1]])
    #expect(LegacyReadiness.judge(deployment, waitsForJobs: true).status == .inProgress)
    deployment.json["status"] = ["readyReplicas": 2]
    #expect(LegacyReadiness.judge(deployment, waitsForJobs: true).status == .current)
    deployment.json["spec"] = ["replicas": 4, "strategy": ["rollingUpdate": ["maxUnavailable": "50%"]]]
    #expect(LegacyReadiness.judge(deployment, waitsForJobs: true).status == .current)
    let claim = object("PersistentVolumeClaim", "c", ["status": ["phase": "Pending"]], apiVersion: "v1")
    #expect(LegacyReadiness.judge(claim, waitsForJobs: true).status == .inProgress)
    let service = object("Service", "s", ["spec": ["type": "LoadBalancer", "clusterIP": "10.0.0.1"]], apiVersion: "v1")
    #expect(LegacyReadiness.judge(service, waitsForJobs: true).status == .inProgress)
    let job = object("Job", "j", apiVersion: "batch/v1")
    #expect(LegacyReadiness.judge(job, waitsForJobs: true).status == .inProgress)
    #expect(LegacyReadiness.judge(job, waitsForJobs: false).status == .current)
  }

  @Test("H-21-05 paused Deployments are not waited for; Jobs that are deleted when done may be gone")
  func waitedFor() {
    let type = ResourceType(group: "apps", version: "v1", kind: "Deployment", plural: "deployments")
    let paused = object("Deployment", "d", ["spec": ["paused": true, "replicas": 1]])
    let kept = ReleaseObject(object: paused, type: type, reference: ObjectReference(paused)).slimmed
    #expect(kept.isPausedDeployment && kept.object.json[path: "spec", "replicas"] == nil)
    let jobType = ResourceType(group: "batch", version: "v1", kind: "Job", plural: "jobs")
    let job = object("Job", "j", ["spec": ["ttlSecondsAfterFinished": 0]], apiVersion: "batch/v1")
    #expect(ReleaseObject(object: job, type: jobType, reference: ObjectReference(job)).slimmed.expires)
  }

  @Test("objects that were taken over are noted beside the record, and all count as taken over when there are too many")
  func adopted() {
    let reference = releaseObject("ConfigMap", "mine").reference
    var secret = DynamicObject(.secret, ObjectKey(namespace: "apps", name: "s"))
    AdoptedObjects([reference]).note(on: &secret)
    #expect(secret.annotation("helm.toolkit.fluxcd.io/adopted") == "apps_mine__ConfigMap")
    let read = AdoptedObjects(of: secret)
    #expect(read.contains(reference) && !read.contains(releaseObject("ConfigMap", "other").reference))
    let many = (0..<20_000).map { releaseObject("ConfigMap", "object-\($0)").reference }
    AdoptedObjects(many).note(on: &secret)
    #expect(AdoptedObjects(of: secret).contains(releaseObject("ConfigMap", "other").reference))
  }

  @Test("a hook that runs before and after an action is told apart by what was noted beside the record")
  func hookMarks() {
    func hook(_ events: String...) -> RecordedHook {
      RecordedHook(name: "h", kind: "Job", path: "", manifest: "", events: events)
    }
    let once = hook("pre-install", "pre-upgrade")
    #expect(!once.runsAgain(after: .preUpgrade) && HookMarks([:]).areAbout(.preUpgrade, once, at: 0))
    let twice = hook("pre-upgrade", "post-upgrade")
    #expect(twice.runsAgain(after: .preUpgrade) && !hook("test").runsAgain(after: .test))
    let before = HookMarks(HookMarks.begun(.preUpgrade, at: 1))
    #expect(before.areAbout(.preUpgrade, twice, at: 1) && !before.areAbout(.preUpgrade, twice, at: 0))
    #expect(!before.areAbout(.postUpgrade, twice, at: 1) && !before.isOver(.preUpgrade, twice, at: 1))
    let after = HookMarks(HookMarks.begun(.postUpgrade, at: 1))
    #expect(after.isOver(.preUpgrade, twice, at: 1) && !after.isOver(.postUpgrade, twice, at: 1))
  }

  @Test("H-06-01 tests are selected by name: excluded never, included only")
  func filters() {
    typealias Filter = HelmRelease.TestFilter
    #expect(TestAction.isSelected("a", []))
    #expect(!TestAction.isSelected("a", [Filter(name: "a", exclude: true)]))
    #expect(TestAction.isSelected("b", [Filter(name: "a", exclude: true)]))
    #expect(TestAction.isSelected("a", [Filter(name: "a")]) && !TestAction.isSelected("b", [Filter(name: "a")]))
  }
}
