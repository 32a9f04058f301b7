/// What is to be done about one object, decided before anything of its stage is written.
enum ApplyPlan: Sendable {
  /// A marker says to leave it alone. The uid is that of the live object, if there is one.
  case skip(uid: String?)
  /// The dry run changed nothing.
  case unchanged(uid: String, evidence: Evidence?, readiness: Readiness)
  case create
  case configure(Correction)
  /// It has to be deleted and created again.
  case recreate(uid: String, cause: KubernetesError)

  /// How a live object is brought to where it should be.
  struct Correction: Sendable {
    let uid: String
    /// Fields that are left to others.
    let ignored: IgnoredFields
    /// What other tools left has to be removed first.
    let needsCleanup: Bool
    let drift: DriftReport
  }
}

/// A plan together with how the object is addressed.
struct PlannedObject: Sendable {
  let packed: PackedObject
  /// `nil` only for objects that are skipped although the cluster does not know their kind.
  let type: ResourceType?
  let plan: ApplyPlan

  var reference: ObjectReference { type.map(packed.reference.scoped) ?? packed.reference }
}
