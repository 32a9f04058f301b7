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
