import OperatorKit
import Testing

struct ReadinessCase: Sendable, CustomTestStringConvertible {
  let kind: String
  let body: String
  let status: Readiness.Status
  let message: String?

  init(_ kind: String, _ body: String, _ status: Readiness.Status, _ message: String? = nil) {
    self.kind = kind
    self.body = body
    self.status = status
    self.message = message
  }

  var testDescription: String { "\(kind) \(body)" }

  func check() {
    let slash = kind.lastIndex(of: "/") ?? kind.startIndex
    let name = kind[kind.index(after: slash)...]
    let object = manifest(#"{"apiVersion":"\#(kind[..<slash])","kind":"\#(name)",\#(body)}"#)
    let readiness = Readiness(of: object, now: Timestamp(microseconds: 1_600_000_100_000_000))
    #expect(readiness.status == status)
    if let message { #expect(readiness.message == message) }
  }
}

@Suite("Readiness")
struct ReadinessTests {
  static func condition(_ type: String, _ status: String, reason: String = "", message: String = "") -> String {
    #""status":{"conditions":[{"type":"\#(type)","status":"\#(status)","reason":"\#(reason)","message":"\#(message)"}]}"#
  }

  @Test(
    "K-16-07 what all kinds have in common",
    arguments: [
      ReadinessCase("a/v1/X", #""metadata":{"deletionTimestamp":"2020-01-01T00:00:00Z"}"#, .terminating),
      ReadinessCase(
        "a/v1/X", #""metadata":{"generation":2},"status":{"observedGeneration":1}"#, .inProgress,
        "X generation is 2, but latest observed generation is 1"),
      ReadinessCase("a/v1/X", #""metadata":{"generation":2},"status":{"observedGeneration":2}"#, .current),
      ReadinessCase("a/v1/X", #""metadata":{"generation":2},"status":{}"#, .current),
      ReadinessCase("a/v1/X", condition("Reconciling", "True", message: "m"), .inProgress, "m"),
      ReadinessCase("a/v1/X", condition("Stalled", "True", message: "m"), .failed, "m"),
      ReadinessCase("a/v1/X", condition("Stalled", "False", message: "m"), .current),
      ReadinessCase("a/v1/X", condition("Ready", "True"), .current, "Resource is Ready"),
      ReadinessCase("a/v1/X", condition("Ready", "False", message: "m"), .inProgress, "m"),
      ReadinessCase("a/v1/X", condition("Ready", "Unknown", message: "m"), .inProgress, "m"),
      ReadinessCase("a/v1/X", #""spec":{}"#, .current, "Resource is current"),
      ReadinessCase("apps/v1/Deployment", condition("Stalled", "True", message: "m"), .failed, "m"),
    ])
  func common(example: ReadinessCase) { example.check() }

  @Test(
    "K-16-08 deployments",
    arguments: [
      ReadinessCase("apps/v1/Deployment", #""spec":{}"#, .inProgress, "Replicas: 0/1"),
      ReadinessCase(
        "apps/v1/Deployment",
        #""spec":{"replicas":2},"status":{"replicas":2,"updatedReplicas":1}"#, .inProgress, "Updated: 1/2"),
      ReadinessCase(
        "apps/v1/Deployment",
        #""spec":{"replicas":1},"status":{"replicas":2,"updatedReplicas":1}"#, .inProgress, "Pending termination: 1"),
      ReadinessCase(
        "apps/v1/Deployment",
        #""spec":{"replicas":1},"status":{"replicas":1,"updatedReplicas":1}"#, .inProgress, "Available: 0/1"),
      ReadinessCase(
        "apps/v1/Deployment",
        #""status":{"replicas":1,"updatedReplicas":1,"availableReplicas":1}"#, .inProgress, "Ready: 0/1"),
      ReadinessCase(
        "apps/v1/Deployment",
        #""spec":{"progressDeadlineSeconds":600},"status":{"replicas":1,"updatedReplicas":1,"availableReplicas":1,"readyReplicas":1}"#,
        .inProgress, "ReplicaSet not Available"),
      ReadinessCase(
        "apps/v1/Deployment",
        #""status":{"replicas":1,"updatedReplicas":1,"availableReplicas":1,"readyReplicas":1}"#,
        .inProgress, "Deployment not Available"),
      ReadinessCase(
        "apps/v1/Deployment",
        #""spec":{"progressDeadlineSeconds":600},"status":{"replicas":1,"updatedReplicas":1,"availableReplicas":1,"readyReplicas":1,"conditions":[{"type":"Progressing","status":"True","reason":"NewReplicaSetAvailable"},{"type":"Available","status":"True"}]}"#,
        .current, "Deployment is available. Replicas: 1"),
      ReadinessCase(
        "apps/v1/Deployment", condition("Progressing", "False", reason: "ProgressDeadlineExceeded"), .failed,
        "Progress deadline exceeded"),
      ReadinessCase(
        "apps/v1/Deployment", #""spec":{"replicas":0},"status":{"conditions":[{"type":"Available","status":"True"}]}"#,
        .current),
    ])
  func deployments(example: ReadinessCase) { example.check() }

  @Test(
    "K-16-09 stateful sets",
    arguments: [
      ReadinessCase("apps/v1/StatefulSet", #""spec":{"updateStrategy":{"type":"OnDelete"}}"#, .current),
      ReadinessCase(
        "apps/v1/StatefulSet", #""spec":{"replicas":2},"status":{"replicas":1}"#, .inProgress, "Replicas: 1/2"),
      ReadinessCase("apps/v1/StatefulSet", #""status":{"replicas":1}"#, .inProgress, "Ready: 0/1"),
      ReadinessCase(
        "apps/v1/StatefulSet", #""status":{"replicas":2,"readyReplicas":2}"#, .inProgress, "Pending termination: 1"),
      ReadinessCase(
        "apps/v1/StatefulSet",
        #""spec":{"replicas":3,"updateStrategy":{"rollingUpdate":{"partition":1}}},"status":{"replicas":3,"readyReplicas":3,"updatedReplicas":1}"#,
        .inProgress, "updated: 1/2"),
      ReadinessCase(
        "apps/v1/StatefulSet",
        #""spec":{"replicas":3,"updateStrategy":{"rollingUpdate":{"partition":1}}},"status":{"replicas":3,"readyReplicas":3,"updatedReplicas":2}"#,
        .current, "Partition rollout complete. updated: 2"),
      ReadinessCase("apps/v1/StatefulSet", #""status":{"replicas":1,"readyReplicas":1}"#, .inProgress, "current: 0/1"),
      ReadinessCase(
        "apps/v1/StatefulSet",
        #""status":{"replicas":1,"readyReplicas":1,"currentReplicas":1,"currentRevision":"a","updateRevision":"b"}"#,
        .inProgress, "Waiting for updated revision to match current"),
      ReadinessCase(
        "apps/v1/StatefulSet",
        #""status":{"replicas":1,"readyReplicas":1,"currentReplicas":1,"currentRevision":"a","updateRevision":"a"}"#,
        .current),
    ])
  func statefulSets(example: ReadinessCase) { example.check() }

  @Test(
    "K-16-10 daemon sets and replica sets",
    arguments: [
      ReadinessCase("apps/v1/DaemonSet", #""status":{}"#, .inProgress, "DaemonSet metadata.generation not found"),
      ReadinessCase("apps/v1/DaemonSet", #""metadata":{"generation":1}"#, .inProgress),
      ReadinessCase(
        "apps/v1/DaemonSet", #""metadata":{"generation":1},"status":{"observedGeneration":1}"#, .inProgress,
        "Missing .status.desiredNumberScheduled"),
      ReadinessCase(
        "apps/v1/DaemonSet",
        #""metadata":{"generation":1},"status":{"observedGeneration":1,"desiredNumberScheduled":2,"currentNumberScheduled":2,"updatedNumberScheduled":2,"numberAvailable":1}"#,
        .inProgress, "Available: 1/2"),
      ReadinessCase(
        "apps/v1/DaemonSet",
        #""metadata":{"generation":1},"status":{"observedGeneration":1,"desiredNumberScheduled":0}"#, .current),
      ReadinessCase("apps/v1/ReplicaSet", condition("ReplicaFailure", "True"), .inProgress),
      ReadinessCase("apps/v1/ReplicaSet", #""status":{}"#, .inProgress, "Labelled: 0/1"),
      ReadinessCase(
        "apps/v1/ReplicaSet",
        #""status":{"replicas":1,"fullyLabeledReplicas":1,"availableReplicas":1,"readyReplicas":1}"#, .current),
    ])
  func sets(example: ReadinessCase) { example.check() }

  @Test(
    "K-16-11 pods",
    arguments: [
      ReadinessCase("v1/Pod", #""status":{}"#, .inProgress, "Pod phase not available"),
      ReadinessCase("v1/Pod", #""status":{"phase":"Succeeded"}"#, .current),
      ReadinessCase("v1/Pod", #""status":{"phase":"Failed"}"#, .current),
      ReadinessCase("v1/Pod", #""status":{"phase":"Odd"}"#, .unknown),
      ReadinessCase("v1/Pod", #""status":{"phase":"Running"}"#, .inProgress),
      ReadinessCase(
        "v1/Pod", #""status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}"#, .current),
      ReadinessCase(
        "v1/Pod",
        #""status":{"phase":"Running","containerStatuses":[{"name":"a","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}"#,
        .failed, "Containers in CrashLoop state: a"),
      ReadinessCase("v1/Pod", #""status":{"phase":"Pending"}"#, .inProgress),
      ReadinessCase(
        "v1/Pod",
        #""metadata":{"creationTimestamp":"2020-09-13T12:28:19Z"},"status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable"}]}"#,
        .inProgress, "Pod has not been scheduled"),
      ReadinessCase(
        "v1/Pod",
        #""metadata":{"creationTimestamp":"2020-09-13T12:28:04Z"},"status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable"}]}"#,
        .failed, "Pod could not be scheduled"),
    ])
  func pods(example: ReadinessCase) { example.check() }

  @Test(
    "K-16-12 jobs are ready when they are complete",
    arguments: [
      ReadinessCase("batch/v1/Job", #""spec":{"suspend":true}"#, .current, "Job is suspended"),
      ReadinessCase("batch/v1/Job", #""spec":{}"#, .inProgress, "Job not started. active: 0/1"),
      ReadinessCase(
        "batch/v1/Job", #""status":{"startTime":"2020-01-01T00:00:00Z","active":1}"#, .inProgress,
        "Job in progress. success:0, active: 1, failed: 0"),
      ReadinessCase("batch/v1/Job", condition("Complete", "True"), .current, "Job Completed. succeeded: 0/1"),
      ReadinessCase("batch/v1/Job", condition("Failed", "True"), .failed, "Job Failed. failed: 0/1"),
    ])
  func jobs(example: ReadinessCase) { example.check() }

  @Test(
    "K-16-13 other built-in kinds",
    arguments: [
      ReadinessCase("batch/v1/CronJob", #""spec":{}"#, .current), ReadinessCase("v1/Secret", #""data":{}"#, .current),
      ReadinessCase("v1/ConfigMap", #""data":{}"#, .current),
      ReadinessCase(
        "v1/PersistentVolumeClaim", #""status":{"phase":"Pending"}"#, .inProgress, "PVC is not Bound. phase: Pending"),
      ReadinessCase("v1/PersistentVolumeClaim", #""status":{"phase":"Bound"}"#, .current),
      ReadinessCase("policy/v1/PodDisruptionBudget", #""spec":{}"#, .current),
      ReadinessCase("v1/Service", #""spec":{"type":"LoadBalancer"}"#, .inProgress),
      ReadinessCase("v1/Service", #""spec":{"type":"LoadBalancer","clusterIP":"10.0.0.1"}"#, .current),
      ReadinessCase("v1/Service", #""spec":{"type":"ClusterIP"}"#, .current),
      ReadinessCase(
        "apiextensions.k8s.io/v1/CustomResourceDefinition", #""spec":{}"#, .inProgress, "Install in progress"),
      ReadinessCase(
        "apiextensions.k8s.io/v1/CustomResourceDefinition", condition("Established", "True"), .current),
      ReadinessCase(
        "apiextensions.k8s.io/v1/CustomResourceDefinition", condition("Established", "False", reason: "Installing"),
        .inProgress),
      ReadinessCase(
        "apiextensions.k8s.io/v1/CustomResourceDefinition", condition("NamesAccepted", "False", message: "m"), .failed,
        "m"),
    ])
  func others(example: ReadinessCase) { example.check() }
}
