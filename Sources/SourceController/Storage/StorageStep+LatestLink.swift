import OperatorKit

extension StorageStep {
  /// Removes the link to the latest artifact, which kinds without one may still have from an older controller.
  func removeLatestLink(kind: String, _ key: ObjectKey) async {
    try? await onOwnThread { [storage] in storage.removeLink("latest.tar.gz", kind: kind, key) }
  }
}
