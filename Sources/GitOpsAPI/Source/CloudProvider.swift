/// Whose identity is used towards a registry or bucket.
public struct CloudProvider: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// What the Secret holds, if any.
  public static let generic = CloudProvider(rawValue: "generic")
  public static let aws = CloudProvider(rawValue: "aws")
  public static let azure = CloudProvider(rawValue: "azure")
  public static let gcp = CloudProvider(rawValue: "gcp")
  public static let known = [generic, aws, azure, gcp]

  package static let registrySchema = Schema.oneOf(CloudProvider.self).defaulting(to: generic)
  package static let bucketSchema = Schema.oneOf([generic, aws, gcp, azure]).defaulting(to: generic)
}
