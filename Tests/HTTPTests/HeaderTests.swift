import HTTP
import HTTPServer
import Testing

@Suite struct HeaderTests {
  @Test func `names compare without case and keep their order`() {
    var headers: HTTPHeaders = ["A": "1", "b": "2", "a": "3"]
    #expect(headers["a"] == "1" && headers.values("A") == ["1", "3"])
    headers["A"] = "4"
    #expect(headers.values("a") == ["4"] && headers.count == 2)
    headers["b"] = nil
    #expect(headers["B"] == nil)
  }

  @Test func `credentials do not show in descriptions`() {
    var headers: HTTPHeaders = ["Accept": "x", "PRIVATE-TOKEN": "s3cret", "Cookie": "s3cret"]
    headers.setBearerAuthorization("s3cret")
    #expect(!headers.description.contains("s3cret") && headers.description.contains("Accept: x"))
  }

  @Test(arguments: [
    "HTTP/1.1\r\n", "HTTP/1.1 \r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 abc\r\n",
    "HTTP/1.1 -20 x\r\n",
    "HTTP/1.1 099 x\r\n",
  ])
  func `status lines that cannot be read are protocol errors`(line: String) {
    var parser = ResponseHeadParser(limit: 1000)
    guard case .failed(.protocol) = parser.receive(line) else {
      Issue.record("accepted \(line)")
      return
    }
  }

  @Test func `lines without a colon or a name are passed over, and values are trimmed`() {
    var parser = ResponseHeadParser(limit: 1000)
    for line in ["HTTP/2 204 \r\n", "nonsense\r\n", ": x\r\n", "A: \t b \t\r\n", "Empty:\r\n"] {
      guard case .more = parser.receive(line) else {
        Issue.record("\(line)")
        return
      }
    }
    guard case .complete(let status, let version, let headers) = parser.receive("\r\n") else {
      Issue.record("not complete")
      return
    }
    #expect(status == 204 && version == "2" && headers == ["A": "b", "Empty": ""])
  }

  @Test(arguments: [
    ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ("Tue, 29 Feb 2028 23:59:59 GMT", 1_835_481_599),
  ])
  func `dates are read and written`(text: String, seconds: Int) {
    #expect(HTTPDate.parse(text) == seconds && HTTPDate.format(seconds) == text)
  }

  @Test(arguments: [
    "", "Sun, 06 Nov 1994 08:49:37", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 99 Nov 1994 08:49:37 GMT",
    "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 99999999999 08:49:37 GMT", "Sun, 06 Nov 1994 8:49 GMT", "a b c d e f",
  ])
  func `other dates are not`(text: String) { #expect(HTTPDate.parse(text) == nil) }

  @Test func `an error says what failed, where, and what to check, without secrets`() throws {
    let error = HTTPError(.tlsVerify("self-signed certificate"), url: try address("https://u:s3cret@h/p?token=s3cret"))
    #expect(
      error.description.hasPrefix(
        "https://h/p?token=***: the server's certificate was refused: self-signed certificate; check"))
    #expect(HTTPError(.timeout(.idle, after: .milliseconds(1500)), url: nil).description.contains("(1.500s)"))
  }
}

extension ResponseHeadParser {
  mutating func receive(_ line: String) -> Step {
    Array(line.utf8).withUnsafeBytes { receive($0) }
  }
}
