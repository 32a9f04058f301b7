import OperatorKitTesting
import Testing

@Suite("The libraries that controllers start with")
struct LibraryTests {
  @Test(
    "neither libcurl nor what it needs is loaded before the first request",
    arguments: ["source-controller", "kustomize-controller", "helm-controller", "notification-controller"])
  func start(_ name: String) async throws {
    var program = ProcessConfiguration(try ControllerBinary.path(name))
    // The dynamic linker then says what it would load, and nothing is run.
    program.environment["LD_TRACE_LOADED_OBJECTS"] = "1"
    let lines = String(decoding: try await ChildProcess.run(program).output, as: UTF8.self).split(separator: "\n")
    let libraries = lines.compactMap { $0.split(whereSeparator: \.isWhitespace).first }
    #expect(libraries.contains("libc.so.6") && libraries.contains("libyaml-0.so.2"))
    var later = ["libcurl", "libldap", "libgssapi", "libgnutls"]
    // Message queues speak TLS without libcurl.
    if name != "notification-controller" { later.append("libssl") }
    for later in later {
      #expect(libraries.allSatisfy { !$0.hasPrefix(later) })
    }
  }
}
