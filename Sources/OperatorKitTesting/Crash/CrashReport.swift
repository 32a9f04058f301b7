/// What came of killing a process at each of its steps.
public struct CrashReport: Sendable, CustomStringConvertible {
  /// One point at which the process was killed.
  public struct Point: Sendable, CustomStringConvertible {
    /// The number of the step, from 1.
    public var number: Int
    /// The step, such as `after patch kustomizations.kustomize.toolkit.fluxcd.io/status apps/app`.
    public var step: String
    /// What went wrong afterwards; `nil` if the end was that of the undisturbed run.
    public var failure: String?

    public var description: String { "\(number). \(step): \(failure ?? "converged")" }
  }

  /// All points that were tried, in order.
  public internal(set) var points: [Point] = []

  /// The points after which the end was another than that of the undisturbed run.
  public var failures: [Point] { points.filter { $0.failure != nil } }

  public var description: String {
    let summary = "\(points.count) crash points, \(failures.count) of them with another end"
    return ([summary] + failures.map { "  \($0)" }).joined(separator: "\n")
  }
}
