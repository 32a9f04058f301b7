import Digests
import GitOpsAPI
import Helm
import Testing

@testable import HelmController

@Suite struct HistoryTests {
  private func history(_ statuses: [(Int, ReleaseStatus)], tests: [Int: String] = [:]) -> [ReleaseSnapshot] {
    statuses.map { version, status in
      Sample.snapshot(Sample.release(version: version, status: status), tests: tests[version].map { ["t": $0] })
    }
  }

  @Test("H-17-01 the history reaches to the previous good release, or to five")
  func truncation() {
    var snapshots = history([(4, .deployed), (3, .failed), (2, .superseded), (1, .superseded)])
    snapshots.truncate(ignoringTests: false)
    #expect(snapshots.map(\.version) == [4, 3, 2])
    snapshots = history([(3, .deployed), (2, .superseded), (1, .superseded)], tests: [2: "Failed"])
    var ignoring = snapshots
    snapshots.truncate(ignoringTests: false)
    #expect(snapshots.map(\.version) == [3, 2, 1])
    ignoring.truncate(ignoringTests: true)
    #expect(ignoring.map(\.version) == [3, 2])
    snapshots = history((1...8).map { ($0, .failed) })
    snapshots.truncate(ignoringTests: false)
    #expect(snapshots.map(\.version) == [8, 7, 6, 5, 4])
  }

  @Test("H-17-02 when retrying, the last five stay whatever they are")
  func retrying() {
    var snapshots = history([(7, .deployed), (6, .superseded)] + (1...5).map { ($0, .superseded) })
    snapshots.truncate()
    #expect(snapshots.map(\.version) == [7, 6, 5, 4, 3])
  }

  @Test("H-17-03 tested: not without a record, with none to run, with a failed one, when all succeeded")
  func tested() {
    #expect(!Sample.snapshot().hasBeenTested)
    #expect(Sample.snapshot(tests: [:]).hasBeenTested)
    #expect(Sample.snapshot(tests: ["a": "Failed", "b": "Running"]).hasBeenTested)
    #expect(Sample.snapshot(tests: ["a": "Succeeded", "b": "Succeeded"]).hasBeenTested)
    #expect(!Sample.snapshot(tests: ["a": "Succeeded", "b": "Unknown"]).hasBeenTested)
  }

  @Test("a record that was superseded by a rollback that broke off can still be rolled back to; a changed one cannot")
  func supersededByBrokenRollback() {
    let snapshot = Sample.snapshot(Sample.release(version: 2, status: .deployed))
    let superseded = Sample.release(version: 2, status: .superseded)
    #expect(!snapshot.observed(superseded) && snapshot.observedBeforeSuperseded(superseded))
    let changed = Sample.release(version: 2, status: .superseded, manifest: "---\nkind: Secret\n")
    #expect(!snapshot.observedBeforeSuperseded(changed))
    #expect(!snapshot.observedBeforeSuperseded(Sample.release(version: 2, status: .uninstalled)))
  }

  @Test("H-17-05 a record that is written changes the snapshot of its revision, whose tests stay")
  func recording() {
    var snapshots = history([(2, .deployed), (1, .superseded)], tests: [2: "Succeeded"])
    let observed = ObservedReleases(snapshots, ociDigest: nil, .sha256)
    observed.note(Sample.release(version: 2, status: .superseded))
    observed.note(Sample.release(version: 3, status: .pendingUpgrade))
    observed.note(Sample.release(version: 3, status: .deployed))
    observed.record(in: &snapshots, action: .upgrade)
    #expect(snapshots.map(\.version) == [3, 2, 1])
    #expect(snapshots.map(\.status) == ["deployed", "superseded", "superseded"])
    #expect(snapshots[0].action == .upgrade && snapshots[1].action == .install)
    #expect(snapshots[1].testHooks?["t"]?.phase == "Succeeded")
  }

  @Test("H-25-09 the oldest records go, never the one that is deployed")
  func pruning() {
    let entries: [ReleaseStore.Entry] = [
      .init(version: 1, status: .superseded), .init(version: 2, status: .deployed), .init(version: 3, status: .failed),
      .init(version: 4, status: .failed),
    ]
    #expect(ReleaseStore.superfluous(entries, keeping: 4, former: 4).isEmpty)
    #expect(ReleaseStore.superfluous(entries, keeping: 3, former: 4) == [1])
    #expect(ReleaseStore.superfluous(entries, keeping: 1, former: 1) == [3, 4])
  }
}
