import Archive
import Digests
import JSON
import Testing

@testable import Helm
@testable import HelmController

@Suite struct ReleaseRecordTests {
  @Test("H-25-01 the Secret of a revision is named after release and revision")
  func secretName() {
    #expect(ReleaseRecord.secretName("shop", 3) == "sh.helm.release.v1.shop.v3")
    #expect(ReleaseRecord.secretType == "helm.sh/release.v1")
  }

  @Test("H-25-02 a record is base64 of gzip of JSON; text that is not packed is read too")
  func coding() throws {
    let release = Sample.release(config: ["a": ["b": 1.5]])
    let text = try ReleaseRecord.encode(release)
    let packed = try #require(Base64.decode(text))
    #expect(packed.starts(with: [0x1f, 0x8b]))
    let read = try ReleaseRecord.decode(Array(text.utf8))
    #expect(read.json == release.json)
    let plain = Base64.encode(release.json.serialized())
    #expect(try ReleaseRecord.decode(Array(plain.utf8)).json == release.json)
  }

  @Test("a record that is no record says so", arguments: ["%%%", "aGVsbG8=", "H4sIAAAAAAAAA2Zv"])
  func broken(_ text: String) {
    #expect(throws: (any Error).self) { try ReleaseRecord.decode(Array(text.utf8)) }
  }

  @Test("H-25-04 H-25-06 the members of a record stand in Helm's order, labels stay out of it")
  func members() throws {
    var release = Sample.release(config: ["a": 1], hooks: [Self.hook])
    release.labels = ["team": "web"]
    release.info.notes = "hi"
    let json = release.json
    #expect(
      json.objectValue?.keys
        == ["name", "info", "chart", "config", "manifest", "hooks", "version", "namespace", "apply_method"])
    #expect(
      json["info"]?.objectValue?.keys == ["first_deployed", "last_deployed", "description", "status", "notes"])
    #expect(json["apply_method"] == "ssa")
  }

  @Test("H-25-05 the members of a hook stand in Helm's order")
  func hooks() throws {
    #expect(
      Self.hook.json.objectValue?.keys
        == ["name", "kind", "path", "manifest", "events", "last_run", "weight", "delete_policies"])
    #expect(Self.hook.json["last_run"] == ["started_at": "2026-11-24T10:00:00Z", "phase": "Running"])
    #expect(RecordedHook(Self.hook.json) == Self.hook)
  }

  private static let hook = RecordedHook(
    name: "migrate", kind: "Job", path: "shop/templates/job.yaml", manifest: "kind: Job", events: ["pre-upgrade"],
    lastRun: .init(startedAt: ReleaseTime(text: "2026-11-24T10:00:00Z"), phase: "Running"), weight: -1,
    deletePolicies: ["hook-succeeded"])

  @Test("H-25-07 the statuses have Helm's names")
  func statuses() {
    let all: [ReleaseStatus] = [
      .unknown, .deployed, .uninstalled, .superseded, .failed, .uninstalling, .pendingInstall, .pendingUpgrade,
      .pendingRollback,
    ]
    #expect(
      all.map(\.rawValue) == [
        "unknown", "deployed", "uninstalled", "superseded", "failed", "uninstalling", "pending-install",
        "pending-upgrade", "pending-rollback",
      ])
    #expect(all.filter(\.isPending) == [.pendingInstall, .pendingUpgrade, .pendingRollback])
  }

  @Test("H-27-02 hooks run by weight, then by name")
  func hookOrder() {
    func hook(_ name: String, _ weight: Int, _ event: String = "pre-install") -> RecordedHook {
      RecordedHook(name: name, kind: "Job", path: "", manifest: "", events: [event], weight: weight)
    }
    let hooks = [hook("z", 0), hook("b", 5), hook("a", 5), hook("c", -5), hook("x", 0, "post-install")]
    #expect(hooks.order(for: .preInstall).map { hooks[$0].name } == ["c", "z", "a", "b"])
  }

  @Test("H-14-01 the digest of values is that of their YAML with all keys sorted; of nothing when there are none")
  func valuesDigest() {
    #expect(
      "\(ReleaseDigest.ofValues([:]))" == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let values: JSONObject = ["b": ["z": [1, "x"], "a": true], "a": 1]
    let text = "a: 1\nb:\n  a: true\n  z:\n  - 1\n  - x\n"
    #expect(ReleaseDigest.ofValues(values) == Digest.of(Array(text.utf8)))
  }

  @Test("H-14-02 the digest of a release is that of its JSON as Go writes it, without tests")
  func releaseDigest() {
    let test = RecordedHook(name: "t", kind: "Pod", path: "p", manifest: "m", events: ["test"])
    let release = Sample.release(config: ["b": 1, "a": "<&>"], manifest: "m", hooks: [test])
    let text =
      #"{"name":"shop","version":1,"info":{"first_deployed":"2026-11-24T10:00:00.5Z","#
      + #""last_deployed":"2026-11-24T10:00:00.5Z","description":"Install complete","status":"deployed"},"#
      + #""chartMetadata":{"name":"shop","version":"1.0.0","apiVersion":"v2"},"#
      + #""config":{"a":"\u003c\u0026\u003e","b":1},"manifest":"m","hooks":null,"namespace":"apps"}"# + "\n"
    #expect(ReleaseDigest.of(release) == Digest.of(Array(text.utf8)))
    let oci = text.replacing(#""namespace":"apps"}"#, with: #""namespace":"apps","ociDigest":"sha256:1"}"#)
    #expect(ReleaseDigest.of(release, ociDigest: "sha256:1") == Digest.of(Array(oci.utf8)))
  }

  @Test(
    "numbers are written as Go writes a float64",
    arguments: [
      ("1", "1"), ("1.0", "1"), ("0.1", "0.1"), ("1e6", "1000000"), ("1e21", "1e+21"), ("1.5e-7", "1.5e-7"),
      ("123456789012345680000", "123456789012345680000"), ("-2.50", "-2.5"), ("0.000001", "0.000001"),
    ])
  func numbers(_ source: String, _ written: String) throws {
    #expect(String(decoding: try JSONValue(parsing: source).goSerialized(), as: UTF8.self) == written)
  }

  @Test("a record near the limit of a Secret is noticed, with its largest parts")
  func size() throws {
    var release = Sample.release(manifest: String(repeating: "m", count: 2_000))
    release.chart["templates"] = [
      ["name": "templates/big.yaml", "data": .string(String(repeating: "A", count: 8_000))]
    ]
    let size = RecordSize(release, record: String(repeating: "x", count: 1_000_000))
    #expect(size.isNearLimit && !size.isTooLarge)
    #expect(size.parts.first?.name == "chart file templates/big.yaml" && size.parts.first?.bytes == 6_000)
    #expect("\(size)".contains("takes 1000000 of 1048576 bytes"))
    #expect(RecordSize(release, record: String(repeating: "x", count: 1_048_577)).isTooLarge)
  }

  @Test("times keep the text that was read; ours have no zeros at the end")
  func times() {
    #expect(ReleaseTime(microTime: "2026-11-24T10:00:00.250000Z").text == "2026-11-24T10:00:00.25Z")
    #expect(ReleaseTime(microTime: "2026-11-24T10:00:00.000000Z").text == "2026-11-24T10:00:00Z")
    #expect(ReleaseTime(text: "2026-11-24T10:00:00.123456789+01:00").text == "2026-11-24T10:00:00.123456789+01:00")
  }
}
