import ControllerSupport
import Digests
import OperatorKitTesting
import SourceController
import Testing

/// Flags of the storage.
@Suite struct StorageOptionsTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory(prefix: "options") }

  private func options(
    address: String = ":9090", advertised: String = "", algorithm: String = "sha256",
    environment: [String: String] = [:]
  ) throws -> StorageOptions {
    try StorageOptions(
      path: directory.path, address: address, advertised: advertised, algorithm: algorithm, environment: environment)
  }

  @Test(
    "S-FL-17 S-FL-18 the advertised address is the one given, or follows from where we listen",
    arguments: [
      (":9090", "", "localhost:9090"), ("0.0.0.0:9090", "", "pod-0:9090"), ("10.0.0.1:80", "", "10.0.0.1:80"),
      ("[::1]:80", "", "[::1]:80"), (":9090", "source.example.", "source.example."),
    ])
  func advertised(address: String, advertised: String, expected: String) throws {
    let options = try options(address: address, advertised: advertised, environment: ["HOSTNAME": "pod-0"])
    #expect(options.advertisedAddress == expected)
  }

  @Test("S-FL-18 without HOSTNAME the machine is asked")
  func hostName() throws {
    #expect(try options(address: "0.0.0.0:9090").advertisedAddress == "\(HostName.current):9090")
  }

  @Test("S-FL-21 the known digests are taken, others are refused by name")
  func algorithms() throws {
    #expect(try StorageOptions(path: directory.path, address: ":9090").algorithm == .sha256)
    for name in ["sha1", "sha256", "sha384", "sha512", "blake3"] {
      #expect(try options(algorithm: name).algorithm.rawValue == name)
    }
    let error = #expect(throws: FlagError.self) { try options(algorithm: "md5") }
    #expect(error?.description.contains("artifact-digest-algo") == true)
  }

  @Test("S-FL-15 the storage must be a directory that exists")
  func path() throws {
    let file = try directory.write("x", to: "file")
    for path in [file, "\(directory.path)/nowhere", ""] {
      #expect(throws: FlagError.self) { try StorageOptions(path: path, address: ":9090") }
    }
  }
}
