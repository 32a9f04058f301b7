import Digests
import Helm
import JSON
import OperatorKit

/// Release records in the Secrets of a namespace, as Helm's own tools read and write them.
///
/// Guarantees: lists read metadata only; of the records, which may be megabytes unpacked, one is held at a time.
///
/// Errors: `KubernetesError`, `ReleaseRecordError`.
struct ReleaseStore: Sendable {
  let client: KubernetesClient
  let namespace: String
  let name: String
  /// Told of each record that was written.
  var observer: (@Sendable (Release) -> Void)?

  /// What the labels of a record say.
  struct Entry: Sendable, Hashable {
    let version: Int
    let status: ReleaseStatus
  }

  init(client: KubernetesClient, namespace: String, name: String) {
    self.client = client
    self.namespace = namespace
    self.name = name
  }

  // MARK: Reading

  /// All revisions, oldest first.
  func entries() async throws -> [Entry] {
    var entries: [Entry] = []
    let selector = LabelSelector(matching: ["name": name, "owner": "helm"])
    try await client.list(
      .secret, namespace: namespace, options: ListOptions(labelSelector: selector), as: .metadata
    ) { secret in
      guard let version = secret.label("version").flatMap({ Int($0) }), version > 0 else { return }
      entries.append(Entry(version: version, status: ReleaseStatus(rawValue: secret.label("status") ?? "unknown")))
    }
    return entries.sorted { $0.version < $1.version }
  }

  func find(_ version: Int) async throws -> Release? {
    guard let secret = try await client.find(.secret, key(version)) else { return nil }
    return try release(in: secret)
  }

  /// The newest revision; `nil` when there is none.
  func last() async throws -> Release? {
    guard let version = try await entries().last?.version else { return nil }
    return try await find(version)
  }

  private func release(in secret: DynamicObject) throws -> Release {
    guard let data = secret.secretValue("release") else {
      throw ReleaseRecordError.malformed("the Secret \(secret.key) has no key 'release'")
    }
    var release = try ReleaseRecord.decode(data, labels: secret.labels)
    // Labels and record are written together; where they differ the name of the Secret is right.
    if release.name.isEmpty { release.name = name }
    return release
  }

  // MARK: Writing

  /// Creates the record of a new revision.
  func create(_ release: Release, adopted: AdoptedObjects) async throws {
    var secret = try object(release, stamp: "createdAt")
    adopted.note(on: &secret)
    _ = try await client.create(.secret, secret)
    observer?(release)
  }

  /// Writes the record of a revision that is there.
  func update(_ release: Release, annotations: [String: String] = [:]) async throws {
    let secret = try object(release, stamp: "modifiedAt")
    var metadata: JSONObject = ["labels": secret.json[path: "metadata", "labels"] ?? [:]]
    if !annotations.isEmpty { metadata["annotations"] = JSONValue(annotations) }
    let patch: JSONValue = ["metadata": .object(metadata), "data": secret.json["data"] ?? [:]]
    _ = try await client.patch(.secret, key(release.version), .merge(patch))
    observer?(release)
  }

  /// Reads a revision, changes it and writes it; `nil` when there is none.
  @discardableResult
  func modify(
    _ version: Int, annotations: [String: String] = [:], _ change: @Sendable (inout Release) -> Void
  ) async throws -> Release? {
    guard var release = try await find(version) else { return nil }
    change(&release)
    try await update(release, annotations: annotations)
    return release
  }

  /// What is noted beside the record of a revision.
  func annotations(of version: Int) async throws -> [String: String] {
    try await client.find(.secret, key(version), as: .metadata)?.annotations ?? [:]
  }

  func delete(_ version: Int) async throws {
    do {
      try await client.delete(.secret, key(version))
    } catch let error as KubernetesError where error.kind == .notFound {}
  }

  /// Deletes the oldest revisions so that with one more there are no more than a number; the last one that is deployed
  /// always stays (H-25-09).
  ///
  /// - Parameter former: Stays too: what the next revision no longer has is found in it.
  func prune(keeping maximum: Int, former: Int) async throws {
    guard maximum > 0 else { return }
    let entries = try await entries()
    let superfluous = ReleaseStore.superfluous(entries, keeping: maximum - 1, former: former)
    for version in superfluous { try await delete(version) }
  }

  static func superfluous(_ entries: [Entry], keeping maximum: Int, former: Int) -> [Int] {
    let deployed = entries.last { $0.status == .deployed }?.version
    let excess = entries.count - maximum
    guard excess > 0 else { return [] }
    return Array(entries.map(\.version).filter { $0 != deployed && $0 != former }.prefix(excess))
  }

  /// Marks all revisions that are deployed as superseded, but for one.
  func supersede(except version: Int) async throws {
    for entry in try await entries() where entry.status == .deployed && entry.version != version {
      try await modify(entry.version) { $0.info.status = .superseded }
    }
  }

  // MARK: Objects that were there before

  /// The objects that revisions up to one took over, and that are therefore not the release's to remove.
  func adopted() async throws -> AdoptedObjects {
    var result = AdoptedObjects()
    let selector = LabelSelector(matching: ["name": name, "owner": "helm"])
    try await client.list(
      .secret, namespace: namespace, options: ListOptions(labelSelector: selector), as: .metadata
    ) { result.formUnion(AdoptedObjects(of: $0)) }
    return result
  }

  private func key(_ version: Int) -> ObjectKey {
    ObjectKey(namespace: namespace, name: ReleaseRecord.secretName(name, version))
  }

  private func object(_ release: Release, stamp: String) throws -> DynamicObject {
    var secret = DynamicObject(.secret, key(release.version))
    var labels = release.labels
    labels["name"] = release.name
    labels["owner"] = "helm"
    labels["status"] = release.info.status.rawValue
    labels["version"] = String(release.version)
    labels[stamp] = String(Timestamp.now().microseconds / 1_000_000)
    secret.json[path: "metadata", "labels"] = JSONValue(labels)
    secret.json["type"] = .string(ReleaseRecord.secretType)
    let record = Array(try ReleaseRecord.encode(release).utf8)
    secret.json["data"] = ["release": .string(Base64.encode(record))]
    return secret
  }
}
