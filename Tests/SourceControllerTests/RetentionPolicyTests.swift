import OperatorKit
import SourceController
import Testing

/// Which superseded artifacts go.
@Suite struct RetentionPolicyTests {
  private let now = Timestamp(microseconds: 1_000_000_000)

  private func file(_ name: String, age: Duration) -> RetentionPolicy.File {
    RetentionPolicy.File(name: name, modified: now.advanced(by: .zero - age))
  }

  @Test("S-ST-19 what is older than the limit goes, but never the current artifact")
  func age() {
    let policy = RetentionPolicy(ttl: .seconds(60), records: 10)
    let files = [
      file("current", age: .seconds(900)), file("old", age: .seconds(61)), file("young", age: .seconds(59)),
      file("edge", age: .seconds(60)),
    ]
    #expect(policy.expired(files, current: "current", now: now) == ["old"])
  }

  @Test(
    "S-ST-20 of what is left the oldest go until the number is right",
    arguments: [
      (0, ["c", "b", "a"]), (1, ["c", "b", "a"]), (2, ["c", "b"]), (3, ["c"]), (4, []), (9, []),
    ])
  func number(records: Int, expected: [String]) {
    let policy = RetentionPolicy(ttl: .seconds(3600), records: records)
    let files = [
      file("a", age: .seconds(1)), file("current", age: .seconds(9)), file("b", age: .seconds(2)),
      file("c", age: .seconds(3)),
    ]
    #expect(policy.expired(files, current: "current", now: now) == expected)
  }

  @Test("Both rules together count each file once")
  func both() {
    let policy = RetentionPolicy(ttl: .seconds(60), records: 2)
    let files = [
      file("current", age: .zero), file("ancient", age: .seconds(900)), file("old", age: .seconds(50)),
      file("young", age: .seconds(10)),
    ]
    #expect(policy.expired(files, current: "current", now: now) == ["ancient", "old"])
  }

  @Test("Nothing is removed where there is nothing beside the current artifact")
  func alone() {
    let policy = RetentionPolicy(ttl: .zero, records: 0)
    #expect(policy.expired([file("current", age: .seconds(9))], current: "current", now: now) == [])
    #expect(policy.expired([], current: "current", now: now) == [])
  }
}
