import Archive
import Digests
import Helm
import JSON
import OperatorKit

extension HelmProject {
  /// The record of a revision.
  func record(_ version: Int, of release: String = "app") async throws -> Release {
    let key = ObjectKey(namespace: namespace, name: ReleaseRecord.secretName(release, version))
    return try ReleaseRecord.decode(try await client.get(.secret, key).secretValue("release") ?? [])
  }

  /// Leaves a record as a helm that was killed would.
  func pend(_ status: String, version: Int, of release: String = "app") async throws {
    let key = ObjectKey(namespace: namespace, name: ReleaseRecord.secretName(release, version))
    var record = try await record(version, of: release)
    record.info.status = ReleaseStatus(rawValue: status)
    let text = Base64.encode(Array(try ReleaseRecord.encode(record).utf8))
    try await client.patch(
      .secret, key,
      .merge(["metadata": ["labels": ["status": .string(status)]], "data": ["release": .string(text)]]))
  }

  /// Something that the API server refuses: what was released with it has failed half-way.
  static let refused = "apiVersion: v1\nkind: Service\nmetadata: {name: refused}\nspec: {ports: [{port: 99999999}]}\n"
}
