/// The media types that manifests have.
public enum MediaType {
  public static let ociManifest = "application/vnd.oci.image.manifest.v1+json"
  public static let ociIndex = "application/vnd.oci.image.index.v1+json"
  public static let dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
  public static let dockerList = "application/vnd.docker.distribution.manifest.list.v2+json"
  /// The layer with a Helm chart.
  public static let helmChart = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"

  static let manifests = [ociManifest, ociIndex, dockerManifest, dockerList]

  static func isIndex(_ type: String) -> Bool { type == ociIndex || type == dockerList }
}
