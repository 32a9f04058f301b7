/// The API groups of the kinds in this module.
public enum APIGroup {
  public static let source = "source.toolkit.fluxcd.io"
  public static let kustomize = "kustomize.toolkit.fluxcd.io"
  public static let helm = "helm.toolkit.fluxcd.io"
  public static let notification = "notification.toolkit.fluxcd.io"
  /// No kinds; the prefix of event metadata that users give.
  public static let event = "event.toolkit.fluxcd.io"
}

/// The finalizer that all controllers put on their objects.
public enum FinalizerName {
  public static let gitOps = "finalizers.fluxcd.io"
}

/// Annotations that the controllers read.
public enum AnnotationName {
  /// Any new value asks for a reconciliation at once.
  public static let requestedAt = "reconcile.fluxcd.io/requestedAt"
  /// Asks for a release although nothing changed; must equal ``requestedAt``.
  public static let forceAt = "reconcile.fluxcd.io/forceAt"
  /// Asks to forget failures; must equal ``requestedAt``.
  public static let resetAt = "reconcile.fluxcd.io/resetAt"
}

/// Labels that the controllers read or write.
public enum LabelName {
  /// `Enabled` on a Secret or ConfigMap: whoever uses it is reconciled when it changes.
  public static let watch = "reconcile.fluxcd.io/watch"
  public static let watchEnabled = "Enabled"
  /// Selects the instance of a controller that takes care of an object.
  public static let shardKey = "sharding.fluxcd.io/key"
  /// On applied objects: the Kustomization they belong to.
  public static let kustomizationName = "\(APIGroup.kustomize)/name"
  public static let kustomizationNamespace = "\(APIGroup.kustomize)/namespace"
}

/// Controls that stand on single objects of a Kustomization, as label or annotation.
public enum ObjectControl {
  public static let reconcile = "\(APIGroup.kustomize)/reconcile"
  public static let serverSideApply = "\(APIGroup.kustomize)/ssa"
  public static let force = "\(APIGroup.kustomize)/force"
  public static let prune = "\(APIGroup.kustomize)/prune"
  public static let substitute = "\(APIGroup.kustomize)/substitute"
  public static let decrypt = "\(APIGroup.kustomize)/decrypt"

  /// Values; they are compared without regard to case.
  public static let enabled = "enabled"
  public static let disabled = "disabled"
  public static let override = "Override"
  public static let merge = "Merge"
  public static let ifNotPresent = "IfNotPresent"
  public static let ignore = "Ignore"
}
