import ControllerSupport
import GitOpsAPI
import Glibc
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// A controller that records one event of a GitRepository and then asks its own process to end.
private struct OneEvent: ControllerProgram {
  static let profile = ControllerProfile(name: "one-event", defaultConcurrency: 1, featureGates: ["Known": false])
  let name: Flag<String>

  init(flags: inout FlagSet) {
    name = flags.string("object-name", help: "Name of the object.")
    flags.ignored("legacy", because: "it means nothing here")
  }

  func configure(_ manager: inout Manager, _ context: ControllerContext) async throws {
    guard !context.flags[name].isEmpty else { throw FlagError.invalid("--object-name must not be empty") }
    let json: JSONValue = [
      "metadata": ["name": .string(context.flags[name]), "namespace": "default"],
      "spec": ["url": "https://example.com/web", "interval": "1m"],
    ]
    let object: GitRepository = try DynamicObject(json).decode()
    manager.add(Controller(name: "one-event", reconciler: FunctionReconciler { _ in .done }))
    manager.add(leaderService: {
      context.notifications.record(object, .info, reason: "Started", message: "hello")
      kill(getpid(), SIGTERM)
      while !Task.isCancelled { try? await Task.sleep(for: .seconds(60)) }
    })
  }
}

@Suite struct ControllerProcessTests {
  @Test("S-FL-33 K-19-17 what cannot be read ends the process with a message and code 2 or 1")
  func badArguments() async {
    #expect(await code("--no-such-flag") == 2)
    #expect(await code("--requeue-dependency=5") == 2)
    #expect(await code("--feature-gates=Other=true") == 1)
    #expect(await code("--interval-jitter-percentage=100") == 1)
    #expect(await code("--help") == 0)
  }

  private func code(_ argument: String) async -> Int32 {
    await ControllerProcess.run(OneEvent.self, arguments: [argument], environment: [:]) { 0 }
  }

  @Test("S-EV-01 K-18-01 a process starts, leads, writes its events before it ends, and ends with 0 on SIGTERM")
  func wholeLife() async throws {
    let cluster = try await ControlPlane.shared()
    let name = "web-\(UInt32.random(in: 0...UInt32.max))"
    await #expect(processExitsWith: .exitCode(0)) {
      [path = cluster.kubeconfigPath as String, name = name as String] in
      setenv("KUBECONFIG", path, 1)
      TerminationSignal.listen()
      let arguments = [
        "--object-name", name, "--metrics-addr=127.0.0.1:0", "--health-addr=127.0.0.1:0", "--enable-leader-election",
        "--legacy", "x",
      ]
      _exit(
        await ControllerProcess.run(
          OneEvent.self, arguments: arguments, environment: ["RUNTIME_NAMESPACE": "default"],
          until: TerminationSignal.wait))
    }
    let client = KubernetesClient(try .kubeconfig(path: cluster.kubeconfigPath))
    var found: [DynamicObject] = []
    let options = ListOptions(fieldSelector: "involvedObject.name=\(name)")
    _ = try await client.list(.event, namespace: "default", options: options) { found.append($0) }
    #expect(found.map { $0.json["reason"] } == ["Started"])
    #expect(found.first?.json[path: "source", "component"] == "one-event")
    let lease = try await client.get(.lease, ObjectKey(namespace: "default", name: "one-event-leader-election"))
    #expect(lease.json[path: "spec", "holderIdentity"]?.stringValue ?? "" == "")
  }
}
