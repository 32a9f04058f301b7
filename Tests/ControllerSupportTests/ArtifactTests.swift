import Archive
import ControllerSupport
import Digests
import GitOpsAPI
import Glibc
import HTTP
import HTTPServer
import OperatorKit
import OperatorKitTesting
import Testing

@Suite struct ArtifactFetcherTests {
  private let scratch: TemporaryDirectory

  init() throws { scratch = try TemporaryDirectory() }

  /// A tar archive with some files, gzipped.
  private func archive(_ files: [String: [UInt8]]) throws -> [UInt8] {
    let path = scratch.path + "/archive-\(UInt64.random(in: .min ... .max))"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
    defer {
      close(descriptor)
      unlink(path)
    }
    let writer = try ArtifactWriter(fileDescriptor: descriptor)
    for (name, content) in files.sorted(by: { $0.key < $1.key }) {
      try writer.file(Array(name.utf8), content: content)
    }
    var bytes = [UInt8](repeating: 0, count: Int(try writer.finish().size))
    #expect(pread(descriptor, &bytes, bytes.count, 0) == bytes.count)
    return bytes
  }

  private func artifact(_ url: RemoteURL, _ bytes: [UInt8], digest: String? = nil) -> Artifact {
    Artifact(
      digest: digest ?? Digest.of(bytes).description, lastUpdateTime: .now(), path: "a.tar.gz", revision: "main@sha1:1",
      url: url.appending(path: "gitrepository/apps/web/a.tar.gz").string(includingCredentials: false))
  }

  private func fetcher(_ server: TestServer, _ environment: [String: String] = [:]) -> ArtifactFetcher {
    ArtifactFetcher(http: server.client, hosts: ArtifactHosts(environment: environment))
  }

  private func read(_ path: String) -> String? { SmallFile.read(path, limit: 1 << 30) }

