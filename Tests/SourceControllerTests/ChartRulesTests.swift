import Testing

@testable import SourceController

@Suite("Versions, names and paths of charts")
struct ChartRulesTests {
  @Test("S-HC-14 build metadata is set or replaced, and what is no version is refused for good")
  func metadata() throws {
    #expect(try ChartRules.version("1.2.3", metadata: "") == "1.2.3")
    #expect(try ChartRules.version("v1.2.3", metadata: "7") == "1.2.3+7")
    #expect(try ChartRules.version("1.2.3-rc.1+old", metadata: "abc.7") == "1.2.3-rc.1+abc.7")
    let error = #expect(throws: ChartBuildError.self) { try ChartRules.version("nonsense", metadata: "7") }
    let failure = error?.failure(fromRepository: false)
    #expect(failure?.reason == "MetadataPatchError" && failure?.condition == "BuildFailed" && failure?.remedy == .stall)
  }

  @Test("S-HC-13 of a revision only the first twelve digits of the hash count")
  func revisions() {
    #expect(ChartRules.shortened(revision: "main@sha1:0123456789abcdef0123") == "0123456789ab")
    #expect(ChartRules.shortened(revision: "sha256:0123456789abcdef") == "0123456789ab")
    #expect(ChartRules.shortened(revision: "") == "")
  }

  @Test("S-HC-15 values.yaml alone is no list of files")
  func valuesFiles() {
    #expect(ChartRules.valuesFiles(["values.yaml"]).isEmpty)
    #expect(ChartRules.valuesFiles(["./values.yaml"]).isEmpty)
    #expect(ChartRules.valuesFiles(["values.yaml", "a.yaml"]).count == 2)
    #expect(ChartRules.valuesFiles(["a.yaml"]).count == 1)
    #expect(ChartRules.valuesFiles([]).isEmpty)
  }

  @Test(
    "S-HC-19 names of charts in repositories",
    arguments: [
      ("podinfo", true), ("a/b-c", true), ("a.b", true), ("a./b", false), ("1", true), ("-", true), ("a/", true),
      ("", false), ("A", false), ("a//b", false), ("../a", false), ("/a", false), ("a..b", false), ("a_b", false),
      ("a b", false),
    ])
  func names(_ name: String, _ isValid: Bool) {
    var isAccepted = true
    do { try ChartRules.check(name: name) } catch { isAccepted = false }
    #expect(isAccepted == isValid)
  }

  @Test("S-HC-25 paths stay below the source's root")
  func paths() {
    #expect(ConfinedPath.join("/w", "charts/a") == "/w/charts/a")
    #expect(ConfinedPath.join("/w", "../../etc/passwd") == "/w/etc/passwd")
    #expect(ConfinedPath.join("/w", "a/./b//../c") == "/w/a/c")
    #expect(ConfinedPath.join("/w", ".") == "/w")
  }

  @Test("S-HC-31 S-HC-32 which failures stall, and which condition they set")
  func failures() {
    let expected: [(ChartBuildError.Step, String, String, Bool)] = [
      (.reference, "FetchFailed", "InvalidChartReference", true), (.pull, "FetchFailed", "ChartPullError", false),
      (.metadataPatch, "BuildFailed", "MetadataPatchError", true),
      (.valuesFiles, "BuildFailed", "ValuesFilesError", true),
      (.dependencies, "BuildFailed", "DependencyBuildError", false),
      (.packaging, "BuildFailed", "ChartPackageError", false),
      (.other, "FetchFailed", "Unknown", false),
    ]
    for (step, condition, reason, stalls) in expected {
      let failure = ChartBuildError(step, "x").failure(fromRepository: true)
      #expect(failure.condition == condition && failure.reason == reason)
      #expect(failure.remedy == (stalls ? .stall : .retry))
    }
  }

  @Test("S-HC-22 a refused password or certificate is named as such, for repositories")
  func authentication() {
    let error = ChartBuildError(.pull, "401", isAuthentication: true)
    let failure = error.failure(fromRepository: true)
    #expect(failure.condition == "FetchFailed" && failure.reason == "AuthenticationFailed" && failure.remedy == .retry)
    #expect(error.failure(fromRepository: false).reason == "ChartPullError")
  }

  @Test("S-EV-13 what is said of a build")
  func summaries() {
    var build = ChartBuild(name: "podinfo", version: "6.0.0")
    #expect(build.summary == "pulled 'podinfo' chart with version '6.0.0'")
    #expect(build.reason == "ChartPullSucceeded")
    build.isPackaged = true
    build.valuesFiles = ["a.yaml", "b.yaml"]
    #expect(build.summary == "packaged 'podinfo' chart with version '6.0.0' and merged values files [a.yaml b.yaml]")
    #expect(build.reason == "ChartPackageSucceeded")
  }
}
