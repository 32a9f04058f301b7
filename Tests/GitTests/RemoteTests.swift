import Archive
import Digests
import Git
import HTTP
import TestSupport
import Testing

@Suite("Repositories over HTTP")
struct RemoteTests {
  private func remote(
    _ server: GitHTTPServer, _ path: String, _ credentials: HTTPTransport.Credentials = .none, tls: Bool = false,
    trust: Bool = true
  ) throws -> GitRemote {
    var options = HTTPOptions()
    options.proxy = .none
    options.totalTimeout = .seconds(60)
    options.tls = TLSOptions(caPEM: trust ? try server.authority() : nil, useSystemRoots: false)
    let url = try #require(RemoteURL((tls ? server.https : server.http) + path))
    return GitRemote(try HTTPTransport(url: url, credentials: credentials, options: options))
  }

  private func fetch(_ server: GitHTTPServer, _ remote: GitRemote, _ spec: ReferenceSpec) async throws -> Checkout {
    try server.scratch.shell("rm -rf fetch && mkdir fetch")
    return try await remote.fetch(remote.resolve(spec), into: server.scratch.path + "/fetch")
  }

  private static let sample = """
    mkdir -p a/b && seq 1 2000 > a/numbers && echo x > a/b/c && git add . && git commit -qm one
    echo 2 >> a/numbers && git commit -qam two && git tag -a v1.0.0 -m annotated && git tag light
    git checkout -qb side && echo s > s && git add s && git commit -qm side && git checkout -q main
    echo 3 >> a/numbers && git commit -qam three && git push -q --all && git push -q --tags
    """

  private func rev(_ server: GitHTTPServer, _ name: String, repository: String = "app") throws -> String {
    try server.scratch.line("git -C repos/\(repository).git rev-parse '\(name)'")
  }

