import GitOpsAPI
import OperatorKit

/// What an OCIRepository may ask for that is not there yet.
enum OCISupport {
  /// Throws ``SourceFailure``.
  static func check(_ object: OCIRepository) throws {
    let spec = object.spec
    if spec.effectiveProvider != .generic {
      throw SourceSupport.refusal(
        "spec.provider '\(spec.effectiveProvider.rawValue)'", "use a Secret of type kubernetes.io/dockerconfigjson")
    }
    if spec.verify != nil { throw SourceSupport.refusal("spec.verify", "remove it") }
    if let operation = spec.layerSelector?.effectiveOperation, operation != .extract, operation != .copy {
      throw OCIFailure.layer("unsupported layer operation: \(operation.rawValue)")
    }
  }
}
