import JSON
import Testing

/// What `config/manager` says of each controller.
@Suite struct DeploymentTests {
  private static let commonArguments = [
    "--watch-all-namespaces", "--log-level=info", "--log-encoding=json", "--enable-leader-election",
  ]

  @Test("every controller meets the restricted profile of Pod Security", arguments: Manifests.controllers)
  func restricted(_ controller: String) throws {
    let security = try #require(try Manifests.container(controller)["securityContext"])
    #expect(security["runAsNonRoot"] == true)
    #expect(security["readOnlyRootFilesystem"] == true)
    #expect(security["allowPrivilegeEscalation"] == false)
    #expect(security["capabilities"] == ["drop": ["ALL"]])
    #expect(security[path: "seccompProfile", "type"] == "RuntimeDefault")
    let pod = try Manifests.podSpec(controller)
    for field in ["hostNetwork", "hostPID", "hostIPC", "initContainers"] { #expect(pod[field] == nil) }
    for volume in pod["volumes"]?.arrayValue ?? [] { #expect(volume["emptyDir"] == [:]) }
  }

  @Test("memory limits are ours, and no request is above its limit")
  func memory() throws {
    let limits = [
      "source-controller": "64Mi", "kustomize-controller": "64Mi", "helm-controller": "64Mi",
      "notification-controller": "32Mi",
    ]
    for (controller, limit) in limits {
      let resources = try #require(try Manifests.container(controller)["resources"])
      #expect(resources[path: "limits", "memory"] == .string(limit))
      #expect(resources[path: "requests", "memory"] == .string(limit))
      #expect(resources[path: "limits", "cpu"] == "1000m")
    }
  }

  @Test(
    "every controller runs once, as its own account, knows its namespace, and is scraped",
    arguments: Manifests.controllers)
  func common(_ controller: String) throws {
    let deployment = try Manifests.deployment(controller)
    #expect(deployment[path: "spec", "replicas"] == 1)
    #expect(try Manifests.podSpec(controller)["serviceAccountName"] == .string(controller))
    _ = try Manifests.object("ServiceAccount", controller, in: "manager/\(controller).yaml")
    let template = try #require(deployment[path: "spec", "template", "metadata"])
    #expect(template[path: "labels", "app"] == .string(controller))
    #expect(deployment[path: "spec", "selector", "matchLabels"] == ["app": .string(controller)])
    #expect(template[path: "annotations", "prometheus.io/scrape"] == "true")
    #expect(template[path: "annotations", "prometheus.io/port"] == "8080")
    let environment = try #require(try Manifests.container(controller)["env"]?.arrayValue)
    let namespace = environment.first { $0["name"] == "RUNTIME_NAMESPACE" }
    #expect(namespace?[path: "valueFrom", "fieldRef", "fieldPath"] == "metadata.namespace")
  }

  @Test("S-NET-05 the source-controller is ready where its files are served, and alive by its health endpoint")
  func sourceProbes() throws {
    let container = try Manifests.container("source-controller")
    #expect(container[path: "readinessProbe", "httpGet"] == ["path": "/", "port": "http"])
    #expect(container[path: "livenessProbe", "httpGet"] == ["path": "/healthz", "port": "healthz"])
  }

  @Test("S-NET-06 ports and Service of the source-controller")
  func sourcePorts() throws {
    #expect(try Manifests.ports("source-controller") == ["http": 9090, "http-prom": 8080, "healthz": 9440])
    let service = try Manifests.object("Service", "source-controller", in: "manager/source-controller.yaml")
    #expect(service[path: "spec", "selector"] == ["app": "source-controller"])
    let port = try #require(service[path: "spec", "ports"]?[0])
    #expect(port["port"] == 80)
    #expect(port["targetPort"] == "http")
  }

  @Test("S-NET-07 arguments of the source-controller")
  func sourceArguments() throws {
    #expect(
      try Manifests.arguments("source-controller")
        == Self.commonArguments + [
          "--storage-path=/data",
          "--storage-adv-addr=source-controller.$(RUNTIME_NAMESPACE).svc.cluster.local.",
        ])
  }

  @Test("S-NET-08 N-NET-17 events of the other controllers go to the notification-controller")
  func eventsAddress() throws {
    let kustomization = try #require(try RepositoryFiles.documents("config/default/kustomization.yaml").first)
    #expect(kustomization["namespace"] == "flux-system")
    let patch = try #require(kustomization["patches"]?[0])
    #expect(patch["target"] == ["kind": "Deployment", "name": "(source|kustomize|helm)-controller"])
    let text = try #require(patch["patch"]?.stringValue)
    #expect(text.contains("path: /spec/template/spec/containers/0/args/0\n"))
    #expect(
      text.contains(
        "value: --events-addr=http://notification-controller.$(RUNTIME_NAMESPACE).svc.cluster.local./\n"))
  }

