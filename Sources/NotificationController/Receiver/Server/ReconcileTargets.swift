import GitOpsAPI
import HTTPServer
import JSON
import Logging
import OperatorKit

/// Asks for reconciles of the objects that a Receiver names.
struct ReconcileTargets: Sendable {
  let client: KubernetesClient
  let forbidsOtherNamespaces: Bool
  let logger: Logger

  /// Annotates the objects of one entry that the filters accept. Throws ``TargetError``, `KubernetesError`,
  /// `CELEvaluationError`.
  func request(_ index: Int, of receiver: Receiver, _ filters: CallFilters) async throws {
    let resource = receiver.spec.resources[index]
    let home = receiver.key.namespace
    let namespace = resource.namespace ?? home
    guard !forbidsOtherNamespaces || namespace == home else { throw TargetError.otherNamespace }
    let type = try TargetType.find(resource)
    let log = logger.naming(receiver.key)
    if resource.name == "*" {
      guard let labels = resource.matchLabels else { throw TargetError.noLabels }
      try await requestAll(type, namespace, labels, log) { try filters.accept($0, of: index) }
    } else {
      let key = ObjectKey(namespace: namespace, name: resource.name)
      if filters.applies(to: index) {
        let object = try await client.get(type, key, as: .metadata).naming(type)
        guard try filters.accept(object, of: index) else { return skipped(type, key, log) }
      }
      try await annotate(type, key, log)
    }
  }

  private func requestAll(
    _ type: ResourceType, _ namespace: String, _ labels: [String: String], _ log: Logger,
    accepts: (DynamicObject) throws -> Bool
  ) async throws {
    var count = 0
    try await client.list(
      type, namespace: namespace, options: ListOptions(labelSelector: LabelSelector(matching: labels)), as: .metadata
    ) { object in
      count += 1
      let object = object.naming(type)
      if try accepts(object) {
        try await annotate(type, object.key, log)
      } else {
        skipped(type, object.key, log)
      }
    }
    if count == 0 {
      log.error(
        "error annotating resources",
        metadata: ["error": "no \(type.kind) with the labels \(LabelSelector(matching: labels)) in '\(namespace)'"])
    }
  }

  private func annotate(_ type: ResourceType, _ key: ObjectKey, _ log: Logger) async throws {
    let value: JSONValue = .string(RequestTime.text(.now()))
    try await client.patch(
      type, key, .merge(["metadata": ["annotations": [AnnotationName.requestedAt: value]]]),
      options: WriteOptions(fieldManager: ReceiverReconciler.fieldManager))
    log.info("resource '\(type.kind)/\(key.name).\(key.namespace)' annotated")
  }

  private func skipped(_ type: ResourceType, _ key: ObjectKey, _ log: Logger) {
    log.debug(
      "resource '\(type.kind)/\(key.name).\(key.namespace)' NOT annotated because CEL expression returned false")
  }
}

/// The kinds that can be reconciled, and where they are found.
enum TargetType {
  private static let defaults = [
    "Bucket": "source.toolkit.fluxcd.io/v1", "HelmChart": "source.toolkit.fluxcd.io/v1",
    "HelmRepository": "source.toolkit.fluxcd.io/v1", "GitRepository": "source.toolkit.fluxcd.io/v1",
    "OCIRepository": "source.toolkit.fluxcd.io/v1", "ImageRepository": "image.toolkit.fluxcd.io/v1",
    "ArtifactGenerator": "source.extensions.fluxcd.io/v1beta1",
  ]

  /// Throws ``TargetError``.
  static func find(_ resource: Receiver.Resource) throws -> ResourceType {
    let kind = resource.kind.rawValue
    guard let text = resource.apiVersion ?? defaults[kind] else { throw TargetError.noVersion(kind: kind) }
    let version = GroupVersion(apiVersion: text)
    return ResourceType(
      group: version.group, version: version.version, kind: kind, plural: ObjectLabels.plural(kind))
  }
}

/// Why an entry of a Receiver's resources cannot be reconciled.
enum TargetError: Error, Hashable, CustomStringConvertible {
  case otherNamespace
  case noVersion(kind: String)
  case noLabels

  var description: String {
    switch self {
    case .otherNamespace: "cross-namespace references are not allowed"
    case .noVersion(let kind): "apiVersion must be specified for kind '\(kind)'"
    case .noLabels: "matchLabels field not set when using wildcard '*' as name"
    }
  }
}

/// Times as the annotation has them: as Go prints a time, to the microsecond, so that two calls are two requests.
enum RequestTime {
  static func text(_ time: Timestamp) -> String {
    let parts = time.microTime.dropLast().split(separator: "T")
    return parts.joined(separator: " ") + " +0000 UTC"
  }
}

extension DynamicObject {
  /// Metadata says of itself that it is metadata; filters shall see the kind.
  fileprivate func naming(_ type: ResourceType) -> DynamicObject {
    var object = self
    object.json["kind"] = .string(type.kind)
    object.json["apiVersion"] = .string(type.apiVersion)
    return object
  }
}

extension Logger {
  func naming(_ receiver: ObjectKey) -> Logger {
    var logger = self
    logger[metadataKey: "reconciler kind"] = "Receiver"
    logger[metadataKey: "name"] = .string(receiver.name)
    logger[metadataKey: "namespace"] = .string(receiver.namespace)
    return logger
  }
}
