import JSON
import JSONSchema
import Testing

/// What is said about a value; an empty text when it is valid.
func complaint(_ schema: String, _ value: String, documents: [String: JSONValue] = [:]) throws -> String {
  let schema = try JSONSchema(try JSONValue(parsing: schema), documents: documents)
  guard let violation = try schema.violation(of: try JSONValue(parsing: value)) else { return "" }
  let lines = violation.description.split(separator: "\n").dropFirst()
  return lines.joined(separator: "\n")
}

@Suite("Schemas and what breaks them")
struct JSONSchemaTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let schema: String
    let value: String
    let complaint: String
    var testDescription: String { "\(schema) of \(value)" }

    init(_ schema: String, _ value: String, _ complaint: String) {
      (self.schema, self.value, self.complaint) = (schema, value, complaint)
    }
  }

  static let samples = [
    Sample(#"{"type": ["string", "null"]}"#, "1", "- at '': got number, want null or string"),
    Sample(#"{"type": "integer"}"#, "1.0", ""),
    Sample(#"{"type": "integer"}"#, "1e3", ""),
    Sample(#"{"type": "integer"}"#, "1.5", "- at '': got number, want integer"),
    Sample(#"{"const": {"a": [1, 2.0]}}"#, #"{"a": [1.0, 2]}"#, ""),
    Sample(#"{"const": "it's"}"#, "1", #"- at '': value must be 'it\'s'"#),
    Sample(#"{"enum": [1, "x", null, true]}"#, #""y""#, "- at '': value must be one of 1, 'x', <nil>, true"),
    Sample(#"{"required": ["a", "b"]}"#, "{}", "- at '': missing properties 'a', 'b'"),
    Sample(#"{"properties": {"a/b": {"minimum": 1000}}}"#, #"{"a/b": 1}"#, "- at '/a~1b': minimum: got 1, want 1,000"),
    Sample(#"{"maximum": 1234567}"#, "1e21", "- at '': maximum: got 1×10²¹, want 1.234567×10⁰⁶"),
    Sample(#"{"multipleOf": 0.01}"#, "19.99", ""),
    Sample(#"{"multipleOf": 0.3}"#, "1", "- at '': multipleOf: got 1, want 0.3"),
    Sample(
      #"{"additionalProperties": false}"#, #"{"b": 1, "a": 1}"#,
      "- at '': additional properties 'a', 'b' not allowed"),
    Sample(#"{"patternProperties": {"^x": {"type": "string"}}}"#, #"{"xy": 1}"#, "- at '/xy': got number, want string"),
    Sample(#"{"uniqueItems": true}"#, "[1, {\"a\": 1}, 1.0]", "- at '': items at 0 and 2 are equal"),
    Sample(#"{"prefixItems": [{}], "items": false}"#, "[1, 2]", "- at '/1': false schema"),
    Sample(
      #"{"contains": {"const": 1}, "minContains": 2}"#, "[1]",
      "- at '': min 2 items required to match contains schema, but matched 1 items at 0"),
    Sample(#"{"minLength": 3}"#, #""äö""#, "- at '': minLength: got 2, want 3"),
    Sample(#"{"pattern": "^a+$"}"#, #""b""#, "- at '': 'b' does not match pattern '^a+$'"),
    Sample(#"{"not": {}}"#, "1", "- at '': 'not' failed"),
    Sample(#"{"oneOf": [{"minimum": 0}, {"maximum": 9}]}"#, "5", "- at '': 'oneOf' failed, subschemas 0, 1 matched"),
    Sample(
      #"{"anyOf": [{"type": "string"}, {"minimum": 9}]}"#, "5",
      "- at '': 'anyOf' failed\n  - at '': got number, want string\n  - at '': minimum: got 5, want 9"),
    Sample(
      #"{"if": {"minimum": 3}, "then": {"maximum": 4}, "else": {"const": 1}}"#, "5",
      "- at '': maximum: got 5, want 4"),
    Sample(
      #"{"dependentRequired": {"a": ["b", "c"]}}"#, #"{"a": 1}"#,
      "- at '': properties 'b', 'c' required, if 'a' exists"),
    Sample(
      #"{"propertyNames": {"maxLength": 1}}"#, #"{"ab": 1}"#,
      "- at '': invalid propertyName 'ab'\n  - at '': maxLength: got 2, want 1"),
    Sample(
      #"{"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": false}"#, #"{"a": 1, "b": 2}"#,
      "- at '/b': false schema"),
    Sample(
      ##"{"$defs": {"x": {"minimum": 3, "maximum": 0}}, "$ref": "#/$defs/x"}"##, "1",
      "- at '': validation failed\n  - at '': minimum: got 1, want 3\n  - at '': maximum: got 1, want 0"),
  ]

  @Test("each keyword says what is wrong, where, and what was wanted", arguments: samples)
  func wording(_ sample: Sample) throws {
    #expect(try complaint(sample.schema, sample.value) == sample.complaint)
  }

  @Test("formats are checked up to draft 7 and are remarks later, unless a metaschema asks for them")
  func formats() throws {
    let seven = #"{"$schema": "http://json-schema.org/draft-07/schema#", "format": "ipv4"}"#
    #expect(
      try complaint(seven, #""1.2.3.256""#)
        == "- at '': '1.2.3.256' is not valid ipv4: decimal must be between 0 and 255")
    #expect(try complaint(#"{"format": "ipv4"}"#, #""x""#) == "")
    let own: JSONValue = [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$vocabulary": ["https://json-schema.org/draft/2020-12/vocab/format-assertion": true],
    ]
    let asked = #"{"$schema": "https://example.com/own", "format": "ipv4"}"#
    #expect(
      try complaint(
        asked, #""x""#,
        documents: ["https://example.com/own": own]
      ).contains("expected four decimals"))
  }

  struct FormatSample: Sendable {
    let format: String
    let good: String
    let bad: String
  }

  @Test(
    "formats take what they should and nothing else",
    arguments: [
      FormatSample(format: "date", good: "2024-02-29", bad: "2023-02-29"),
      FormatSample(format: "time", good: "23:59:60Z", bad: "22:59:60Z"),
      FormatSample(format: "date-time", good: "2024-02-29T10:00:00+01:30", bad: "2024-02-29 10:00:00Z"),
      FormatSample(format: "duration", good: "P1DT2H", bad: "P1H"),
      FormatSample(format: "email", good: "a.b@example.com", bad: "a..b@example.com"),
      FormatSample(format: "hostname", good: "a-b.example.", bad: "-a.example"),
      FormatSample(format: "ipv6", good: "::ffff:1.2.3.4", bad: "1::2::3"),
      FormatSample(format: "uri", good: "https://[::1]:80/a?b#c", bad: "/only/a/path"),
      FormatSample(format: "uri-reference", good: "a/b#c", bad: "http://[::1"),
      FormatSample(format: "uuid", good: "123e4567-e89b-12d3-a456-426614174000", bad: "123e4567-e89b-12d3-a456"),
      FormatSample(format: "json-pointer", good: "/a/b~1c", bad: "a"),
      FormatSample(format: "regex", good: "^a$", bad: "["),
      FormatSample(format: "semver", good: "1.2.3-rc.1+x", bad: "1.2"),
    ])
  func format(_ sample: FormatSample) throws {
    let schema = #"{"$schema": "http://json-schema.org/draft-07/schema#", "format": "\#(sample.format)"}"#
    #expect(try complaint(schema, "\"\(sample.good)\"") == "")
    #expect(try complaint(schema, "\"\(sample.bad)\"").contains("is not valid \(sample.format)"))
  }

  @Test("drafts differ: exclusive bounds, lists of items, keywords beside $ref")
  func drafts() throws {
    let four = #"{"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": true}"#
    #expect(try complaint(four, "1") == "- at '': exclusiveMinimum: got 1, want 1")
    let six = #"{"$schema": "http://json-schema.org/draft-06/schema#", "items": [{}], "additionalItems": false}"#
    #expect(try complaint(six, "[1, 2]") == "- at '': last 1 additionalItem(s) not allowed")
    let beside = ##"""
      {"$schema": "SCHEMA", "properties": {"a": {"$ref": "#/definitions/x", "maximum": 0}}, "definitions": {"x": {}}}
      """##
    let seven = beside.replacing("SCHEMA", with: "http://json-schema.org/draft-07/schema#")
    #expect(try complaint(seven, #"{"a": 1}"#) == "")
    let latest = beside.replacing("SCHEMA", with: "https://json-schema.org/draft/2020-12/schema")
    #expect(try complaint(latest, #"{"a": 1}"#) == "- at '/a': maximum: got 1, want 0")
  }

  @Test("names, anchors, recursive and dynamic references lead where they should")
  func references() throws {
    let tree = ##"""
      {"$id": "https://e.com/tree", "$dynamicAnchor": "node", "properties": {"c": {"$dynamicRef": "#node"}}}
      """##
    let strict = #"""
      {"$id": "https://e.com/strict", "$dynamicAnchor": "node", "$ref": "tree", "unevaluatedProperties": false}
      """#
    let documents = ["https://e.com/tree": try JSONValue(parsing: tree)]
    #expect(try complaint(tree, #"{"c": {"x": 1}}"#) == "")
    #expect(try complaint(strict, #"{"c": {"x": 1}}"#, documents: documents).contains("at '/c/x': false schema"))
    let anchored = ##"{"$ref": "#here", "$defs": {"x": {"$anchor": "here", "type": "string"}}}"##
    #expect(try complaint(anchored, "1") == "- at '': got number, want string")
    let meta = ##"{"$ref": "http://json-schema.org/draft-07/schema#"}"##
    #expect(try complaint(meta, #"{"type": "strin"}"#).contains("value must be one of 'array', 'boolean'"))
  }

  @Test(
    "broken schemas are refused",
    arguments: [
      (
        #"{"type": "objekt"}"#,
        "value must be one of 'array', 'boolean', 'integer', 'null', 'number', 'object', 'string'"
      ),
      (#"{"pattern": "["}"#, "'[' is not valid regex: error parsing regexp: missing closing ]: `[`"),
      (##"{"$ref": "#/nope"}"##, #"json-pointer in "file:///schema.json#/nope" not found"#),
      (##"{"$ref": "#nope"}"##, #"anchor in "file:///schema.json#nope" not found in schema "file:///schema.json""#),
      ("[]", "got array, want boolean or object"),
    ])
  func broken(_ schema: String, _ reason: String) throws {
    let error = #expect(throws: JSONSchemaError.self) { try JSONSchema(try JSONValue(parsing: schema)) }
    #expect(error?.message.contains(reason) == true)
  }
}

@Suite("Schemas of strangers")
struct HostileSchemaTests {
  @Test(
    "references to files, devices and other hosts are not followed",
    arguments: [
      "file:///dev/zero", "/dev/zero", "other.json", "http://127.0.0.1:1/x", "https://example.com/x.json", "ftp://x/y",
    ])
  func remote(_ reference: String) throws {
    let schema: JSONValue = ["properties": ["a": ["$ref": .string(reference)]]]
    let error = #expect(throws: JSONSchemaError.self) { try JSONSchema(schema) }
    #expect(error?.message.hasPrefix("failing loading ") == true)
  }

  @Test("a schema that refers to itself on the same value is an error, one that follows the value is not")
  func recursion() throws {
    #expect(
      try complaint(##"{"properties": {"a": {"$ref": "#/properties/a"}}}"##, #"{"a": 1}"#)
        == #"- at '/a': both /properties/a/$ref and /properties/a resolve to "#
        + #""file:///schema.json#/properties/a" causing reference cycle"#)
    #expect(try complaint(##"{"properties": {"a": {"$ref": "#"}}}"##, #"{"a": {"a": {"a": {}}}}"#) == "")
  }

  @Test("chains of references end at a depth")
  func depth() throws {
    var definitions = JSONObject()
    for index in 0..<5_000 { definitions["d\(index)"] = ["$ref": .string("#/$defs/d\(index + 1)")] }
    definitions["d5000"] = [:]
    let schema = try JSONSchema(["$ref": "#/$defs/d0", "$defs": .object(definitions)])
    let error = #expect(throws: JSONSchemaError.self) { try schema.violation(of: 1) }
    #expect(error?.message == "schema is nested too deeply")
  }

  @Test("schemas that multiply their own work end in an error")
  func work() throws {
    var definitions = JSONObject()
    for index in 0..<64 {
      let next: JSONValue = ["$ref": .string("#/$defs/d\(index + 1)")]
      definitions["d\(index)"] = ["allOf": [next, next, next, next]]
    }
    definitions["d64"] = [:]
    let schema = try JSONSchema(["$ref": "#/$defs/d0", "$defs": .object(definitions)])
    let error = #expect(throws: JSONSchemaError.self) { try schema.violation(of: 1, steps: 5_000) }
    #expect(JSONSchema.defaultSteps <= 1_000_000)
    #expect(error?.message == "schema takes too much work to check")
  }
}