  @Test(
    "S-GT-02 S-GT-05 a branch is fetched at depth 1 and archived like git archive", arguments: [true, false],
    ["/private", "/v0"])
  func branch(tls: Bool, path: String) async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(Self.sample)
    let credentials = HTTPTransport.Credentials.basic(username: GitHTTPServer.user, password: GitHTTPServer.password)
    let remote = try remote(server, "\(path)/app.git", credentials, tls: tls)
    let checkout = try await fetch(server, remote, ReferenceSpec(branch: "main"))
    #expect(try checkout.revision.description == "main@sha1:" + rev(server, "main"))
    #expect(checkout.commit.summary == "three")
    // One commit, three directories, two files: nothing of the history.
    #expect(checkout.pack.objectCount == 6)
    let fetched = server.scratch.path + "/fetch"
    let result = try await checkout.writeArtifact(to: server.scratch.path + "/out.tar.gz", spillingInto: fetched)
    #expect(result.content.files == 2)
    try server.scratch.shell(
      "mkdir x y && tar -xzf out.tar.gz -C x && git -C repos/app.git archive main | tar -x -C y && diff -r x y")
    #expect(try server.scratch.line("sha256sum out.tar.gz").hasPrefix(result.artifact.digest.hexString))
  }

  @Test("S-GT-02 tags are peeled, annotated or not")
  func tags() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(Self.sample)
    for path in ["/open/app.git", "/v0/app.git"] {
      let remote = try remote(server, path)
      let annotated = try await fetch(server, remote, ReferenceSpec(tag: "v1.0.0"))
      #expect(try annotated.revision.description == "v1.0.0@sha1:" + rev(server, "v1.0.0^{commit}"))
      #expect(annotated.tag?.message == "annotated\n")
      #expect(try await remote.resolve(ReferenceSpec(tag: "v1.0.0")).revision == annotated.revision)
      let light = try await fetch(server, remote, ReferenceSpec(tag: "light"))
      #expect(light.tag == nil)
      #expect(light.commit.id == annotated.commit.id)
    }
  }

  @Test("S-GT-03 S-GT-07 S-GS-10 full names of any kind")
  func names() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(Self.sample + "\ngit push -q origin side:refs/pull/1/head")
    let remote = try remote(server, "/open/app.git")
    let pull = try await fetch(server, remote, ReferenceSpec(name: "refs/pull/1/head"))
    #expect(try pull.revision.description == "refs/pull/1/head@sha1:" + rev(server, "side"))
    let tag = try await remote.resolve(ReferenceSpec(name: "refs/tags/v1.0.0"))
    #expect(try tag.revision?.description == "refs/tags/v1.0.0@sha1:" + rev(server, "v1.0.0^{commit}"))
  }

  @Test("S-GT-06 the highest version in the range wins, ties by newest commit")
  func semver() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(
      """
      n=1; for t in v0.9.0 1.0.0 v1.2.0 v1.2.0+later 1.2 v2.0.0-rc.1 not-a-version 1.2.0+earlier; do
        case $t in *later) d=1700009000;; *) n=$((n+1)); d=$((1700000000 + n));; esac
        GIT_COMMITTER_DATE="$d +0000" git commit -q --allow-empty -m $t && git tag -a $t -m $t; done
      git push -q --all && git push -q --tags
      """)
    let remote = try remote(server, "/open/app.git")
    let tie = try await fetch(server, remote, ReferenceSpec(semver: ">=1.0.0"))
    #expect(try tie.revision.description == "v1.2.0+later@sha1:" + rev(server, "v1.2.0+later^{commit}"))
    let pre = try await fetch(server, remote, ReferenceSpec(semver: ">=1.0.0-0"))
    #expect(pre.revision.label == "v2.0.0-rc.1")
    let old = try await remote.resolve(ReferenceSpec(semver: "<1.0.0"))
    #expect(old.revision?.label == "v0.9.0")
    await #expect(throws: GitError.noMatchingVersion(range: ">=3", address: remote.transport.address)) {
      try await remote.resolve(ReferenceSpec(semver: ">=3"))
    }
    await #expect(throws: GitError.self) { try await remote.resolve(ReferenceSpec(semver: "what?")) }
  }

  @Test("S-GS-11 S-GT-03 a commit is fetched by itself, or found in its branch", arguments: ["/open", "/v0"])
  func commit(path: String) async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(Self.sample)
    let remote = try remote(server, "\(path)/app.git")
    let first = try rev(server, "main~2")
    let alone = try await fetch(server, remote, ReferenceSpec(commit: first))
    #expect(alone.revision.description == "sha1:" + first)
    #expect(alone.commit.summary == "one")
    // Version 2 allows any commit at depth 1; the older protocol needs the branch's whole history.
    #expect(alone.pack.objectCount == (path == "/open" ? 6 : 14))
    let side = try rev(server, "side")
    let branch = try await fetch(server, remote, ReferenceSpec(branch: "side", commit: side))
    #expect(branch.revision.description == "side@sha1:" + side)
    let unknown = String(repeating: "ab", count: 20)
    await #expect(throws: GitError.commitNotFound(unknown, address: remote.transport.address)) {
      try await fetch(server, remote, ReferenceSpec(commit: unknown))
    }
    await #expect(throws: GitError.self) { try await fetch(server, remote, ReferenceSpec(commit: "abc123")) }
  }

  @Test("A SHA-256 repository works like any other", arguments: ["/open", "/v0"])
  func sha256(path: String) async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(format: "sha256", Self.sample)
    let remote = try remote(server, "\(path)/app.git")
    let checkout = try await fetch(server, remote, ReferenceSpec(tag: "v1.0.0"))
    #expect(try checkout.revision.description == "v1.0.0@sha256:" + rev(server, "v1.0.0^{commit}"))
    let result = try await checkout.writeArtifact(
      to: server.scratch.path + "/out.tar.gz", spillingInto: server.scratch.path)
    #expect(result.content.files == 2)
  }

  @Test("A force push is simply another revision")
  func forcePush() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(Self.sample)
    let remote = try remote(server, "/open/app.git")
    let before = try await fetch(server, remote, ReferenceSpec(branch: "main"))
    try server.scratch.shell("cd work-app && git commit -q --amend -m rewritten && git push -qf origin main")
    let after = try await fetch(server, remote, ReferenceSpec(branch: "main"))
    #expect(after.revision != before.revision)
    #expect(after.commit.summary == "rewritten")
  }

  @Test("S-GT-08 an unchanged repository costs one listing, and one request when the server is known")
  func unchanged() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(
      Self.sample
        + "\nfor i in $(seq 1 200); do echo \"create refs/heads/b$i $(git rev-parse main)\"; done | git -C ../repos/app.git update-ref --stdin"
    )
    let first = try remote(server, "/open/app.git")
    let resolved = try await first.resolve(ReferenceSpec(branch: "main"))
    #expect(try server.requests() == ["GET /open/app.git/info/refs 200 -", "POST /open/app.git/git-upload-pack 200 -"])
    let second = GitRemote(first.transport, knownCapabilities: resolved.capabilities)
    #expect(try await second.resolve(ReferenceSpec(branch: "main")).revision == resolved.revision)
    #expect(try server.requests().count == 3)
    // Only what was asked for is listed.
    #expect(try await second.references(prefixes: ["refs/heads/main"]).references.map(\.name) == ["refs/heads/main"])
  }

  @Test("Known capabilities that are no longer true are found out again")
  func changedServer() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(Self.sample)
    let known = try await remote(server, "/open/app.git").references(prefixes: ["HEAD"]).capabilities
    for path in ["/v0/app.git", "/moved/app.git"] {
      let changed = GitRemote(try remote(server, path).transport, knownCapabilities: known)
      #expect(try await changed.resolve(ReferenceSpec(branch: "main")).revision?.label == "main")
    }
  }

  @Test("A missing branch is named")
  func missingBranch() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(Self.sample)
    for path in ["/open/app.git", "/v0/app.git"] {
      let remote = try remote(server, path)
      await #expect(throws: GitError.referenceNotFound("refs/heads/gone", address: server.http + path)) {
        try await remote.resolve(ReferenceSpec(branch: "gone"))
      }
      // The branch "mai" is not the branch "main".
      await #expect(throws: GitError.self) { try await remote.resolve(ReferenceSpec(branch: "mai")) }
    }
  }

  @Test("S-GT-10 an empty repository is recognised", arguments: ["/open", "/v0"])
  func empty(path: String) async throws {
    let server = try GitHTTPServer()
    try server.makeRepository("true")
    let remote = try remote(server, path + "/app.git")
    await #expect(throws: GitError.emptyRepository(address: remote.transport.address)) {
      try await remote.resolve(ReferenceSpec(branch: "main"))
    }
  }

  @Test("A repository that is gone is not found")
  func gone() async throws {
    let server = try GitHTTPServer()
    let remote = try remote(server, "/open/gone.git")
    await #expect(throws: GitError.repositoryNotFound(address: server.http + "/open/gone.git")) {
      try await remote.resolve(ReferenceSpec(branch: "main"))
    }
  }

  @Test("S-GK-01 S-GK-02 wrong or missing credentials are refused and never shown")
  func wrongPassword() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(Self.sample)
    let attempts: [HTTPTransport.Credentials] = [
      .none, .basic(username: "user", password: "hunter2"), .bearer(token: "hunter2"),
    ]
    for credentials in attempts {
      let remote = try remote(server, "/private/app.git", credentials)
      let error = await #expect(throws: GitError.self) { try await remote.resolve(ReferenceSpec(branch: "main")) }
      #expect(error == .authenticationFailed(address: server.http + "/private/app.git", status: 401))
      #expect(error?.description.contains("hunter2") == false)
    }
    #expect(try server.requests().contains("GET /private/app.git/info/refs 401 Bearer hunter2"))
  }

  @Test("User and password in the URL work, and are not shown")
  func credentialsInURL() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(Self.sample)
    var options = HTTPOptions()
    options.proxy = .none
    let text = "http://user:pa%3Ass%20w%C3%B6rd@127.0.0.1:\(server.httpPort)/private/app.git"
    let remote = GitRemote(try HTTPTransport(url: #require(RemoteURL(text)), options: options))
    #expect(try await remote.resolve(ReferenceSpec(branch: "main")).revision != nil)
    #expect(!remote.transport.address.contains("pa"))
  }

  @Test("S-GK-03 an unknown authority is refused with its reason")
  func unknownAuthority() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(Self.sample)
    let remote = try remote(server, "/open/app.git", tls: true, trust: false)
    let error = await #expect(throws: GitError.self) { try await remote.resolve(ReferenceSpec(branch: "main")) }
    guard case .http(let cause) = error, case .tlsVerify = cause.kind else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("What is no Git server is called so")
  func notGit() async throws {
    let server = try GitHTTPServer()
    await #expect(throws: GitError.notGit(address: server.http + "/html/x", contentType: "text/html")) {
      try await remote(server, "/html/x").resolve(ReferenceSpec())
    }
    await #expect(throws: GitError.dumbServer(address: server.http + "/dumb/x")) {
      try await remote(server, "/dumb/x").resolve(ReferenceSpec())
    }
    await #expect(throws: GitError.status(503, address: server.http + "/broken/x")) {
      try await remote(server, "/broken/x").resolve(ReferenceSpec())
    }
  }

  @Test("Redirects are followed, and credentials do not go to another host")
  func redirects() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(Self.sample)
    let credentials = HTTPTransport.Credentials.basic(username: "user", password: "x")
    let moved = try remote(server, "/moved/app.git", credentials)
    _ = try await fetch(server, moved, ReferenceSpec(branch: "main"))
    #expect(try server.requests().contains { $0.hasPrefix("GET /open/app.git/info/refs 200 Basic") })
    let before = try server.requests().count
    let away = try remote(server, "/away/app.git", credentials)
    let checkout = try await fetch(server, away, ReferenceSpec(branch: "main"))
    #expect(checkout.commit.summary == "three")
    let after = try server.requests().dropFirst(before)
    #expect(after.first?.contains("Basic") == true)
    #expect(after.dropFirst().allSatisfy { $0.contains("/open/") && $0.hasSuffix(" -") })
  }

  @Test("A fetch that is cancelled ends")
  func cancellation() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(
      "head -c 30000000 /dev/urandom > big && git add . && git commit -qm big && git push -q --all")
    let remote = try remote(server, "/open/app.git")
    let resolved = try await remote.resolve(ReferenceSpec(branch: "main"))
    let directory = try server.scratch.directory("fetch")
    let task = Task { try await remote.fetch(resolved, into: directory) }
    while try server.scratch.line("stat -c %s fetch/fetched.pack 2>/dev/null || echo 0") == "0" { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
  }

  @Test("A pack beyond the limit is refused while it arrives")
  func packLimit() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(
      "head -c 3000000 /dev/urandom > big && git add . && git commit -qm big && git push -q --all")
    let remote = try remote(server, "/open/app.git")
    var limits = PackLimits()
    limits.maxPackBytes = 1 << 20
    let resolved = try await remote.resolve(ReferenceSpec(branch: "main"))
    let directory = try server.scratch.directory("fetch")
    await #expect(throws: PackError.limitExceeded(what: "bytes", limit: 1 << 20)) {
      try await remote.fetch(resolved, into: directory, limits: limits)
    }
  }

  @Test("What the server itself complains about is passed on")
  func serverError() async throws {
    let server = try GitHTTPServer()
    try server.makeRepository(Self.sample)
    let remote = try remote(server, "/open/app.git")
    let listing = try await remote.references(prefixes: ["HEAD"])
    let unknown = try #require(ObjectID(hex: String(repeating: "ab", count: 20)))
    let directory = try server.scratch.directory("fetch")
    let error = await #expect(throws: GitError.self) {
      try await remote.fetch([unknown], depth: 1, listing.capabilities, into: directory)
    }
    #expect(error?.description.contains("not our ref") == true)
  }
}
