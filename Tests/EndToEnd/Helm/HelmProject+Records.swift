import Archive
import Digests
import Helm
import JSON
import OperatorKit

extension HelmProject {
  /// Leaves a record as a helm that was killed would.
  func pend(_ status: String, version: Int, of release: String = "app") async throws {
    let key = ObjectKey(namespace: namespace, name: ReleaseRecord.secretName(release, version))
    let secret = try await client.get(.secret, key)
    var record = try ReleaseRecord.decode(secret.secretValue("release") ?? [])
    record.info.status = ReleaseStatus(rawValue: status)
    let text = Base64.encode(Array(try ReleaseRecord.encode(record).utf8))
    try await client.patch(
      .secret, key,
      .merge(["metadata": ["labels": ["status": .string(status)]], "data": ["release": .string(text)]]))
  }
}
