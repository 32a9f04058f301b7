import GitOpsAPI
import OperatorKit

extension ControllerEvent {
  /// Keeps of the metadata what the object's controller and the object's annotations gave, without digests, which
  /// tell people nothing.
  mutating func dropForeignMetadata() {
    let own = "\(involvedObject.group)/"
    let hidden = [EventMetadata.checksum, EventMetadata.digest].map { (own + $0).lowercased() }
    metadata = metadata.filter { key, _ in
      (key.hasPrefix(own) || key.hasPrefix("\(APIGroup.event)/")) && !hidden.contains(key.lowercased())
    }
  }

  /// Takes out what only tells equal events apart.
  mutating func dropToken() {
    metadata[EventMetadata.key(EventMetadata.token, group: involvedObject.group)] = nil
  }

  /// `Kustomization/apps/shop`, as messages name the object.
  var subject: String {
    "\(involvedObject.kind ?? "")/\(involvedObject.namespace ?? "")/\(involvedObject.name ?? "")"
  }

  /// About how many bytes of memory the event holds.
  var weight: Int {
    metadata.reduce(512 + message.utf8.count) { $0 + $1.key.utf8.count + $1.value.utf8.count + 64 }
  }
}
