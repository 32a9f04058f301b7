import Archive
import Digests
import Git
import Glibc
import HTTP

/// Fetches a branch at depth 1 and stores it as an artifact, as source-controller does.
///
///     git-bench <url> <branch> <work directory> <artifact> [<CA file>]

func contents(_ path: String) -> [UInt8] {
  let file = open(path, O_RDONLY)
  guard file >= 0 else { return [] }
  defer { close(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 14)
  while case let count = read(file, &buffer, buffer.count), count > 0 { bytes += buffer[0..<count] }
  return bytes
}

func status(_ name: String) -> String {
  let line = String(decoding: contents("/proc/self/status"), as: UTF8.self).split(separator: "\n").first {
    $0.hasPrefix(name + ":")
  }
  return line.map { $0.split(whereSeparator: { $0 == " " || $0 == "\t" })[1] }.map(String.init) ?? "?"
}

let arguments = CommandLine.arguments
guard arguments.count >= 5, let url = RemoteURL(arguments[1]) else {
  print("usage: git-bench <url> <branch> <work directory> <artifact> [<CA file>]")
  exit(2)
}
var options = HTTPOptions()
options.proxy = .none
if arguments.count > 5 { options.tls = TLSOptions(caPEM: contents(arguments[5]), useSystemRoots: false) }

let clock = ContinuousClock()
let start = clock.now
let remote = GitRemote(try HTTPTransport(url: url, options: options))
let resolved = try await remote.resolve(ReferenceSpec(branch: arguments[2]))
let checkout = try await remote.fetch(resolved, into: arguments[3])
let fetched = clock.now
let fetchAnon = status("RssAnon")
let result = try await checkout.writeArtifact(to: arguments[4], spillingInto: arguments[3])
let stored = clock.now
print("revision  \(checkout.revision)")
print("pack      \(checkout.pack.objectCount) objects, \(checkout.pack.size) bytes")
print("artifact  \(result.content.files) files, \(result.artifact.size) bytes, \(result.artifact.digest)")
print("time      resolve and fetch \(start.duration(to: fetched)), archive \(fetched.duration(to: stored))")
print(
  "memory    anon after fetch \(fetchAnon) KiB, at the end \(status("RssAnon")) KiB, peak RSS \(status("VmHWM")) KiB")
