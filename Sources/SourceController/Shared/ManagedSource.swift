import ControllerSupport
package import GitOpsAPI
import OperatorKit

/// A kind that this controller turns into artifacts: what the steps that all kinds share need to know of it.
package protocol ManagedSource: ArtifactSource where Status: ArtifactStatus {
  var isSuspended: Bool { get }
  /// Time between two looks at the origin; zero for none.
  var lookInterval: Duration { get }
}

/// The status of such a kind.
package protocol ArtifactStatus: ReconciledStatus {
  var artifact: Artifact? { get set }
  /// The address under which the newest artifact is always found; kinds without one ignore it.
  var url: String? { get set }
}

extension GitRepository.Status: ArtifactStatus {
  /// GitRepositories have no such address.
  package var url: String? {
    get { nil }
    set {}
  }
}
extension GitRepository: ManagedSource {
  package var isSuspended: Bool { spec.suspend }
  package var lookInterval: Duration { spec.interval.duration }
}

extension OCIRepository.Status: ArtifactStatus {}
extension OCIRepository: ManagedSource {
  package var isSuspended: Bool { spec.suspend }
  package var lookInterval: Duration { spec.interval.duration }
}

extension HelmRepository.Status: ArtifactStatus {}
extension HelmRepository: ManagedSource {
  package var isSuspended: Bool { spec.suspend }
  package var lookInterval: Duration { spec.effectiveInterval.duration }
}

extension HelmChart.Status: ArtifactStatus {}
extension HelmChart: ManagedSource {
  package var isSuspended: Bool { spec.suspend }
  package var lookInterval: Duration { spec.interval.duration }
}
