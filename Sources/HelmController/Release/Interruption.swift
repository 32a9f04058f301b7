import OperatorKit

extension KubernetesError {
  /// The API server could not be reached, or did not answer in time: nothing is known to have failed.
  var isOutage: Bool {
    switch kind {
    case .transport, .timeout, .tooManyRequests: true
    default: code == 503
    }
  }
}

extension Error {
  /// Whether work was broken off rather than failed: the process ends, or the API server is away. Records stay pending
  /// then, hooks that run are left alone, nothing is counted and nothing remediated; whoever comes next goes on.
  var isInterruption: Bool {
    switch self {
    case is CancellationError: true
    case let error as KubernetesError: error.isOutage
    case let error as ReleaseApplyError: error.cause?.isInterruption ?? false
    default: false
    }
  }
}
