import JSON
import Logging
import OperatorKit
import Synchronization
import Testing

private final class Lines: LogSink {
  private let lines = Mutex<[[UInt8]]>([])
  func write(line: [UInt8]) { lines.withLock { $0.append(line) } }
  var text: [String] { lines.withLock { $0.map { String(decoding: $0, as: UTF8.self) } } }
  func json() throws -> [JSONValue] { try text.map { try JSONValue(parsing: $0) } }
}

private struct Broken: Error, CustomStringConvertible { let description: String }

@Suite struct LogTests {
  private let lines = Lines()

  private func logger(
    _ name: String = "", _ options: LogOptions = LogOptions(level: .trace), redactor: Redactor = Redactor()
  ) -> Logger {
    Logger(label: name) { ControllerLogHandler(name: $0, options: options, redactor: redactor, sink: lines) }
  }

  @Test("K-21-06 a reconcile's log line has upstream's keys")
  func keysOfAReconcile() throws {
    let type = ResourceType(
      group: "kustomize.toolkit.fluxcd.io", version: "v1", kind: "Kustomization", plural: "kustomizations")
    var log = logger().forReconcile(
      controller: "kustomization", type: type, key: ObjectKey(namespace: "flux-system", name: "apps"), id: "1234")
    log[metadataKey: "revision"] = "main@sha1:abc"
    log.error("apply failed", metadata: ["error": "Deployment/web is invalid"])
    let line = try #require(try lines.json().first)
    #expect(
      line.objectValue?.keys == [
        "level", "ts", "msg", "controller", "controllerGroup", "controllerKind", "Kustomization", "namespace", "name",
        "reconcileID", "revision", "error",
      ])
    #expect(line["level"] == "error")
    #expect(line["msg"] == "apply failed")
    #expect(line["controller"] == "kustomization")
    #expect(line["controllerGroup"] == "kustomize.toolkit.fluxcd.io")
    #expect(line["controllerKind"] == "Kustomization")
    #expect(line["Kustomization"] == ["name": "apps", "namespace": "flux-system"])
    #expect(line["reconcileID"] == "1234")
    #expect(line["error"] == "Deployment/web is invalid")
    let time = try #require(line["ts"]?.stringValue)
    #expect(time.count == 24 && time.hasSuffix("Z") && Timestamp(time) != nil)
  }

  @Test("K-21-06 the levels are trace, debug, info and error in lower case")
  func levels() throws {
    let log = logger("runtime")
    for level in Logger.Level.allCases { log.log(level: level, "x") }
    let levels = try lines.json().map { $0["level"]?.stringValue }
    #expect(levels == ["trace", "debug", "info", "info", "info", "error", "error"])
    #expect(try lines.json().allSatisfy { $0["logger"] == "runtime" })
  }

  @Test("S-FL-25 K-19-08 --log-level hides the levels below", arguments: LogOptions.Level.allCases)
  func threshold(level: LogOptions.Level) throws {
    let log = logger("", LogOptions(level: level))
    log.trace("trace")
    log.debug("debug")
    log.info("info")
    log.error("error")
    let all = ["trace", "debug", "info", "error"]
    let expected = Array(all.drop { $0 != level.rawValue })
    #expect(try lines.json().compactMap { $0["msg"]?.stringValue } == expected)
  }

  @Test("S-FL-24 console lines are one line each, with level, message and fields")
  func console() {
    logger("setup", LogOptions(encoding: .console)).info("two\nlines", metadata: ["port": "\(8080)"])
    let line = lines.text.first ?? ""
    #expect(line.hasSuffix("\tINFO\tsetup\ttwo\\nlines\t{\"port\":\"8080\"}\n"))
    #expect(line.split(separator: "\n").count == 1)
  }

  @Test func userInfoOfURLsIsNeverLogged() throws {
    let secret = "s3cr3t"
    let log = logger()
    log.info("cloning https://bot:\(secret)@git.example.com/a?b=c and ssh://u:p@\(secret)@h/x")
    log.info("failed", error: Broken(description: "GET http://\(secret)@h: refused"))
    let object = Logger.MetadataValue.stringConvertible(Broken(description: "a://\(secret)@b"))
    log.info("m", metadata: ["nested": ["a": ["https://x:\(secret)@h"]], "object": object])
    #expect(lines.text.count == 3)
    #expect(lines.text.allSatisfy { !$0.contains(secret) })
    #expect(try lines.json()[0]["msg"]?.stringValue?.hasPrefix("cloning https://***@git.example.com/a?b=c") == true)
    #expect(try lines.json()[1]["error"] == "GET http://***@h: refused")
  }

  @Test func rememberedSecretsAreTakenOut() throws {
    let redactor = Redactor()
    redactor.remember("correct horse")
    redactor.remember("short")
    let log = logger(redactor: redactor)
    log.info("correct horse, correct horse battery; short", metadata: ["a": "xcorrect horsex"])
    #expect(try lines.json()[0]["msg"] == "***, *** battery; short")
    #expect(try lines.json()[0]["a"] == "x***x")
    redactor.forget("correct horse")
    #expect(redactor.redact("correct horse") == "correct horse")
  }

  @Test func aLineIsBoundedAndStaysJSON() throws {
    logger().info("\(String(repeating: "é\"\n", count: 50_000))")
    #expect(lines.text[0].utf8.count < 32 * 1024)
    #expect(try lines.json()[0]["msg"]?.stringValue?.hasSuffix("...") == true)
  }

  @Test func textWithAnAtSignButNoURLIsLeftAlone() {
    let text = "main@sha1:abc http://host/a@b mail me@example.com"
    #expect(Redactor().redact(text) == text)
  }
}
