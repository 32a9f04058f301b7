package import OperatorKit

/// All that `config/crd` says of a kind besides its fields: names, versions, columns.
package struct KindDefinition: Sendable {
  package let type: ResourceType
  package let shortNames: [String]
  package let categories: [String]
  /// The present version first.
  package let versions: [VersionDefinition]

  package init(
    _ type: ResourceType, shortNames: [String] = [], category: String, versions: [VersionDefinition]
  ) {
    self.type = type
    self.shortNames = shortNames
    categories = ["all", "fluxcd", category]
    self.versions = versions
  }

  /// `gitrepositories.source.toolkit.fluxcd.io`.
  package var name: String { "\(type.plural).\(type.group)" }

  /// `source.toolkit.fluxcd.io_gitrepositories.yaml`.
  package var fileName: String { "\(type.group)_\(type.plural).yaml" }
}

/// One version of a kind.
package struct VersionDefinition: Sendable {
  package let name: String
  package let spec: Schema
  /// `nil` for versions without a status; they have no status subresource either.
  package let status: Schema?
  package let columns: [PrinterColumn]
  /// What the API server answers to those who still use the version; `nil` for the present one.
  package let deprecationWarning: String?

  package init(
    _ name: String, spec: Schema, status: Schema?, columns: [PrinterColumn], deprecationWarning: String? = nil
  ) {
    self.name = name
    self.spec = spec
    self.status = status
    self.columns = columns
    self.deprecationWarning = deprecationWarning
  }

  /// Objects are stored in the present version.
  package var isStorage: Bool { deprecationWarning == nil }
}

/// A column of `kubectl get`.
package struct PrinterColumn: Hashable, Sendable {
  package let name: String
  package let type: String
  package let path: String

  package init(_ name: String, _ path: String, type: String = "string") {
    self.name = name
    self.type = type
    self.path = path
  }

  package static let age = PrinterColumn("Age", ".metadata.creationTimestamp", type: "date")
  package static let ready = PrinterColumn("Ready", #".status.conditions[?(@.type=="Ready")].status"#)
  package static let status = PrinterColumn("Status", #".status.conditions[?(@.type=="Ready")].message"#)
}

/// A kind that `config/crd` has a definition of.
package protocol DefinedKind: GitOpsObject {
  static var definition: KindDefinition { get }
}

extension KindDefinition {
  /// The schema of whole objects in one version: spec and status under the members that every object has.
  package func schema(of version: VersionDefinition) -> Schema {
    Schema.object(versions.first.map { $0.spec.description } ?? "") {
      Field("apiVersion", .string, "Group and version of this object.")
      Field("kind", .string, "Kind of this object.")
      Field("metadata", Schema(.object([])))
      Field("spec", version.spec, "What is wanted.")
      version.status.map { [Field("status", $0, "What was observed.")] } ?? []
    }
  }
}
