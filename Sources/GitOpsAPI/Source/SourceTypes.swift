public import OperatorKit

/// The version of the source kinds that the controllers use.
enum SourceVersion {
  static func type(_ kind: String, _ plural: String) -> ResourceType {
    ResourceType(group: APIGroup.source, version: "v1", kind: kind, plural: plural)
  }
}

/// The kinds that can be the source of another object.
public struct SourceKind: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let gitRepository = SourceKind(rawValue: "GitRepository")
  public static let ociRepository = SourceKind(rawValue: "OCIRepository")
  public static let bucket = SourceKind(rawValue: "Bucket")
  public static let helmRepository = SourceKind(rawValue: "HelmRepository")
  public static let helmChart = SourceKind(rawValue: "HelmChart")
  public static let externalArtifact = SourceKind(rawValue: "ExternalArtifact")

  public static let known = [
    gitRepository, ociRepository, bucket, helmRepository, helmChart, externalArtifact,
  ]

  /// Where the API server has the objects; `nil` for kinds that are not sources.
  public var resourceType: ResourceType? {
    switch self {
    case .gitRepository: GitRepository.resourceType
    case .ociRepository: OCIRepository.resourceType
    case .bucket: Bucket.resourceType
    case .helmRepository: HelmRepository.resourceType
    case .helmChart: HelmChart.resourceType
    case .externalArtifact: ExternalArtifact.resourceType
    default: nil
    }
  }
}
