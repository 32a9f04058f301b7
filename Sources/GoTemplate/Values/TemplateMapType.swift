/// A Go type whose values are maps, such as `common.Values`.
public final class TemplateMapType: Sendable {
  /// Makes the method for a map, which comes without the type.
  public typealias Method = @Sendable (TemplateMap) -> TemplateFunction

  /// The name as `%T` prints it.
  public let name: String
  /// The methods by name; they come before members of the same name.
  let methods: [String: Method]

  public init(_ name: String, methods: [String: Method] = [:]) {
    self.name = name
    self.methods = methods
  }
}
