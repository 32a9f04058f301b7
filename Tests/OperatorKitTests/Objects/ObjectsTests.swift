import JSON
import OperatorKit
import Testing

@Suite struct TimestampTests {
  @Test(
    "RFC 3339 is read with any offset and fraction",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-11-23T12:00:00Z", 1_795_435_200_000_000),
      ("2026-11-23T13:00:00.25+01:00", 1_795_435_200_250_000),
      ("2024-02-29T23:59:59.123456789Z", 1_709_251_199_123_456),
      ("1969-12-31T23:59:59.5Z", -500_000),
    ] as [(String, Int64)])
  func reading(text: String, microseconds: Int64) {
    #expect(Timestamp(text)?.microseconds == microseconds)
  }

  @Test(
    "what is no time is refused",
    arguments: [
      "", "2026-11-23", "2026-13-01T00:00:00Z", "2026-11-23T12:00:00", "2026-11-23T24:00:00Z", "2026-11-23T12:00:00Zx",
      "2026-11-23T12:00:00+1:00", "abcd-11-23T12:00:00Z",
    ])
  func refused(text: String) { #expect(Timestamp(text) == nil) }

  @Test func writing() {
    let time = Timestamp(microseconds: 1_795_435_200_250_001)
    #expect(time.description == "2026-11-23T12:00:00Z")
    #expect(time.milliTime == "2026-11-23T12:00:00.250Z")
    #expect(time.microTime == "2026-11-23T12:00:00.250001Z")
  }
}

@Suite struct GoDurationTests {
  @Test(
    "durations are read and printed as Go does",
    arguments: [
      ("1h30m", "1h30m0s"), ("90s", "1m30s"), ("750ms", "750ms"), ("1.5s", "1.5s"), ("0", "0s"), ("-2m", "-2m0s"),
      ("1h0m0.5s", "1h0m0.5s"), ("100us", "100µs"), ("1ns", "1ns"), ("10m", "10m0s"), (".5s", "500ms"),
    ])
  func reading(text: String, printed: String) { #expect(GoDuration(text)?.description == printed) }

  @Test("what is no duration is refused", arguments: ["", "5", "m", "5 m", "1d", "1e400s", "99999999999h", "-"])
  func refused(text: String) { #expect(GoDuration(text) == nil) }
}

@Suite struct ConditionTests {
  @Test("S-CRD-15 K-04-20 conditions are kept in the order of kstatus")
  func order() {
    var conditions: [Condition] = []
    for type in ["Healthy", "Ready", "ArtifactInStorage", "Stalled", "Reconciling"] {
      conditions.set(Condition(type: type, status: .true, reason: "R", message: ""))
    }
    #expect(conditions.map(\.type) == ["Stalled", "Reconciling", "Ready", "ArtifactInStorage", "Healthy"])
  }

  @Test("S-CRD-14 K-04-21 the transition time moves with status, reason or message only")
  func transition() throws {
    var old = Condition(type: "Ready", status: .true, reason: "A", message: "m", observedGeneration: 1)
    old.lastTransitionTime = try #require(Timestamp("2020-01-01T00:00:00Z"))
    var conditions = [old]
    conditions.set(Condition(type: "Ready", status: .true, reason: "A", message: "m", observedGeneration: 2))
    #expect(conditions[0].lastTransitionTime == old.lastTransitionTime)
    #expect(conditions[0].observedGeneration == 2)
    conditions.set(Condition(type: "Ready", status: .true, reason: "B", message: "m", observedGeneration: 2))
    #expect(conditions[0].lastTransitionTime > old.lastTransitionTime)
  }

  @Test("K-04-23 messages end in ... at 32768 bytes and stay whole characters")
  func longMessages() {
    let condition = Condition(type: "T", status: .true, reason: "R", message: String(repeating: "é", count: 20_000))
    #expect(condition.message.utf8.count <= Condition.maximumMessageBytes)
    #expect(condition.message.hasSuffix("é..."))
  }
}

@Suite struct LabelSelectorTests {
  @Test(
    "selectors match as on the server",
    arguments: [
      ("", true), ("app=web", true), ("app==web", true), ("app!=web", false), ("tier", false), ("!tier", true),
      ("app in (api, web),!tier", true), ("app notin (api,web)", false), ("env notin (prod)", true),
      ("sharding.fluxcd.io/key=shard1", true), ("!sharding.fluxcd.io/key", false),
    ])
  func matching(text: String, expected: Bool) throws {
    let labels = ["app": "web", "sharding.fluxcd.io/key": "shard1"]
    #expect(try LabelSelector(text).matches(labels) == expected)
  }

  @Test("what is no selector is refused", arguments: ["a=b=c", "app in web", "(", "a b", "=x", ",,"])
  func refused(text: String) {
    #expect(throws: LabelSelector.SyntaxError.self) { try LabelSelector(text) }
  }
}

@Suite struct ResourceTypeTests {
  @Test func hostileNamesStayOneSegment() {
    #expect("../../secrets?x".percentEncodedSegment == "..%2F..%2Fsecrets%3Fx")
    #expect("..".percentEncodedSegment == "%2E%2E")
    #expect("web.example".percentEncodedSegment == "web.example")
  }

  @Test func tenantsCannotBeAnonymous() {
    #expect(Impersonation(user: "") == nil)
    #expect(Impersonation(serviceAccount: "", namespace: "apps") == nil)
    #expect(Impersonation(serviceAccount: "deployer", namespace: "apps")?.user == "system:serviceaccount:apps:deployer")
  }
}
