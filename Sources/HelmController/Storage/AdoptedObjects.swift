import GitOpsAPI
import JSON
import OperatorKit

/// Objects that were there before the release and that it took over. They are noted beside its record, so that
/// remediation never removes what the release did not create, also not after a crash.
struct AdoptedObjects: Sendable, Hashable {
  private(set) var ids: Set<String> = []

  /// Where they are noted on the Secret of a revision.
  static let annotation = "\(APIGroup.helm)/adopted"
  /// Annotations of an object may hold 256 KiB; beyond this the list is not written in full and all counts as adopted.
  private static let maximumBytes = 200 << 10
  private static let everything = "*"

  init() {}

  init(_ references: some Sequence<OperatorKit.ObjectReference>) { ids = Set(references.map(AdoptedObjects.id)) }

  init(of secret: DynamicObject) {
    guard let text = secret.annotation(AdoptedObjects.annotation) else { return }
    ids = Set(text.split(separator: ",").map(String.init))
  }

  var isEmpty: Bool { ids.isEmpty }
  var count: Int { ids.count }

  func contains(_ reference: OperatorKit.ObjectReference) -> Bool {
    ids.contains(AdoptedObjects.everything) || ids.contains(AdoptedObjects.id(reference))
  }

  mutating func formUnion(_ other: AdoptedObjects) { ids.formUnion(other.ids) }

  func note(on secret: inout DynamicObject) {
    guard !ids.isEmpty else { return }
    let text = ids.sorted().joined(separator: ",")
    secret.setAnnotation(
      AdoptedObjects.annotation, text.utf8.count > AdoptedObjects.maximumBytes ? AdoptedObjects.everything : text)
  }

  private static func id(_ reference: OperatorKit.ObjectReference) -> String {
    InventoryID(key: reference.key, groupKind: reference.groupKind).description
  }
}