  @Test("S-NET-09 the source-controller is replaced, never doubled, and may write to /data and /tmp alone")
  func sourcePod() throws {
    let deployment = try Manifests.deployment("source-controller")
    #expect(deployment[path: "spec", "strategy", "type"] == "Recreate")
    #expect(deployment[path: "spec", "replicas"] == 1)
    let pod = try Manifests.podSpec("source-controller")
    #expect(pod["terminationGracePeriodSeconds"] == 10)
    #expect(pod[path: "securityContext", "fsGroup"] == 1337)
    let container = try Manifests.container("source-controller")
    let mounts = container["volumeMounts"]?.arrayValue?.compactMap { $0["mountPath"]?.stringValue }
    #expect(mounts == ["/data", "/tmp"])
    #expect(container[path: "resources", "requests"] == ["cpu": "50m", "memory": "64Mi"])
  }

  @Test("K-22-01 H-34-02 arguments of the kustomize- and helm-controller")
  func applierArguments() throws {
    #expect(try Manifests.arguments("kustomize-controller") == Self.commonArguments)
    #expect(try Manifests.arguments("helm-controller") == Self.commonArguments)
  }

  @Test("K-22-02 K-22-03 H-34-01 ports, probes, grace and resources of the kustomize- and helm-controller")
  func appliers() throws {
    for (controller, grace) in [("kustomize-controller", 60), ("helm-controller", 600)] {
      #expect(try Manifests.ports(controller) == ["http-prom": 8080, "healthz": 9440])
      let container = try Manifests.container(controller)
      #expect(container[path: "readinessProbe", "httpGet"] == ["path": "/readyz", "port": "healthz"])
      #expect(container[path: "livenessProbe", "httpGet"] == ["path": "/healthz", "port": "healthz"])
      #expect(container["volumeMounts"] == [["name": "tmp", "mountPath": "/tmp"]])
      #expect(container[path: "resources", "requests"] == ["cpu": "100m", "memory": "64Mi"])
      let pod = try Manifests.podSpec(controller)
      #expect(pod["terminationGracePeriodSeconds"] == .number(JSONNumber(grace)))
      #expect(pod[path: "securityContext", "fsGroup"] == 1337)
    }
  }

  @Test("N-NET-10 N-NET-11 N-NET-12 ports, probes and Services of the notification-controller")
  func notificationPorts() throws {
    #expect(
      try Manifests.ports("notification-controller")
        == ["http": 9090, "http-webhook": 9292, "http-prom": 8080, "healthz": 9440])
    let container = try Manifests.container("notification-controller")
    #expect(container[path: "readinessProbe", "httpGet"] == ["path": "/readyz", "port": "healthz"])
    #expect(container[path: "livenessProbe", "httpGet"] == ["path": "/healthz", "port": "healthz"])
    for (name, target) in [("notification-controller", "http"), ("webhook-receiver", "http-webhook")] {
      let service = try Manifests.object("Service", name, in: "manager/notification-controller.yaml")
      #expect(service[path: "spec", "selector"] == ["app": "notification-controller"])
      #expect(service[path: "spec", "ports"]?[0]?["port"] == 80)
      #expect(service[path: "spec", "ports"]?[0]?["targetPort"] == .string(target))
    }
  }

  @Test("N-NET-13 arguments and pod of the notification-controller")
  func notificationPod() throws {
    #expect(try Manifests.arguments("notification-controller") == Self.commonArguments)
    let pod = try Manifests.podSpec("notification-controller")
    #expect(pod["terminationGracePeriodSeconds"] == 10)
    #expect(pod[path: "securityContext", "fsGroup"] == 1337)
    let container = try Manifests.container("notification-controller")
    #expect(container["volumeMounts"] == [["name": "tmp", "mountPath": "/tmp"]])
    #expect(container[path: "securityContext", "readOnlyRootFilesystem"] == true)
    #expect(container[path: "securityContext", "runAsNonRoot"] == true)
  }

  @Test("N-NET-15 labels of the notification-controller's pods")
  func notificationLabels() throws {
    let labels = try Manifests.deployment("notification-controller")[path: "spec", "template", "metadata", "labels"]
    #expect(labels?["app"] == "notification-controller")
    #expect(labels?["app.kubernetes.io/component"] == "notification-controller")
    let common = try #require(
      try RepositoryFiles.documents("config/default/kustomization.yaml").first?["labels"]?[0])
    #expect(common[path: "pairs", "app.kubernetes.io/part-of"] == "flux")
    #expect(common["includeTemplates"] == true)
  }
}
