import Digests

/// The header fields of a request or a response, in order. Names compare without regard to case.
public struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  /// One header line.
  public struct Field: Sendable, Hashable {
    /// The name as it was written.
    public var name: String
    /// The value without surrounding white space.
    public var value: String

    /// A header line.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  private var fields: [Field] = []

  /// No headers.
  public init() {}

  /// Headers from names and values; a name may occur more than once.
  public init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { Field(name: $0.0, value: $0.1) }
  }

  /// The first value of that name. Setting removes all others of the name; setting `nil` removes them all.
  public subscript(name: String) -> String? {
    get { fields.first { Self.isSame($0.name, name) }?.value }
    set {
      remove(name)
      if let newValue { add(name, newValue) }
    }
  }

  /// All values of that name, in order.
  public func values(_ name: String) -> [String] {
    fields.filter { Self.isSame($0.name, name) }.map(\.value)
  }

  /// Adds a line and keeps others of the same name.
  public mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// Removes all lines of that name.
  public mutating func remove(_ name: String) {
    fields.removeAll { Self.isSame($0.name, name) }
  }

  /// Removes all lines that the condition holds for.
  public mutating func removeAll(where condition: (Field) -> Bool) {
    fields.removeAll(where: condition)
  }

  /// Sets `Authorization` to HTTP basic authentication.
  public mutating func setBasicAuthorization(user: String, password: String) {
    self["Authorization"] = "Basic \(Base64.encode(Array("\(user):\(password)".utf8)))"
  }

  /// Sets `Authorization` to a bearer token.
  public mutating func setBearerAuthorization(_ token: String) {
    self["Authorization"] = "Bearer \(token)"
  }

  static func isSame(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    return zip(left.utf8, right.utf8).allSatisfy { lower($0) == lower($1) }
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }
}

extension HTTPHeaders: RandomAccessCollection {
  public var startIndex: Int { fields.startIndex }
  public var endIndex: Int { fields.endIndex }
  public subscript(position: Int) -> Field { fields[position] }
}

extension HTTPHeaders: CustomStringConvertible {
  /// `name: value` joined by commas; values that carry credentials are masked.
  public var description: String {
    fields.map { "\($0.name): \(Self.carriesCredentials($0.name) ? "***" : $0.value)" }.joined(separator: ", ")
  }

  /// Whether a header of that name is taken for a credential: masked in descriptions and not sent along
  /// when a redirect leads to another host.
  public static func carriesCredentials(_ name: String) -> Bool {
    let name = name.lowercased()
    return name == "authorization" || name == "proxy-authorization" || name == "cookie" || name == "set-cookie"
      || name.hasPrefix("impersonate-")
      || ["token", "secret", "password", "api-key", "apikey", "signature", "credential"].contains { name.contains($0) }
  }
}
