import OperatorKitTesting
import Testing

@Suite("Oracles")
struct OracleTests {
  @Test("the real helm and kubectl are there, in the versions that the tests compare with")
  func versions() async throws {
    let oracles = try await Oracles.shared()
    let helm = try await ChildProcess.run(ProcessConfiguration(oracles.helm, ["version", "--short"]))
    #expect(helm.text.hasPrefix("v4.3."))
    let kubectl = try await ChildProcess.run(ProcessConfiguration(oracles.kubectl, ["version", "--client"]))
    #expect(kubectl.text.contains("Kustomize Version: v5.8"))
  }
}
