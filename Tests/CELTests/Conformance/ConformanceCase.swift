import CEL

/// A case of CEL's conformance suite (cel.expr.conformance.test.SimpleTest).
struct ConformanceCase {
  enum Expectation {
    case value(String)
    case failure
    /// A result that this library has no values for.
    case unsupported
  }

  let name: String
  let expression: String
  let checksTypes: Bool
  let usesContainer: Bool
  let isCheckOnly: Bool
  let bindings: [String: CELValue]?
  let declared: [String]
  let expectation: Expectation

  init(_ test: TextProto, section: String) {
    name = "\(section)/\(test.string("name") ?? "")"
    expression = test.string("expr") ?? ""
    checksTypes = test.scalar("disable_check") != "true"
    usesContainer = test.string("container") != nil || test.scalar("disable_macros") == "true"
    isCheckOnly = test.scalar("check_only") == "true"
    declared = test.messages("type_env").compactMap { $0.string("name") }
    bindings = ConformanceCase.bindings(test)
    expectation = ConformanceCase.expectation(test)
  }

  private static func bindings(_ test: TextProto) -> [String: CELValue]? {
    var bindings: [String: CELValue] = [:]
    for entry in test.messages("bindings") {
      guard let name = entry.string("key"),
        let value = entry.message("value")?.message("value").flatMap(ConformanceCase.value)
      else { return nil }
      bindings[name] = value
    }
    return bindings
  }

  private static func expectation(_ test: TextProto) -> Expectation {
    if test.message("eval_error") != nil || test.message("any_eval_errors") != nil { return .failure }
    if test.message("unknown") != nil || test.message("any_unknowns") != nil { return .unsupported }
    let message = test.message("value") ?? test.message("typed_result")?.message("result")
    guard let message else { return .value(CELValue.bool(true).exactDescription) }
    return value(message).map { .value($0.exactDescription) } ?? .unsupported
  }

  /// cel.expr.Value
  private static func value(_ message: TextProto) -> CELValue? {
    guard let field = message.fields.first else { return nil }
    switch field.name {
    case "null_value": return .null
    case "bool_value": return .bool(message.scalar("bool_value") == "true")
    case "int64_value": return message.scalar("int64_value").flatMap { Int64($0) }.map { .int($0) }
    case "uint64_value": return message.scalar("uint64_value").flatMap { UInt64($0) }.map { .uint($0) }
    case "double_value": return message.scalar("double_value").flatMap { Double($0) }.map { .double($0) }
    case "string_value": return message.string("string_value").map { .string($0) }
    case "bytes_value": return message.bytes("bytes_value").map { .bytes($0) }
    case "type_value": return message.string("type_value").flatMap { CELType(rawValue: $0) }.map { .type($0) }
    case "list_value": return message.message("list_value").flatMap(list)
    case "map_value": return message.message("map_value").flatMap(map)
    case "object_value": return message.message("object_value").flatMap(object)
    default: return nil
    }
  }

  private static func list(_ message: TextProto) -> CELValue? {
    var values: [CELValue] = []
    for element in message.messages("values") {
      guard let value = value(element) else { return nil }
      values.append(value)
    }
    return .list(CELList(values))
  }

  private static func map(_ message: TextProto) -> CELValue? {
    var entries: [CELMap.Entry] = []
    for entry in message.messages("entries") {
      guard let key = entry.message("key").flatMap(value),
        let value = entry.message("value").flatMap(value)
      else { return nil }
      entries.append((key, value))
    }
    return CELMap(entries: entries).map { .map($0) }
  }

  private static func object(_ message: TextProto) -> CELValue? {
    guard let any = message.fields.first, case .message(let content) = any.value else { return nil }
    let seconds = content.scalar("seconds").flatMap { Int64($0) } ?? 0
    let nanoseconds = content.scalar("nanos").flatMap { Int32($0) } ?? 0
    switch any.name {
    case "type.googleapis.com/google.protobuf.Duration":
      return .duration(CELDuration(nanoseconds: seconds * 1_000_000_000 + Int64(nanoseconds)))
    case "type.googleapis.com/google.protobuf.Timestamp":
      return CELTimestamp(seconds: seconds, nanoseconds: nanoseconds).map { .timestamp($0) }
    default: return nil
    }
  }
}

extension CELValue {
  /// Tells every value from every other, types included.
  var exactDescription: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .uint(let value): "\(value)u"
    case .double(let value): value == 0 ? "0.0" : "\(value)".replacing("-nan", with: "nan")
    case .string(let value): value.debugDescription
    case .bytes(let value): "b\(value)"
    case .list(let list): "[" + list.map(\.exactDescription).joined(separator: ", ") + "]"
    case .map(let map):
      "{"
        + map.entries.map { "\($0.key.exactDescription): \($0.value.exactDescription)" }.sorted()
        .joined(separator: ", ") + "}"
    case .timestamp(let value): "timestamp(\(value))"
    case .duration(let value): "duration(\(value))"
    case .type(let value): "type(\(value))"
    case .optional(let value): "optional(\(value?.exactDescription ?? ""))"
    }
  }
}
