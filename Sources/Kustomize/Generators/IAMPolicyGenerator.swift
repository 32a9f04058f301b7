import YAML

/// Makes the service account that stands for one of Google's cloud.
struct IAMPolicyGenerator: Generator {
  let cloud: String
  let serviceName: String
  let namespace: String
  let accountName: String
  let project: String

  init(_ reader: inout FieldReader) throws {
    cloud = try reader.string("cloud")
    let service = try reader.object("kubernetesService", of: "KubernetesService") { reader in
      (try reader.string("name"), try reader.string("namespace"))
    }
    let account = try reader.object("serviceAccount", of: "ServiceAccount") { reader in
      (try reader.string("name"), try reader.string("projectId"))
    }
    serviceName = service?.0 ?? ""
    namespace = service?.1 ?? ""
    accountName = account?.0 ?? ""
    project = account?.1 ?? ""
  }

  func generate() throws -> [Resource] {
    guard cloud == "gke" else { throw KustomizeError("cloud provider \(cloud) not supported yet") }
    let account = "\(accountName)@\(project).iam.gserviceaccount.com"
    var metadata = YAMLNode.mapping([
      .init("annotations", .mapping([.init("iam.gke.io/gcp-service-account", .string(account))])),
      .init("name", .string(serviceName)),
    ])
    if !namespace.isEmpty { metadata.set("namespace", .string(namespace)) }
    return [
      Resource(
        .mapping([
          .init("apiVersion", .string("v1")), .init("kind", .string("ServiceAccount")), .init("metadata", metadata),
        ]))
    ]
  }
}
