import ControllerSupport

/// The flags that only the source-controller has.
struct SourceFlags: Sendable {
  let storagePath, storageAddress, advertisedAddress, digestAlgorithm: Flag<String>
  let retentionTTL: Flag<Duration>
  let retentionRecords: Flag<Int>
  let helmIndexSize, helmChartSize, helmFileSize: Flag<Int>
  /// Read and checked, without effect: an index is read from the disk each time, and costs no memory.
  let helmCacheSize: Flag<Int>
  let helmCacheTTL, helmCachePurge: Flag<Duration>
  let sshKeyExchanges, sshHostKeys: Flag<[String]>

  init(_ flags: inout FlagSet) {
    storagePath = flags.string(
      "storage-path", default: "/data", environment: "STORAGE_PATH", help: "Directory where artifacts are kept.")
    storageAddress = flags.string(
      "storage-addr", default: ":9090", environment: "STORAGE_ADDRESS", help: "Address of the artifact server.")
    advertisedAddress = flags.string(
      "storage-adv-addr", environment: "STORAGE_ADV_ADDR", help: "Host and port that artifact URLs begin with.")
    retentionTTL = flags.duration(
      "artifact-retention-ttl", default: .seconds(60), help: "Age at which superseded artifacts are removed.")
    retentionRecords = flags.integer(
      "artifact-retention-records", default: 2, help: "Artifacts that are kept of each object at most.")
    digestAlgorithm = flags.string(
      "artifact-digest-algo", default: "sha256",
      help: "Digest of artifacts: sha1, sha256, sha384, sha512 or blake3.")

    helmIndexSize = flags.integer("helm-index-max-size", default: 50 << 20, help: "Largest repository index, bytes.")
    helmChartSize = flags.integer("helm-chart-max-size", default: 10 << 20, help: "Largest chart archive, bytes.")
    helmFileSize = flags.integer("helm-chart-file-max-size", default: 5 << 20, help: "Largest file in a chart, bytes.")
    helmCacheSize = flags.integer(
      "helm-cache-max-size", default: 0, help: "Repository indexes kept in memory; 0 for none.")
    helmCacheTTL = flags.duration("helm-cache-ttl", default: .seconds(900), help: "How long an index is kept.")
    helmCachePurge = flags.duration("helm-cache-purge-interval", default: .seconds(60), help: "Time between purges.")
    sshKeyExchanges = flags.list("ssh-kex-algos", help: "SSH key exchange algorithms, preferred first.")
    sshHostKeys = flags.list("ssh-hostkey-algos", help: "SSH host key algorithms, preferred first.")
  }

  /// The names of flags that were given and that nothing reads yet.
  func withoutEffect(_ values: FlagValues) -> [String] {
    var names: [String] = []
    if values.has(helmCacheSize) { names.append(helmCacheSize.name) }
    for flag in [helmCacheTTL, helmCachePurge] where values.has(flag) { names.append(flag.name) }
    for flag in [sshKeyExchanges, sshHostKeys] where values.has(flag) { names.append(flag.name) }
    return names
  }
}
