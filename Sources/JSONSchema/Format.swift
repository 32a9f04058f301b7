import RegularExpressions

/// What `format` can ask of a text. Unknown formats ask nothing.
enum Format: String, Sendable {
  case jsonPointer = "json-pointer"
  case relativeJSONPointer = "relative-json-pointer"
  case uuid
  case duration
  case period
  case ipv4
  case ipv6
  case hostname
  case email
  case date
  case time
  case dateTime = "date-time"
  case uri
  case iri
  case uriReference = "uri-reference"
  case iriReference = "iri-reference"
  case uriTemplate = "uri-template"
  case semver
  case regex

  /// Why a text does not have the format; `nil` when it has.
  func complaint(about text: String) -> String? {
    switch self {
    case .jsonPointer: PointerFormat.complaint(text)
    case .relativeJSONPointer: PointerFormat.relativeComplaint(text)
    case .uuid: NameFormats.uuid(text)
    case .duration: TimeFormats.duration(text)
    case .period: TimeFormats.period(text)
    case .ipv4: AddressFormats.ipv4(text)
    case .ipv6: AddressFormats.ipv6(text)
    case .hostname: NameFormats.hostname(text)
    case .email: NameFormats.email(text)
    case .date: TimeFormats.date(text)
    case .time: TimeFormats.time(text)
    case .dateTime: TimeFormats.dateTime(text)
    case .uri, .iri: URLFormats.uri(text)
    case .uriReference, .iriReference: URLFormats.reference(text)
    case .uriTemplate: URLFormats.template(text)
    case .semver: NameFormats.semver(text)
    case .regex: Self.regex(text)
    }
  }

  private static func regex(_ text: String) -> String? {
    do throws(RegularExpressionError) {
      _ = try RegularExpression(text)
      return nil
    } catch {
      return error.description
    }
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
    isDigit(scalar) || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  /// The parts between separators, empty ones included.
  static func parts(_ text: String, _ separator: Character) -> [String] {
    text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}

/// `json-pointer` and `relative-json-pointer`.
enum PointerFormat {
  static func complaint(_ text: String) -> String? {
    if text.isEmpty { return nil }
    guard text.hasPrefix("/") else { return "not starting with /" }
    return Pointer.unescaped(text) == nil ? "~ must be followed by 0 or 1" : nil
  }

  static func relativeComplaint(_ text: String) -> String? {
    let digits = text.unicodeScalars.prefix(while: Format.isDigit)
    if digits.isEmpty { return "must start with non-negative integer" }
    if digits.count > 1, digits.first == "0" { return "starts with zero" }
    let rest = String(text.unicodeScalars.dropFirst(digits.count))
    return rest == "#" ? nil : complaint(rest)
  }
}
