import GitOpsAPI
public import OperatorKit

extension ObjectMeta {
  /// What of the metadata reconcilers of ours read; the rest, such as what `kubectl apply` notes, only costs memory.
  public var slimmed: ObjectMeta {
    var slim = self
    slim.labels = nil
    slim.ownerReferences = nil
    slim.annotations = annotations?.filter { name, _ in
      name.hasPrefix("reconcile.fluxcd.io/") || name.hasPrefix("\(APIGroup.event)/")
    }
    return slim
  }
}
