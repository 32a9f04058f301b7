import JSON
import OperatorKit

/// Events of continuous delivery (cdevents.dev), version 0.4 of their specification.
enum CDEvent {
  private static let types = CDEventTypes()

  /// Throws ``CallBodyError``, or ``CallRefusal`` for a body that is no such event.
  static func check(_ body: [UInt8]) throws {
    let event = try CallBody.parse(body)
    guard let context = event["context"]?.objectValue else { throw refusal("it has no context") }
    let type = try checkContext(context)
    guard let subject = event["subject"]?.objectValue else { throw refusal("it has no subject") }
    try checkSubject(subject, type)
  }

  /// Returns the type's name.
  private static func checkContext(_ context: JSONObject) throws -> Substring {
    for name in ["version", "id", "source", "type", "timestamp"] { _ = try text(context, name, in: "context") }
    guard let time = context["timestamp"]?.stringValue, Timestamp(time) != nil else {
      throw refusal("context.timestamp is not an RFC 3339 time")
    }
    let version = context["version"]?.stringValue ?? ""
    guard version.split(separator: ".").prefix(2) == ["0", "4"] else {
      throw refusal("context.version is not 0.4")
    }
    return (context["type"]?.stringValue ?? "")[...]
  }

  private static func checkSubject(_ subject: JSONObject, _ type: Substring) throws {
    _ = try text(subject, "id", in: "subject")
    let parts = type.split(separator: ".", omittingEmptySubsequences: false)
    if type.hasPrefix("dev.cdeventsx."), parts.count >= 6, parts.allSatisfy({ !$0.isEmpty }) { return }
    guard parts.count == 7, parts[0] == "dev", parts[1] == "cdevents", parts[4] == "0",
      parts[5...].allSatisfy({ Int($0) != nil }), let required = types.required["\(parts[2]).\(parts[3])"]
    else { throw refusal("its type is unknown") }
    if let named = subject["type"], named.stringValue.map({ $0.lowercased() != parts[2] }) ?? true {
      throw refusal("subject.type does not go with its type")
    }
    guard let content = subject["content"]?.objectValue else { throw refusal("it has no subject.content") }
    for name in required {
      guard let value = content[name], !value.isNull, value.stringValue != "" else {
        throw refusal("subject.content.\(name) is missing")
      }
    }
  }

  private static func text(_ object: JSONObject, _ name: String, in place: String) throws -> String {
    guard let text = object[name]?.stringValue, !text.isEmpty else { throw refusal("\(place).\(name) is missing") }
    return text
  }

  private static func refusal(_ problem: String) -> CallRefusal {
    CallRefusal("unable to validate CDEvent event: \(problem)")
  }
}

/// The types of events there are, each with what its content must have.
struct CDEventTypes: Sendable {
  let required: [String: [String]]

  init() {
    var required: [String: [String]] = [:]
    for name in CDEventTypes.plain.split(whereSeparator: { $0 == " " || $0 == "\n" }) { required[String(name)] = [] }
    for (name, fields) in CDEventTypes.demanding { required[name] = fields }
    self.required = required
  }

  private static let plain = """
    artifact.deleted artifact.downloaded artifact.published branch.created branch.deleted build.finished build.queued
    build.started change.abandoned change.created change.merged change.reviewed change.updated environment.created
    environment.deleted environment.modified pipelinerun.finished pipelinerun.queued repository.deleted
    repository.modified service.published service.removed taskrun.finished taskrun.started testcaserun.skipped
    """

  private static let demanding: [String: [String]] = [
    "artifact.packaged": ["change"], "artifact.signed": ["signature"], "incident.detected": ["environment"],
    "incident.reported": ["environment", "ticketURI"], "incident.resolved": ["environment"],
    "pipelinerun.started": ["pipelineName", "url"], "repository.created": ["name", "url"],
    "service.deployed": ["artifactId", "environment"], "service.rolledback": ["artifactId", "environment"],
    "service.upgraded": ["artifactId", "environment"], "testcaserun.finished": ["environment", "outcome"],
    "testcaserun.queued": ["environment"], "testcaserun.started": ["environment"],
    "testoutput.published": ["format", "outputType"], "testsuiterun.finished": ["environment", "outcome"],
    "testsuiterun.queued": ["environment"], "testsuiterun.started": ["environment"],
    "ticket.closed": ["resolution", "uri"], "ticket.created": ["creator", "summary", "uri"],
    "ticket.updated": ["uri"],
  ]
}
