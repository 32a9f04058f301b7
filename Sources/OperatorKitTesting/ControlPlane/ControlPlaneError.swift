/// Why a control plane could not be started or reached.
public enum ControlPlaneError: Error, Sendable, CustomStringConvertible {
  /// The binaries are missing and the script that builds them was not found.
  case noBinaries(searched: [String])
  /// A component ended while it should run; with the end of its log.
  case componentEnded(ControlPlane.Component, ExitStatus, log: String)
  /// A component did not become ready in time; with the end of its log.
  case notReady(ControlPlane.Component, waitedFor: String, log: String)
  /// An existing cluster was named, but not usable.
  case existingCluster(String)
  /// The operation needs a control plane of our own; this one was handed in.
  case notOurs(String)

  public var description: String {
    switch self {
    case .noBinaries(let searched):
      """
      no control plane: build it once with scripts/build-control-plane.sh of this repository, or name a folder that \
      holds kube-apiserver, kube-controller-manager, kube-scheduler and kubemark in OPERATORKIT_CONTROL_PLANE, or an \
      existing cluster in FLUX_SWIFT_TEST_KUBECONFIG (looked above \(searched.joined(separator: ", ")))
      """
    case .componentEnded(let component, let status, let log):
      "\(component) \(status); the end of its log:\n\(log)"
    case .notReady(let component, let what, let log):
      "\(component): waited in vain for \(what); the end of its log:\n\(log)"
    case .existingCluster(let reason):
      "the cluster named in the environment cannot be used: \(reason)"
    case .notOurs(let operation):
      "\(operation) is possible only with a control plane started by these tests"
    }
  }
}
