import Digests
import Testing

@Suite struct DigestTests {
  @Test(arguments: [
    (DigestAlgorithm.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (.sha384, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"),
    (
      .sha512,
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    ),
  ])
  func `the published values for abc`(algorithm: DigestAlgorithm, hex: String) {
    #expect(algorithm.hexDigest(of: "abc") == hex)
    let pieces = StreamingDigest(algorithm)
    for byte in "abc".utf8 { pieces.update([byte]) }
    #expect(pieces.finish().hexString == hex)
    #expect(pieces.finish() == [])
  }

  @Test(arguments: [
    (0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
    (1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"),
    (1_024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7"),
    (1_025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444"),
    (2_048, "e776b6028c7cd22a4d0ba182a8bf62205d2ef576467e838ed6f2529b85fba24a"),
    (31_744, "62b6960e1a44bcc1eb1a611a8d6235b6b4b78f32e7abc4fb4c6cdcce94895c47"),
    (102_400, "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085"),
  ])
  func `BLAKE3 has its published values, however the input comes`(count: Int, hex: String) {
    let input = (0..<count).map { UInt8($0 % 251) }
    #expect(DigestAlgorithm.blake3.hexDigest(of: input) == hex)
    let pieces = StreamingDigest(.blake3)
    var (position, length) = (0, 1)
    while position < count {
      pieces.update(input[position..<min(count, position + length)])
      (position, length) = (position + length, length * 7 % 1_500 + 1)
    }
    #expect(pieces.finish().hexString == hex)
  }

  @Test func `digests are written and read with their algorithm`() throws {
    let digest = Digest.of(Array("abc".utf8))
    #expect(Digest(digest.description) == digest)
    #expect(digest.description.hasPrefix("sha256:ba7816bf"))
    for text in [
      "", ":", "sha256:", "sha256:ba", "md5:00", "sha1:\(digest.hexString)", "sha256:\(digest.hexString):", "sha256:zz",
    ] {
      #expect(Digest(text) == nil, "\(text)")
    }
  }

  @Test func `hexadecimal`() {
    #expect(Hex.encode([0, 0x9a, 0xff]) == "009aff")
    #expect(Hex.decode("009AfF") == [0, 0x9a, 0xff])
    #expect(Hex.decode("") == [])
    for text in ["0", "0g", "é0", " 00"] { #expect(Hex.decode(text) == nil) }
  }

  @Test func `base64 in both alphabets`() {
    for (plain, standard, url) in [
      ("", "", ""), ("f", "Zg==", "Zg"), ("fo", "Zm8=", "Zm8"), ("foo", "Zm9v", "Zm9v"), ("foob", "Zm9vYg==", "Zm9vYg"),
      ("\u{3ff}\u{3ff}?", "z7/Pvz8=", "z7_Pvz8"),
    ] {
      #expect(Base64.encode(Array(plain.utf8)) == standard)
      #expect(Base64.encode(Array(plain.utf8), .urlSafe) == url)
      #expect(Base64.decode(standard) == Array(plain.utf8))
      #expect(Base64.decode(url, .urlSafe) == Array(plain.utf8))
    }
    for text in [
      "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "=", "====", "Zg==Zg==", "Zm 9", "Zm9v\n", "Zm9-", "Zg===",
    ] {
      #expect(Base64.decode(text) == nil, "\(text)")
    }
    for text in ["Z", "Zh", "Zg==", "Zm9+"] { #expect(Base64.decode(text, .urlSafe) == nil, "\(text)") }
  }

  @Test func `comparison in constant time`() {
    #expect(constantTimeEquals("secret", "secret"))
    #expect(!constantTimeEquals("secret", "secreT"))
    #expect(!constantTimeEquals("secret", "secret "))
    #expect(!constantTimeEquals("", ""))
  }
}
