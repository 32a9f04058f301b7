/// The kinds that hold values for variables and charts.
public struct ValuesKind: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let secret = ValuesKind(rawValue: "Secret")
  public static let configMap = ValuesKind(rawValue: "ConfigMap")
  public static let known = [secret, configMap]
}
