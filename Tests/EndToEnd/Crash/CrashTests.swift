import OperatorKitTesting
import Testing

/// Where a process is killed.
enum KillMoment: CaseIterable, Sendable {
  case beforeRequest, afterRequest, beforeFileCall, afterFileCall

  /// Every request counts, reads too: each is a moment of its own in the life of an object.
  func trigger(_ proxy: FaultProxy) -> CrashTrigger {
    switch self {
    case .beforeRequest: .request(through: proxy, .beforeForwarding) { _ in true }
    case .afterRequest: .request(through: proxy, .afterForwarding) { _ in true }
    case .beforeFileCall: .fileCall(moment: .before)
    case .afterFileCall: .fileCall(moment: .after)
    }
  }
}

extension CrashTrigger {
  fileprivate static func fileCall(moment: CrashPreload.Moment) -> CrashTrigger {
    .fileCall(Set(CrashPreload.Call.allCases), moment)
  }
}

/// The controllers are killed at each of their steps, and the world ends as if they had not been.
@Suite struct CrashTests {
  @Test("A GitRepository ends as it should wherever its controller is killed", arguments: KillMoment.allCases)
  func gitRepository(_ moment: KillMoment) async throws {
    let crash = try await GitRepositoryCrash()
    let report = try await crash.harness.run(moment.trigger(crash.proxy), stride: CrashPoints.stride)
    print("GitRepository, \(moment): \(report)")
    #expect(report.failures.isEmpty, "\(report)")
    #expect(!report.points.isEmpty)
  }

  @Test("A Kustomization ends as it should wherever its controller is killed", arguments: KillMoment.allCases)
  func kustomization(_ moment: KillMoment) async throws {
    let crash = try await KustomizationCrash()
    let report = try await crash.harness.run(moment.trigger(crash.proxy), stride: CrashPoints.stride)
    print("Kustomization, \(moment): \(report)")
    #expect(report.failures.isEmpty, "\(report)")
    #expect(!report.points.isEmpty)
  }
}
