/// What is counted until a process under test is killed.
public enum CrashTrigger: Sendable {
  /// Requests that reach a proxy. The process is killed before or after the API server sees the n-th one that matches;
  /// its connection is cut at that moment, so nothing later happens either.
  case request(
    through: FaultProxy, FaultProxy.Moment, matching: @Sendable (ProxiedRequest) -> Bool = { $0.isWrite })
  /// Calls that make files durable or visible: the process kills itself right before or after the n-th one.
  case fileCall(Set<CrashPreload.Call> = Set(CrashPreload.Call.allCases), CrashPreload.Moment)
}
