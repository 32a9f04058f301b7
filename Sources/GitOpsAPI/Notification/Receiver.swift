public import OperatorKit

/// A webhook that asks for reconciliations.
public struct Receiver: GitOpsObject {
  public static let resourceType = ResourceType(
    group: APIGroup.notification, version: "v1", kind: "Receiver", plural: "receivers")

  public var metadata: ObjectMeta
  public var spec: Spec
  public var status: Status

  public init(metadata: ObjectMeta, spec: Spec, status: Status) {
    self.metadata = metadata
    self.spec = spec
    self.status = status
  }
}
