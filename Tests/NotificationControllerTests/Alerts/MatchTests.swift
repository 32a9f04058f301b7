import GitOpsAPI
import OperatorKit
import Testing

@testable import NotificationController

/// Which Alerts an event is for, as far as the two alone can say.
@Suite struct MatchTests {
  private func answer(_ event: ControllerEvent = Samples.event(), _ change: (inout Alert.Spec) -> Void)
    -> AlertMatch.Answer
  {
    AlertMatch.sources(AlertRule(Samples.alert(change)), event)
  }

  private func source(
    _ kind: String = "Kustomization", _ name: String = "*", in namespace: String? = nil
  ) -> EventSource {
    EventSource(kind: EventSourceKind(rawValue: kind), name: name, namespace: namespace)
  }

  @Test("N-AS-02 N-AS-03 N-AS-04 N-AS-05 N-AS-06 an event matches a source by kind, name and namespace")
  func sources() {
    #expect(answer { $0.eventSources = [] } == .no)
    #expect(answer { $0.eventSources = [source()] } == .yes)
    #expect(answer { $0.eventSources = [source("Kustomization", "shop")] } == .yes)
    #expect(answer { $0.eventSources = [source("Kustomization", "sho"), source("HelmRelease")] } == .no)
    #expect(answer { $0.eventSources = [source("HelmRelease"), source("Kustomization", "shop")] } == .yes)
    #expect(answer { $0.eventSources = [source(in: "other")] } == .no)
    #expect(answer { $0.eventSources = [source(in: "apps")] } == .yes)
    #expect(answer { $0.eventSources = [source(in: "*")] } == .no)
    #expect(
      answer {
        var other = source()
        other.apiVersion = "something.else/v7"
        $0.eventSources = [other]
      } == .yes)
  }

  @Test("N-AS-08 N-AR-09 info lets everything pass, error failures alone")
  func severities() {
    for severity in ControllerEvent.Severity.allCases {
      #expect(answer(Samples.event(severity)) { $0.eventSeverity = .info } == .yes)
      #expect(answer(Samples.event(severity)) { _ in } == .yes)
      #expect((answer(Samples.event(severity)) { $0.eventSeverity = .error } == .yes) == (severity == .error))
    }
  }

  @Test("N-AS-13 a suspended Alert wants nothing")
  func suspended() { #expect(answer { $0.suspend = true } == .no) }

  @Test("N-AR-08 labels count beside a name, and the choices of all fitting sources are looked at")
  func labels() {
    var labelled = source("Kustomization", "shop")
    labelled.matchLabels = ["team": "a"]
    var any = source()
    any.matchLabels = ["team": "b"]
    #expect(answer { $0.eventSources = [labelled, any] } == .ifLabelled([["team": "a"], ["team": "b"]]))
    #expect(answer { $0.eventSources = [labelled, source()] } == .yes)
    // No labels in particular are wanted of an object, but one that can be read.
    any.matchLabels = [:]
    #expect(answer { $0.eventSources = [any] } == .ifLabelled([[:]]))
    labelled.name = "other"
    #expect(answer { $0.eventSources = [labelled] } == .no)
  }

  @Test(
    "labels that no object can have",
    arguments: [
      (["team": "a"], true), (["team": ""], true), (["example.com/team_1.x": "A-1"], true), (["": "a"], false),
      (["-team": "a"], false), (["a/b/c": "a"], false), (["Example.com/x": "a"], false), (["team": "a b"], false),
      (["team": "-"], false), ([String(repeating: "k", count: 64): "a"], false),
      (["team": String(repeating: "v", count: 64)], false), (["ä": "a"], false),
    ])
  func labelSyntax(_ labels: [String: String], _ isFine: Bool) {
    #expect((LabelChoice.problem(labels) == nil) == isFine)
  }

  private func passes(_ message: String, _ inclusions: [String], _ exclusions: [String]) -> Bool {
    let rule = AlertRule(
      Samples.alert { ($0.inclusionList, $0.exclusionList) = (inclusions, exclusions) })
    return AlertMatch.message(rule, message)
  }

  @Test("N-AS-09 N-AS-10 N-AR-02 N-AR-03 expressions are looked for anywhere; exclusion wins over inclusion")
  func expressions() {
    #expect(passes("Health check failed", [], []))
    #expect(passes("Health check failed", ["check"], []))
    #expect(!passes("Health check failed", ["^check", "CHECK"], []))
    #expect(passes("Health check failed", ["nothing", "(?i)CHECK"], []))
    #expect(!passes("Health check failed", ["check"], ["fail"]))
    #expect(!passes("Health check failed", [], ["nothing", "failed$"]))
    #expect(passes("two\nlines", ["(?m)^lines$"], ["^lines$"]))
    #expect(passes("naïve", [#"na\x{ef}ve"#, #"\d"#], []))
  }

  @Test("N-AR-04 N-AR-05 what is no expression is set aside, and the others count")
  func brokenExpressions() {
    let rule = AlertRule(Samples.alert { ($0.inclusionList, $0.exclusionList) = (["(", "a"], ["[", "(?=b)", "c"]) })
    #expect(rule.brokenInclusions == ["("] && rule.brokenExclusions == ["[", "(?=b)"])
    #expect(AlertMatch.message(rule, "a") && !AlertMatch.message(rule, "b") && !AlertMatch.message(rule, "ac"))
    #expect(!passes("anything", ["("], []) && passes("anything", [], ["("]))
  }

  @Test(
    "patterns that hold a backtracking engine for years are done at once",
    arguments: [
      "(a+)+$", "(a|aa)+$", "^(a|a?)+$", "(.*a){20}$", "(a*)*b", "^([a-zA-Z]+)*$", "(?:a?){50}a{50}$",
      "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$",
    ])
  func explosive(_ pattern: String) throws {
    let compiled = try #require(MessagePattern(pattern))
    let text = Array((String(repeating: "a", count: 2_000) + "!").utf8)
    #expect(!compiled.isFound(in: text, steps: MessagePattern.budget))
  }

  @Test("what takes more steps than there are counts as not found")
  func limit() throws {
    let pattern = try #require(MessagePattern("(a|b|c|d)*e"))
    let text = Array((String(repeating: "abcd", count: 500) + "e").utf8)
    #expect(pattern.isFound(in: text, steps: MessagePattern.budget))
    #expect(!pattern.isFound(in: text, steps: 1_000))
  }

  @Test("a message that is megabytes long is searched")
  func longMessage() throws {
    let text = String(repeating: "lorem ipsum ", count: 250_000) + "needle"
    #expect(passes(text, ["needle"], []) && !passes(text, ["nothing like it"], []))
  }
}
