import Archive
import Digests
import GitOpsAPI
import JSON
import Testing
import YAML

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

  /// A record that helm 4 has written: hooks and a test, numbers of all sizes, characters that Go escapes.
  private static let helmsRecord =
    "H4sIAAAAAAAC/6xX4W7bOBJ+FWPux/44WZHkKI4JLHBNbqO42U2vTWInroKAkmiJNUUKEuXYDvzuh6FkW0mzh+tuAcMeDofkfN8Mh+MX"
    + "kDRnQKDKVAEWcDlXQF5gzstKPyWsEGrNEiDgOd5J33X73umtc0qOR8Tx7IE/Gjonx8ejGVgg6A8uSFgVl7zQXEkgMJaVpkL0YpUXgmkG"
    + "FlSa6roCAvtdLZBKM1TdZlQuql5YO453Yn4GcbRmRmChhK0FcUZLjVhypmlCNUX5NdpMmVGmdVGRoyPU2mxF0QM8X9VljKd93VukXO8M"
    + "jDU8WrBkZdVgcG3PHnyH7EPrHtobie3czlWJ5yzY+lmViTmodSxG1x8tyCmXmnLJSpzdu/8hoWAByykXQIAm9F9vXK9L0cFFE7qf21r7"
    + "Xc5UBNtHC3isZMe6u9URztmFTMECWvDJHurSM5rioBka4EXJYqoxAXRZMwuolEpTZKJC+imQJrV2ITM/6PEGiEkhjNyijthh48bkV8d2"
    + "bKfvNKcwmTAZc/aKlYonDLrxcGzXxgUlK1TFtSrXQADZVTLhbXSqOrKZpJEw6aVpasJgyN+pWyg8L1Sp+0sq6vbcOOMCUx2DUdCSSQ0E"
    + "IkPxboqtcFFlF4Jy2TWzDfVUcFrtXEeFXhcIhRaF4LHhDQkRKl4AkbUQFmiWF4Lq19D3yqPrT7e/3dh6pZEok/QwCbIsyvVmfP6Q/if4"
    + "6M9uj6/Aglwlmufs+6uKt9UeHg+HvnvinMy6KXM4J7bXNBeHQx7uz4pJPlnHnlhG31SafPvtinqinv1bpZ+9UT3LhbydXjyf565IgovF"
    + "w/2X7FOq0nHgZ9H07mQc/HE1Cy6ch1t1NT4/Kz/xsyFbf6gn+UWVTCeb8eVzmgSjq9gb1SjH95NlEtyl83vn74PJfjqYFEFkUe4vk+DC"
    + "odNRHW8Q2Id0HGQiCpw69tIlDUZLulFpfPlR/D4VdTz4kkXBc2XG95Pn2eBjNgvu3l+3dgezqZD08vPJ+Hysr2/Gf2a3mE1XIgnudByM"
    + "Kjq99j/xMz6bzpZxfqdbm29xPsmSQCwjvlKRNyp/v792H7xrMZt+EbMPKsW9aTCpoht/Q89Hjc105CaXZ25y7laRF3f3b+dnGZ2ucP2v"
    + "fztI+mcH6fLzDwUpCSab5EeB4PvQFowXiPALiwkQb2s1l74pil11WzJQ2VQN8gIrIO52a0EqVEQFkBccLIG4VjNlQRVnLKe7ItGMDm46"
    + "juP2zefWcYj54BM854JVuzV/CmpEHNf2B+7Qd0f+8cy8rUrOeWow4Y/rDY79k+HpyGklx3EsmJc03s/ZvgVZnTIgLvun51ogeKWBfHUt"
    + "Q8BXU2PRkUfzFrjInGSVeUpeUGPMPAuilgqpdMZlukdcG3Zf1ewtVsuV3r0hMX39/P4S/dILa8/xTsECzeUafesPLXjOlGiDkVPJ5ww9"
    + "hX6/H8p/9G5MV0B6+Eweva2HoTy8kqS3dEO54DIhvXPD1x+0COWuGyGh7PUwyUkvDuVesyC9EF7CMIQIv4gREYwZeVvLTPHUDN/lHWeQ"
    + "+q6F7Rs1BqBRmxigiGEwKowECrQZdeKBik2zbNuMmsAc/NscxGa5Zx0QYLTMoiZgRmdihhLegbeL34Xc3oqDgbkbh+Hq1VnNPWlmW1VV"
    + "dwht08QomkwxZ7JVwwV+hWG4y5pWYr1W2uVOGDbpg+bNBlyuW377Q6NZNkMjm7Tq0LNzOYRQhtK0o2rx6lnPsDvkMgEC+wwyTYTO2ib2"
    + "6J1HrJOzfyUbMxQ7fZuZ6vUyJnK7yo7QSdIrStbnTctuoVwXaUkT9r1p/5nxNNOY1X0/hHcMEob9fr9Qgsdr0ovYXJWsb6bikhkfLDOq"
    + "6jhmLGHJO5uoWhe17guV7jcy+jnlGGdkly2ZxLL6FTrOI5sH97HrM/9jytqU3UrTUrPkiep3q+LAdo7dgeP6/nBm2srmr8v/sj89Ph0N"
    + "fO8E7YuMVgwI3OxwYWVt6ALS97HRxe2eDKCm14X32Gkz58APwmgIeRIqfbW+Qwo8dp/ZH8k0/ZMyTf8/maZZpd/ED1VvQ7UjE7bb7n8y"
    + "1zIIq4LGOJvw5p9MIdZPOdOZQsBVRWH73wEAAjqa5AkPAAA="

  @Test("H-14-01 H-14-02 a release that helm made has the digests that upstream notes of it")
  func upstreamsDigests() throws {
    let release = try ReleaseRecord.decode(Array(Self.helmsRecord.utf8))
    let digest = "sha256:991ef0207c45ab6275154bd31ab0d601c4e5702c58eff7d3a76ea88b76bd7084"
    #expect("\(ReleaseDigest.of(release))" == digest)
    #expect(
      "\(ReleaseDigest.of(release, ociDigest: "sha256:abc"))"
        == "sha256:2a854d8e6462690829a827066a241289150b2bee6ab213f4029e025a964415e8")
    let config = "sha256:78742fb15da980051ae63d855649696d8f75cf37efaaec0751f69df66fb3c23c"
    #expect("\(ReleaseDigest.ofValues(release.config))" == config)

    // With these in its status, as upstream leaves them, nothing is to be done.
    let values = try YAML.decode(
      """
      big: 12345678901234567890
      huge: 1e21
      tiny: 0.0000001
      frac: 1234567.5
      whole: 2.0
      text: "<a> & 'b' \\u2028"
      nothing: null
      list: [1, {z: 1, a: [true, null]}]
      nested: {z: {b: 1, a: 2}}
      sub: {enabled: true}
      """)
    let snapshot: JSONValue = [
      "apiVersion": "v2", "name": "shop", "namespace": "dig", "version": 1, "status": "deployed", "action": "install",
      "chartName": "shop", "chartVersion": "1.2.3", "appVersion": "7", "configDigest": .string(config),
      "digest": .string(digest), "firstDeployed": "2026-11-28T08:49:02Z", "lastDeployed": "2026-11-28T08:49:02Z",
      "deleted": .null,
    ]
    var facts = Sample.facts(release, try Sample.object(), history: [try JSONDecoding.decode(from: snapshot)])
    facts.chartVersion = "1.2.3"
    facts.values = ReleaseValues(try #require(values.first?.objectValue), .sha256)
    #expect(facts.state == .inSync)
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
