import Digests
import Glibc
import HTTP
import HelmIndex

/// What a HelmRepository and a HelmChart do with an index: fetch it to the disk, hash it, check it, look one chart up,
/// and fetch that. Arguments: the repository's URL, the chart, the version, a folder.
func fetch(_ address: String, to path: String) async throws -> String {
  guard let url = RemoteURL(address), let file = fopen(path, "w") else { throw BadArgument() }
  defer { fclose(file) }
  let hash = StreamingDigest(.sha256)
  var request = HTTPRequest(url: url)
  request.options.proxy = .none
  for try await chunk in try await HTTPClient.shared.send(request).body {
    hash.update(chunk)
    fwrite(chunk, 1, chunk.count, file)
  }
  return hash.finishDigest().description
}

struct BadArgument: Error {}

let arguments = CommandLine.arguments
guard arguments.count == 5 else { throw BadArgument() }
let (base, chart, version, folder) = (arguments[1], arguments[2], arguments[3], arguments[4])
let index = "\(folder)/index.yaml"
let revision = try await fetch("\(base)/index.yaml", to: index)
let summary = try IndexReader.read(index)
let entry = try VersionChoice.look(for: chart, version: version, in: index)
let archive = try await fetch("\(base)/\(entry.urls.first ?? "")", to: "\(folder)/chart.tgz")
var usage = rusage()
getrusage(0, &usage)
print("\(entry.name) \(entry.version) of \(summary.charts) charts, \(summary.versions) versions")
print("index \(revision.prefix(14)), chart \(archive.prefix(14))")
print("peak \(usage.ru_maxrss) KiB")
