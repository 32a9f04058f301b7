import Glibc
import OperatorKitTesting
import Testing

/// A small controller: for each wish it writes two objects and then notes in the wish that it is done.
private let controller = """
  import http.client, json, os, sys, time
  host, namespace, order = sys.argv[1:4]
  def call(method, name, body=None):
      connection = http.client.HTTPConnection(host.removeprefix("http://"))
      path = f"/api/v1/namespaces/{namespace}/configmaps" + (f"/{name}" if name else "")
      kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
      headers = {"Content-Type": kind, "User-Agent": "small/1"}
      connection.request(method, path, json.dumps(body) if body else None, headers)
      answer = connection.getresponse()
      return answer.status, json.loads(answer.read())
  def create(name):
      call("POST", "", {"metadata": {"name": name}, "data": {"from": "controller"}})
  def done():
      call("PATCH", "wish", {"data": {"done": "yes"}})
  status, wish = call("GET", "wish")
  if wish["data"].get("done") != "yes":
      steps = [lambda: create("first"), lambda: create("second"), done]
      for step in (steps if order == "right" else [done] + steps[:2]):
          step()
  time.sleep(1000)
  """

/// Writes a file as it should be done, or without a temporary name.
private let writer = """
  import os, sys, time
  folder, manner = sys.argv[1:3]
  if not os.path.exists(folder + "/done"):
      name = folder + ("/data.tmp" if manner == "right" else "/data")
      with open(name, "w") as file:
          file.write("half ")
          file.flush()
          os.fsync(file.fileno())
          if manner == "wrong":
              open(folder + "/done", "w").close()
              os.fsync(file.fileno())
          file.write("whole")
          file.flush()
          os.fsync(file.fileno())
      if manner == "right":
          os.rename(name, folder + "/data")
      open(folder + "/done", "w").close()
  time.sleep(1000)
  """

@Suite struct CrashHarnessTests {
  private func requestHarness(
    _ cluster: ControlPlane, _ proxy: FaultProxy, order: String
  ) -> CrashHarness<String, [String]> {
    CrashHarness(
      setUp: {
        let namespace = "crash-\(UInt32.random(in: 0 ... .max))"
        try await cluster.kubectl("create", "namespace", namespace)
        try await cluster.kubectl("create", "configmap", "wish", "-n", namespace, "--from-literal=done=no")
        return namespace
      },
      process: { namespace in ProcessConfiguration("python3", ["-c", controller, proxy.url, namespace, order]) },
      converge: { namespace in
        try await eventually("the wish being done") {
          try await cluster.kubectl("get", "configmap", "wish", "-n", namespace, "-o", "jsonpath={.data.done}") == "yes"
        }
        // The wrong order says too early that it is done; give it the time that it needs.
        if order == "wrong" {
          try? await eventually("the second object", within: .seconds(2)) {
            (try? await cluster.kubectl("get", "configmap", "second", "-n", namespace)) != nil
          }
        }
      },
      endState: { namespace in
        try await cluster.kubectl("get", "configmap", "-n", namespace, "-o", "jsonpath={.items[*].metadata.name}")
          .split(separator: " ").map(String.init).filter { $0 != "kube-root-ca.crt" }.sorted()
      },
      tearDown: { namespace in
        _ = try? await cluster.kubectl("delete", "namespace", namespace, "--wait=false")
      })
  }

  @Test(
    "Each write of a sound controller is a crash point, and each ends well",
    arguments: [
      FaultProxy.Moment.beforeForwarding, .afterForwarding,
    ])
  func soundController(_ moment: FaultProxy.Moment) async throws {
    let cluster = try await ControlPlane.shared()
    let proxy = try await FaultProxy.start(inFrontOf: cluster)
    let report = try await requestHarness(cluster, proxy, order: "right").run(.request(through: proxy, moment))
    // After the last write the work is done, so that killing there may go unnoticed.
    #expect(report.points.count == 3 || (report.points.count == 2 && moment == .afterForwarding), "\(report)")
    #expect(report.failures.isEmpty, "\(report)")
    #expect(report.points.first?.step.contains("create configmaps") == true)
  }

  @Test("A controller that notes success too early is found out")
  func unsoundController() async throws {
    let cluster = try await ControlPlane.shared()
    let proxy = try await FaultProxy.start(inFrontOf: cluster)
    let harness = requestHarness(cluster, proxy, order: "wrong")
    let report = try await harness.run(.request(through: proxy, .beforeForwarding))
    #expect(report.points.count == 3, "\(report)")
    #expect(report.failures.map(\.number) == [2, 3], "\(report)")
  }

  private func fileHarness(manner: String) -> CrashHarness<TemporaryDirectory, String?> {
    CrashHarness(
      setUp: { try TemporaryDirectory() },
      process: { folder in ProcessConfiguration("python3", ["-c", writer, folder.path, manner]) },
      converge: { folder in
        try await eventually("the file being written") { access("\(folder.path)/done", F_OK) == 0 }
        if manner == "wrong" {
          try? await eventually("the whole file", within: .seconds(1)) {
            readText("\(folder.path)/data") == "half whole"
          }
        }
      },
      endState: { folder in readText("\(folder.path)/data") })
  }

  @Test("Each sync and rename is a crash point", arguments: [CrashPreload.Moment.before, .after])
  func soundWriter(_ moment: CrashPreload.Moment) async throws {
    let report = try await fileHarness(manner: "right").run(.fileCall([.fsync, .rename], moment))
    #expect(report.points.count == 3, "\(report)")
    #expect(report.failures.isEmpty, "\(report)")
    #expect(
      report.points.map { $0.step.split(separator: " ").prefix(2).joined(separator: " ") } == [
        "\(moment) fsync", "\(moment) fsync", "\(moment) rename",
      ])
  }

  @Test("A writer that leaves half a file is found out")
  func unsoundWriter() async throws {
    let report = try await fileHarness(manner: "wrong").run(.fileCall([.fsync, .rename], .before))
    #expect(report.failures.map(\.number) == [2], "\(report)")
  }
}