  @Test("K-08-01 an artifact is fetched with GET and unpacked while it streams")
  func extract() async throws {
    let large = (0..<600_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7) }
    let bytes = try archive(["deploy/app.yaml": Array("kind: A".utf8), "large.bin": large])
    let server = TestServer(ServerResponse(body: .bytes(bytes)))
    let url = try await server.start()
    let summary = try await fetcher(server).extract(artifact(url, bytes), into: scratch.path)
    await server.stop()
    #expect(summary.files == 2)
    #expect(read(scratch.path + "/deploy/app.yaml") == "kind: A")
    #expect(server.seen.map(\.method) == ["GET"])
    #expect(server.seen.first?.path == "/gitrepository/apps/web/a.tar.gz")
  }

  @Test("K-08-02 the digest is checked, with sha256, sha384, sha512 or bare hexadecimal")
  func digests() async throws {
    let bytes = try archive(["a": [1]])
    let server = TestServer(ServerResponse(body: .bytes(bytes)))
    let url = try await server.start()
    let good = [
      Digest.of(bytes, .sha256).description, Digest.of(bytes, .sha384).description,
      Digest.of(bytes, .sha512).description,
      Digest.of(bytes, .sha256).hexString,
    ]
    for (number, digest) in good.enumerated() {
      try await fetcher(server).download(artifact(url, bytes, digest: digest), to: "\(scratch.path)/\(number)")
    }
    let wrong = Digest.of([1, 2, 3]).description
    await #expect {
      try await fetcher(server).download(artifact(url, bytes, digest: wrong), to: "\(scratch.path)/wrong")
    } throws: { error in
      if case .digestMismatch(wrong, good[0]) = error as? ArtifactFetchError { true } else { false }
    }
    #expect(access("\(scratch.path)/wrong", F_OK) != 0)
    for digest in ["", "md5:abc", "sha256:xyz", Digest.of(bytes, .sha1).description] {
      await #expect {
        try await fetcher(server).download(artifact(url, bytes, digest: digest), to: "\(scratch.path)/none")
      } throws: { error in
        if case .unsupportedDigest(digest) = error as? ArtifactFetchError { true } else { false }
      }
    }
    await server.stop()
  }

  @Test func aMissingArtifactIsToldApart() async throws {
    let server = TestServer(.notFound, .text("", status: 503))
    let url = try await server.start()
    let artifact = artifact(url, [])
    await #expect {
      try await fetcher(server).extract(artifact, into: scratch.path)
    } throws: { error in
      guard let error = error as? ArtifactFetchError, case .notFound = error else { return false }
      return !error.isRetryable
    }
    await #expect {
      try await fetcher(server).extract(artifact, into: scratch.path)
    } throws: { error in
      guard let error = error as? ArtifactFetchError, case .status(503, _) = error else { return false }
      return error.isRetryable
    }
    await server.stop()
    await #expect {
      try await ArtifactFetcher(hosts: ArtifactHosts(environment: [:])).extract(artifact, into: scratch.path)
    } throws: { error in
      guard let error = error as? ArtifactFetchError, case .transport = error else { return false }
      return error.isRetryable
    }
  }

  @Test func aHostileArchiveIsRefusedByName() async throws {
    let bytes = Array("this is no archive".utf8)
    let server = TestServer(ServerResponse(body: .bytes(bytes)))
    let url = try await server.start()
    await #expect {
      try await fetcher(server).extract(artifact(url, bytes), into: scratch.path)
    } throws: { error in
      if case .archive = error as? ArtifactFetchError { true } else { false }
    }
    await #expect {
      try await fetcher(server).download(artifact(url, bytes), to: scratch.path + "/f", maximumBytes: 3)
    } throws: { error in
      if case .tooLarge(3) = error as? ArtifactFetchError { true } else { false }
    }
    await server.stop()
  }

  @Test("K-08-04 K-08-05 the hosts of the artifact servers can be replaced")
  func hosts() async throws {
    let bytes = try archive(["a": [1]])
    let server = TestServer(ServerResponse(body: .bytes(bytes)))
    let url = try await server.start()
    let local = [
      "source-controller": fetcher(server, ["SOURCE_CONTROLLER_LOCALHOST": url.authority]),
      "source-watcher": fetcher(server, ["SOURCE_WATCHER_LOCALHOST": url.authority]),
    ]
    for (name, fetcher) in local {
      let remote = try #require(RemoteURL("http://\(name).flux-system.svc.cluster.local./"))
      try await fetcher.download(artifact(remote, bytes), to: "\(scratch.path)/\(name)")
    }
    await server.stop()
    #expect(server.seen.count == 2)
  }

  @Test(arguments: ["file:///etc/passwd", "", "ftp://h/a", "/a.tar.gz"])
  func onlyHTTPIsFetched(url: String) async {
    let artifact = Artifact(
      digest: Digest.of([]).description, lastUpdateTime: .now(), path: "a", revision: "r", url: url)
    await #expect {
      try await ArtifactFetcher(hosts: ArtifactHosts(environment: [:])).download(artifact, to: scratch.path + "/x")
    } throws: { error in
      if case .badURL(url) = error as? ArtifactFetchError { true } else { false }
    }
  }

  @Test("K-08-01 retries wait 5 to 30 seconds and end after --http-retry tries of one revision")
  func retries() {
    let retries = ArtifactRetries(maximum: 5)
    let key = ObjectKey(namespace: "a", name: "b")
    let delays = (0..<6).map { _ in retries.delayAfterFailure(of: key, revision: "1") }
    #expect(delays == [.seconds(5), .seconds(10), .seconds(20), .seconds(30), .seconds(30), nil])
    #expect(retries.delayAfterFailure(of: key, revision: "1") == .seconds(5))
    #expect(retries.delayAfterFailure(of: key, revision: "2") == .seconds(5))
    #expect(retries.delayAfterFailure(of: key, revision: "2") == .seconds(10))
    retries.reset(key)
    #expect(retries.delayAfterFailure(of: key, revision: "2") == .seconds(5))
  }
}
