import GitOpsAPI
import JSON
import OperatorKit

/// Reads an event off the bytes of a request.
///
/// Members that no event has are passed over without being built: a body of three megabytes costs its texts and
/// nothing more, whatever is nested in it.
struct EventDecoder {
  private var scanner: JSONScanner
  private var event = ControllerEvent.unknown

  /// Throws `JSONError`, or ``MalformedEvent`` for a member of the wrong type.
  static func decode(_ bytes: [UInt8]) throws -> ControllerEvent {
    var decoder = EventDecoder(scanner: JSONScanner(bytes: bytes))
    try decoder.members { decoder, name in try decoder.member(name) }
    decoder.scanner.skipWhitespace()
    guard decoder.scanner.isAtEnd else { throw MalformedEvent(field: "the body", expected: "one JSON object") }
    return decoder.event
  }

  private init(scanner: JSONScanner) { self.scanner = scanner }

  private mutating func member(_ name: String) throws {
    switch name {
    case "involvedObject": try members { decoder, field in try decoder.objectMember(field) }
    case "severity": try readSeverity()
    case "timestamp": try readTimestamp()
    case "message": event.message = try text(name) ?? ""
    case "reason": event.reason = try text(name) ?? ""
    case "reportingController": event.reportingController = try text(name) ?? ""
    case "reportingInstance": event.reportingInstance = try text(name)
    case "metadata": try members { decoder, key in decoder.event.metadata[key] = try decoder.text("metadata") ?? "" }
    default: try scanner.skipValue(depth: 1, limit: JSONParser.defaultDepthLimit)
    }
  }

  private mutating func objectMember(_ name: String) throws {
    switch name {
    case "kind": event.involvedObject.kind = try text(name)
    case "namespace": event.involvedObject.namespace = try text(name)
    case "name": event.involvedObject.name = try text(name)
    case "uid": event.involvedObject.uid = try text(name)
    case "apiVersion": event.involvedObject.apiVersion = try text(name)
    case "resourceVersion": event.involvedObject.resourceVersion = try text(name)
    case "fieldPath": event.involvedObject.fieldPath = try text(name)
    default: try scanner.skipValue(depth: 2, limit: JSONParser.defaultDepthLimit)
    }
  }

  private mutating func readSeverity() throws {
    guard let word = try text("severity"), !word.isEmpty else { return }
    guard let severity = ControllerEvent.Severity(rawValue: word) else {
      throw MalformedEvent(field: "severity", expected: "info, error or trace")
    }
    event.severity = severity
  }

  private mutating func readTimestamp() throws {
    guard let word = try text("timestamp") else { return }
    guard let time = Timestamp(word) else { throw MalformedEvent(field: "timestamp", expected: "an RFC 3339 time") }
    event.timestamp = time
  }

  /// The members of an object, whose values `read` takes; `null` stands for none.
  private mutating func members(_ read: (inout EventDecoder, String) throws -> Void) throws {
    scanner.skipWhitespace()
    if scanner.current == UInt8(ascii: "n") { return try scanner.scanLiteral("null") }
    try scanner.expect(UInt8(ascii: "{"), "'{'")
    scanner.skipWhitespace()
    if scanner.current == UInt8(ascii: "}") { return scanner.advance() }
    while true {
      scanner.skipWhitespace()
      let name = try scanner.scanString()
      scanner.skipWhitespace()
      try scanner.expect(UInt8(ascii: ":"), "':'")
      try read(&self, name)
      scanner.skipWhitespace()
      if scanner.current == UInt8(ascii: "}") { return scanner.advance() }
      try scanner.expect(UInt8(ascii: ","), "',' or '}'")
    }
  }

  private mutating func text(_ field: String) throws -> String? {
    scanner.skipWhitespace()
    switch scanner.current {
    case UInt8(ascii: "\""): return try scanner.scanString()
    case UInt8(ascii: "n"):
      try scanner.scanLiteral("null")
      return nil
    default: throw MalformedEvent(field: field, expected: "a string")
    }
  }
}

/// A member of an event is not what it should be.
struct MalformedEvent: Error, CustomStringConvertible {
  let field: String
  let expected: String
  var description: String { "\(field) is not \(expected)" }
}

extension ControllerEvent {
  /// An event that says nothing yet; what is absent in a body stays as it is here.
  fileprivate static var unknown: ControllerEvent {
    let nothing = ResourceType(group: "", version: "", kind: "", plural: "")
    return ControllerEvent(
      involvedObject: EventObject(type: nothing, metadata: ObjectMeta(name: "")), severity: .info, timestamp: .now(),
      message: "", reason: "", reportingController: "")
  }
}
